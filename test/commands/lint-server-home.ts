import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { Campus } from '../../playground/campus.ts'
import { createKube } from '../../src/adapters/kube.ts'
import type { KubeTarget } from '../../src/context.ts'
import { createClient } from '../playground/campus-client.ts'
import { patientClock } from '../support/patient-clock.ts'
import { createTestContext, runIcc, temporaryFolder, type Given, type Ran } from '../support/run-icc.ts'

export type Project = {
  home: string
  /** The kubeconfig of the home folder. */
  kubeconfig: string
  /** `icc lint --server` in the project, over https, with what is given besides. */
  lint(...argv: string[]): Promise<Ran>
  run(argv: readonly string[], given?: Given): Promise<Ran>
  write(name: string, text: string): void
  /** Who works there, as the API server knows them. */
  target: KubeTarget
}

export type Where = {
  username?: string
  namespace?: string
  /** What the context is marked with. */
  site?: string
  /** In place of the one that the campus gives out. */
  token?: string
}

/** A folder with manifests, whose user is signed in at a campus: a token in the kubeconfig. */
export async function projectAt(campus: Campus, files: Record<string, string>, where: Where = {}): Promise<Project> {
  const { username = 'infw001', namespace = 'w001-default', site } = where
  const token = where.token ?? String((await createClient(campus).signIn(username))['id_token'])
  const home = temporaryFolder()
  const kubeconfig = join(home, 'kubeconfig')
  const folder = join(home, 'project')
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  writeFileSync(kubeconfig, kubeconfigFor(campus, { token, namespace, site }), { mode: 0o600 })
  const run: Project['run'] = (argv, given = {}) => {
    const ctx = createTestContext({}, { home })
    return runIcc(argv, {
      home,
      cwd: folder,
      env: { HOME: home, KUBECONFIG: kubeconfig },
      kube: (target) => createKube(target, given.signal ? { ...ctx, signal: given.signal } : ctx),
      // What the cluster has only makes better offers: icc gives it a second.
      ...(argv[0] === 'scaffold' && { clock: patientClock() }),
      ...given,
    })
  }
  return {
    home,
    kubeconfig,
    write,
    run,
    lint: (...argv) => run(['lint', '--server', ...argv]),
    target: {
      server: campus.apiServer,
      ca: campus.ca,
      tlsServerName: undefined,
      insecureSkipTlsVerify: false,
      proxyUrl: undefined,
      credential: { kind: 'token', token },
    },
  }
}

function kubeconfigFor(
  { apiServer, ca }: Campus,
  { token, namespace, site }: { token: string; namespace: string; site: string | undefined },
): string {
  const cluster = { server: apiServer, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  const extensions = site === undefined ? {} : { extensions: [{ name: 'icc', extension: { site } }] }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'campus',
    clusters: [{ name: 'campus', cluster }],
    users: [{ name: 'campus', user: { token } }],
    contexts: [{ name: 'campus', context: { cluster: 'campus', user: 'campus', namespace, ...extensions } }],
  })
}

/** A Deployment of one container; `container` and `more` are YAML in flow style. */
export function deployment(name: string, { container = '', labels = `app: ${name}`, namespace = '' } = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec:
  selector:
    matchLabels: {${labels}}
  template:
    metadata:
      labels: {${labels}}
    spec:
      containers:
        - name: web
          image: nginx:1.29
${container.replaceAll(/^/gmu, '          ')}
`
}

/** Only what the server says: what icc itself knows of such manifests is another test's. */
export const SERVER = ['--select', 'server-refused,server-warning']

export type Found = {
  kubeVersion: string
  kubeVersionSource: string
  findings: { rule: string; severity: string; line: number; column: number; object: string; message: string }[]
  notChecked: { object?: string; rule?: string; reason: string }[]
}

export async function found(project: Project, ...argv: string[]): Promise<Found> {
  const { stdout, stderr } = await project.lint('-o', 'json', ...argv)
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(stdout) as Found
}

export const messages = ({ findings }: Found): string[] =>
  findings.map(({ rule, line, message }) => `${line} ${rule} ${message}`)
