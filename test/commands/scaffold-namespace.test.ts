import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { textAt } from '../../src/features/manifests/json.ts'
import { readManifests } from '../../src/features/manifests/read.ts'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'

function namespacesIn(text: string): (string | undefined)[] {
  return readManifests({ name: 'x.yaml', text }).documents.map(({ value }) => textAt(value, 'metadata', 'namespace'))
}

const WEB = ['web', '--image', 'nginx:1.29', '--ha']

test('each object names the namespace, right below its name, and nothing else changes', async () => {
  const { stdout, exitCode } = await runIcc(['scaffold', 'deployment', ...WEB, '-n', 'w001', '--out', '-'])
  const without = await runIcc(['scaffold', 'deployment', ...WEB, '--out', '-'])
  expect(exitCode).toBe(0)
  expect(namespacesIn(stdout)).toEqual(['w001', 'w001', 'w001'])
  expect(stdout).toContain('\n  name: web\n  namespace: w001\n  labels:\n')
  expect(bodyOf(stdout).replaceAll('  namespace: w001\n', '')).toBe(bodyOf(without.stdout))
})

/** Without the head. */
function bodyOf(text: string): string {
  return text.slice(text.indexOf('apiVersion:'))
}

test('the head repeats it, and an update keeps it', async () => {
  const home = temporaryFolder()
  const run = (...words: string[]) => runIcc(['scaffold', ...words], { home })
  expect((await run('pvc', 'data', '-n', '123', '--out', 'data.yaml')).exitCode).toBe(0)
  const text = readFileSync(join(home, 'data.yaml'), 'utf8')
  expect(text).toContain('--namespace 123 ')
  expect(namespacesIn(text)).toEqual(['123'])
  const updated = await run('update', 'data.yaml')
  expect(updated).toMatchObject({ exitCode: 0 })
  expect(readFileSync(join(home, 'data.yaml'), 'utf8')).toBe(text)
})

test('next steps speak of it', async () => {
  const words = [
    'ingress',
    'web',
    '--host',
    'web.inf.haw-hamburg.de',
    '--site',
    'haw-icc',
    '-n',
    'w001',
    '--out',
    '-',
  ]
  expect((await runIcc(['scaffold', ...words])).stderr).toContain('in the namespace w001.')
})

function object(version: string, kind: string, more = ''): string {
  return `apiVersion: ${version}\nkind: ${kind}\nmetadata: # whose\n  labels:\n    name: none\n${more}  name: team\n`
}

test('in a template of a project only what lives in a namespace names one, unless it does itself', async () => {
  const home = temporaryFolder()
  const folder = join(home, '.icc', 'templates', 'team')
  mkdirSync(folder, { recursive: true })
  const head = 'version: 1\nsummary: a team\ninputs: {}\nmanifests: [team.yaml]\n'
  writeFileSync(join(folder, 'template.yaml'), head)
  const texts = [
    object('rbac.authorization.k8s.io/v1', 'ClusterRole'),
    object('v1', 'ConfigMap'),
    object('v1', 'ConfigMap', '  namespace: own\n').replace('name: team', 'name: other'),
  ]
  writeFileSync(join(folder, 'team.yaml'), texts.join('---\n'))
  const { stdout, stderr } = await runIcc(['scaffold', 'team', '-n', 'w001', '--out', '-'], { home })
  expect({ stderr, namespaces: namespacesIn(stdout) }).toMatchObject({
    stderr: '',
    namespaces: [undefined, 'w001', 'own'],
  })
  writeFileSync(join(folder, 'team.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: team}\n')
  expect(await runIcc(['scaffold', 'team', '-n', 'w001', '--out', '-'], { home })).toMatchObject({ exitCode: 2 })
})
