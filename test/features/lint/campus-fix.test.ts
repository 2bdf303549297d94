import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { kubectl } from '../../../tools/kubectl.ts'
import { runIcc, temporaryFolder } from '../../support/run-icc.ts'

// What becomes of the examples of old course material, to the letter: `lint-mended` has each of them as `--fix` leaves
// it, first with what has one right answer, then with the choices that are named here.

const fixtures = join(import.meta.dirname, '../../fixtures')

/** The fixes that are named, and the errors that are left for a person. */
const MENDED: Readonly<Record<string, { choices: string; left: string[] }>> = {
  'icc-ingress.yaml': { choices: '', left: ['host-invalid', 'name-invalid'] },
  'icc-tensorflow-deployment.yaml': { choices: 'resources-missing,gpu-toleration-missing', left: [] },
  'icc-tensorflow-service.yaml': { choices: 'schema-misplaced-field', left: [] },
  'icc-tensorflow-service-page-break.yaml': { choices: 'schema-misplaced-field', left: [] },
  'mi2-claim.yaml': { choices: 'schema-unknown-field', left: [] },
  'mi2-pod.yaml': { choices: 'schema-misplaced-field', left: [] },
  'qaware-deployment.yaml': { choices: 'resources-missing', left: ['service-type'] },
}

const judge = await kubectl()

test('each example is here that can be mended', () => {
  expect(readdirSync(join(fixtures, 'lint-mended')).toSorted()).toEqual(Object.keys(MENDED).toSorted())
})

test.each(Object.entries(MENDED))('%s', async (name, { choices, left }) => {
  const folder = temporaryFolder()
  cpSync(join(fixtures, 'lint/campus', name), join(folder, name))
  const site = siteOf(folder, name)
  const lint = (...argv: string[]) => runIcc(['lint', name, ...site, ...argv], { home: folder })
  await lint('--fix', '--yes')
  if (choices !== '') await lint(`--fix=${choices}`, '--yes')
  const mended = textOf(folder, name).replaceAll(/^# finds: .*\n/gmu, '')
  expect(mended).toBe(textOf(join(fixtures, 'lint-mended'), name))
  const { stdout } = await lint('-o', 'json')
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; severity: string }[] }
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)
  expect([...new Set(errors)].toSorted()).toEqual(left)
  const again = await lint(choices === '' ? '--fix' : `--fix=${choices}`, '--yes')
  expect(again.stderr).toContain('nothing here that icc could fix')
})

test('limits at the wrong place are moved, and no others are written there, whatever is chosen besides', async () => {
  const folder = temporaryFolder()
  const name = 'mi2-pod.yaml'
  cpSync(join(fixtures, 'lint/campus', name), join(folder, name))
  await runIcc(['lint', name, '--fix=resources-missing,schema-misplaced-field', '--yes'], { home: folder })
  const { spec } = parse(textOf(folder, name)) as { spec: { containers: object[] } }
  expect(spec.containers[0]).toMatchObject({ resources: { limits: { memory: '2 GiB', cpu: 1 } } })
})

test.skipIf(judge === undefined)('kubectl reads what they have become', () => {
  const files = Object.keys(MENDED).map((name) => `--filename=${join(fixtures, 'lint-mended', name)}`)
  const args = ['patch', '--local', '--type=merge', '--patch={}', '--output=name', ...files]
  const printed = execFileSync(judge ?? '', args, { env: { KUBECONFIG: '/dev/null' }, encoding: 'utf8' })
  expect(printed.trim().split('\n').toSorted()).toEqual([
    'deployment.apps/hello',
    'deployment.apps/tensorflow',
    'ingress.networking.k8s.io/NAME_OF_INGRESS',
    'persistentvolumeclaim/data',
    'persistentvolumeclaim/tensorflow',
    'pod/training',
    'service/hello',
    'service/tensorflow',
    'service/tensorflow',
  ])
})

/** The flag for the site of a fixture: a built-in one, or its groups as the user's own profile. */
function siteOf(home: string, name: string): string[] {
  const [, site] = /^# site: (.+)$/mu.exec(textOf(home, name)) ?? []
  if (site === undefined) return []
  if (!site.startsWith('{')) return ['--site', site]
  const profiles = join(home, '.config/icc/sites')
  mkdirSync(profiles, { recursive: true })
  const profile = { id: 'test', title: 'Test', login: { method: 'device' }, ...(parse(site) as object) }
  writeFileSync(join(profiles, 'test.yaml'), stringify(profile))
  return ['--site', 'test']
}

function textOf(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}
