import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { findTemplate } from '../../../src/features/scaffold/find.ts'
import { defaultTexts } from '../../../src/features/scaffold/inputs/default-texts.ts'
import { TYPES } from '../../../src/features/scaffold/inputs/types.ts'
import type { Profile } from '../../../src/features/sites/schema.ts'
import { createTestContext, runIcc, temporaryFolder } from '../../support/run-icc.ts'

// A usual command line for each kind, and what it writes at each campus, byte by byte: whoever changes a template sees
// there what becomes of it. UPDATE_GOLDEN=1 writes the files anew.

const IMAGE = ['--image', 'registry.example.org/team/app:1.4']

/**
 * The words after `icc scaffold`, by kind. DOMAIN and GPU are those of the campus. Of other kinds all is said that they
 * cannot do without.
 */
const LINES: Readonly<Record<string, readonly string[]>> = {
  configmap: ['settings', '--literal', 'LOG_LEVEL=info', '--from-file', 'app.ini'],
  cronjob: ['report', ...IMAGE, '--schedule', '17 3 * * *', '--command', 'python report.py > /tmp/log'],
  deployment: ['web', ...IMAGE, '--ha', '--env', 'LOG_LEVEL=info', '--env-secret', 'web'],
  'gitlab-ci': ['web', '--deploy-namespace', 'team-web'],
  'gpu-deployment': ['model', '--image', 'vllm/vllm-openai:v0.11.0', '--port', '8000', '--claim', 'models'],
  'gpu-job': ['train', '--image', 'pytorch/pytorch:2.9.0', '--command', 'python train.py', '--claim', 'runs'],
  ingress: ['web', '--host', 'web.DOMAIN'],
  job: ['import', ...IMAGE, '--arg', '--all', '--claim', 'files'],
  jupyter: ['lab', '--gpu', 'GPU', '--host', 'lab.DOMAIN'],
  networkpolicy: [],
  'pull-secret': ['registry', '--registry', 'git.haw-hamburg.de:5005', '--username', 'deploy'],
  pvc: ['files', '--size', '16Gi'],
  service: ['web', '--workload', 'web'],
  statefulset: ['db', '--image', 'postgres:17.2', '--port', '5432', '--user', '999', '--env', 'PGDATA=/data/pgdata'],
}

const root = join(import.meta.dirname, '..', '..', '..')
const golden = join(root, 'test', 'fixtures', 'scaffold')
const kinds = readdirSync(join(root, 'templates')).filter((name) => name !== 'parts')
const sites = readdirSync(join(root, 'sites')).map((name) => name.replace(/\.yaml$/u, ''))
const all = kinds.flatMap((kind) => sites.map((site): [kind: string, site: string] => [kind, site]))
const cases = all.filter(([kind, site]) => !isRefused(kind, site))

/** A campus without GPUs runs nothing that needs one. */
function isRefused(kind: string, site: string): boolean {
  return kind.startsWith('gpu-') && profileOf(site).gpu?.models?.length === 0
}

function profileOf(site: string): Profile {
  return parse(readFileSync(join(root, 'sites', `${site}.yaml`), 'utf8')) as Profile
}

/** The words, as they are at a campus. */
function wordsAt(words: readonly string[], site: string): string[] {
  const { ingress, gpu, security, ci } = profileOf(site)
  const domain = ingress?.wildcardDomains?.[0] ?? 'informatik.haw-hamburg.de'
  const model = gpu?.models === undefined ? 'v100' : gpu.models[0]?.alias
  const unknown = new Set([
    ...(model === undefined ? ['--gpu'] : []),
    ...(security?.preset === 'openshift' ? ['--user'] : []),
  ])
  return words
    .filter((word, at) => !unknown.has(word) && !unknown.has(words[at - 1] ?? ''))
    .map((word) => word.replace('DOMAIN', domain).replace(/^GPU$/u, model ?? ''))
    .concat(
      words.includes('--deploy-namespace') && ci?.flavours?.includes('agentk') ? ['--agent', 'team/web:main'] : [],
    )
}

async function leastWords(kind: string, home: string): Promise<string[]> {
  const around = { values: {}, cwd: home }
  const { inputs } = await findTemplate(createTestContext({}, { home }), kind)
  const needed = inputs.filter(
    (input) =>
      input.argument || (input.required && input.type !== 'secret' && defaultTexts(input, around).length === 0),
  )
  return needed.map((input) => `--${input.name}=${TYPES[input.type].example(input, around)}`)
}

test.each(cases)('%s at %s', async (kind, site) => {
  const home = temporaryFolder()
  writeFileSync(join(home, 'app.ini'), '[main]\nkey = value\n')
  const line = [
    kind,
    ...wordsAt(LINES[kind] ?? (await leastWords(kind, home)), site),
    '--site',
    site,
    '--kube-version',
    '1.34',
    '--out',
    'out.yaml',
  ]
  const { stderr, exitCode } = await runIcc(['scaffold', ...line], { home, input: 'a-token\n' })
  expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 })
  const written = readFileSync(join(home, 'out.yaml'), 'utf8')
  const file = join(golden, kind, `${site}.yaml`)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, written)
  }
  expect(written).toBe(readFileSync(file, 'utf8'))
})

test.each(all.filter(([kind, site]) => isRefused(kind, site)))('%s is refused at %s', async (kind, site) => {
  const home = temporaryFolder()
  const words = wordsAt(LINES[kind] ?? (await leastWords(kind, home)), site)
  const { stderr, exitCode } = await runIcc(['scaffold', kind, ...words, '--site', site, '--out', 'out.yaml'], {
    home,
  })
  expect(stderr).toContain('has no GPUs')
  expect(exitCode).toBe(1)
  expect(existsSync(join(home, 'out.yaml'))).toBe(false)
})

test('what is left of a kind or campus that is no more, is told', () => {
  const files = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  expect(files.toSorted()).toEqual(cases.map(([kind, site]) => join(kind, `${site}.yaml`)).toSorted())
})
