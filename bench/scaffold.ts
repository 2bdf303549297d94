import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Programs } from './daily.ts'
import { writeManifests } from './manifests.ts'
import { measure, type Measured, type Subject } from './measure.ts'

/** What printing a manifest may take beyond the bare runtime, in milliseconds. */
const TARGET = 40

/** The same object by icc, with all that it says beyond kubectl's, and by `kubectl create`. */
type Pair = { kind: string; icc: string[]; kubectl: string[] }

const IMAGE = ['--image', 'nginx:1.29']
const DRY_RUN = ['--dry-run=client', '--output', 'yaml']

const PAIRS: readonly Pair[] = [
  {
    kind: 'ingress',
    icc: ['web', '--host', 'web.example.org', '--service', 'web', '--class', 'nginx'],
    kubectl: ['web', '--rule', 'web.example.org/*=web:80', '--class', 'nginx'],
  },
  { kind: 'deployment', icc: ['web', ...IMAGE], kubectl: ['web', ...IMAGE] },
  {
    kind: 'cronjob',
    icc: ['web', ...IMAGE, '--schedule', '17 3 * * *'],
    kubectl: ['web', ...IMAGE, '--schedule', '17 3 * * *'],
  },
]

/** Manifests in the project that is not empty. */
const FILES = 20

/** icc scaffold, in an empty folder and in a project, beside the bare runtime and `kubectl create --dry-run`, all in turn. */
export async function measureScaffold(
  folder: string,
  { icc, bare, kubectl }: Programs,
  rounds: number,
): Promise<{ measured: Measured[]; remarks: string[] }> {
  const project = join(folder, 'project')
  mkdirSync(join(folder, 'nothing'), { recursive: true })
  writeManifests(project, FILES)
  const env = {
    ...process.env,
    HOME: folder,
    KUBECONFIG: join(folder, 'none'),
    ICC_CONFIG_DIR: join(folder, 'config'),
    ICC_STATE_DIR: join(folder, 'state'),
    ICC_SITE: '',
  }
  const subjects: Subject[] = [
    { name: 'executable that does nothing', command: [bare], env },
    ...PAIRS.flatMap(({ kind, icc: argv, kubectl: peer }): Subject[] => {
      const command = [icc, 'scaffold', kind, ...argv, '--out', '-']
      return [
        { name: `icc scaffold ${kind}`, command, env, cwd: join(folder, 'nothing') },
        { name: `icc scaffold ${kind}, beside ${FILES} files`, command, env, cwd: project },
        ...(kubectl === undefined
          ? []
          : [{ name: `kubectl create ${kind}`, command: [kubectl, 'create', kind, ...peer, ...DRY_RUN], env }]),
      ]
    }),
  ]
  const measured = await measure(subjects, rounds)
  return { measured, remarks: PAIRS.map(({ kind }) => remark(kind, measured)) }
}

function remark(kind: string, measured: readonly Measured[]): string {
  const medianOf = (name: string): number | undefined => measured.find((one) => one.name === name)?.median
  const own = medianOf(`icc scaffold ${kind}`) ?? Number.NaN
  const bare = medianOf('executable that does nothing') ?? Number.NaN
  const peer = medianOf(`kubectl create ${kind}`)
  const beside =
    peer === undefined ? 'kubectl: not compared, as there is none' : `${(own / peer).toFixed(2)} of kubectl`
  return `icc scaffold ${kind}: ${(own - bare).toFixed(1)} ms over the bare runtime, ${TARGET} is the target; ${beside}.`
}
