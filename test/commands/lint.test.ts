import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MISSPELT, project, SERVICE } from './lint-project.ts'

test('a clean project: nothing found, exit 0, version and origin said', async () => {
  const { stdout, exitCode } = await project({ 'a.yaml': SERVICE }).run('lint', '--ignore', 'service-selector')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/Kubernetes 1\.\d\d, the newest that icc knows\./u)
  expect(stdout).toContain('Found nothing in 1 object. Clean: 1 of 1 file.')
})

test('a finding: the message, its place, the line with a caret, and exit 1', async () => {
  const { stdout, stderr, exitCode } = await project({ 'k8s/web.yaml': MISSPELT }).run('lint', 'k8s')
  expect(exitCode).toBe(1)
  expect(stderr).toBe('')
  expect(stdout).toContain('There is no field selectr in spec; selector may be meant.')
  expect(stdout).toContain('k8s/web.yaml:6:3  schema-unknown-field  Service/web')
  expect(stdout).toContain('6 |   selectr: {app: web}\n    |   ^^^^^^^\n')
})

test('json is the contract', async () => {
  const { stdout, exitCode } = await project({ 'a.yaml': MISSPELT, 'values.yaml': 'a: 1\n' }).run(
    'lint',
    '-o',
    'json',
  )
  const answer: unknown = JSON.parse(stdout)
  expect(exitCode).toBe(1)
  expect(answer).toMatchObject({
    kubeVersion: expect.stringMatching(/^1\.\d\d$/u),
    kubeVersionSource: 'the newest that icc knows',
    findings: [
      {
        rule: 'schema-unknown-field',
        severity: 'error',
        file: 'a.yaml',
        line: 6,
        column: 3,
        endLine: 6,
        endColumn: 10,
        object: 'Service/web',
        message: expect.stringContaining('selectr'),
        hint: 'write selector',
        fixable: true,
      },
    ],
    notChecked: [],
    skipped: [{ file: 'values.yaml', reason: expect.stringContaining('no Kubernetes object') }],
    suppressed: 0,
    checked: { files: 1, objects: 1 },
  })
})

test('other formats go to files beside what stdout gets', async () => {
  const { run, text } = project({ 'a.yaml': MISSPELT })
  const { stdout } = await run('lint', '-o', 'sarif=out.sarif', '-o', 'gitlab=quality.json', '-o', 'junit=tests.xml')
  expect(stdout).toContain('selectr')
  expect(JSON.parse(text('out.sarif'))).toMatchObject({ version: '2.1.0' })
  expect(JSON.parse(text('quality.json'))).toHaveLength(1)
  expect(text('tests.xml')).toMatch(/^<\?xml/u)
})

test.each([
  ['error', 0],
  ['warning', 1],
  ['never', 0],
])('--fail-on %s decides what a warning does to the exit code', async (threshold, expected) => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: nginx}]}\n'
  const { exitCode } = await project({ 'a.yaml': pod }).run('lint', '--select', 'image-tag', '--fail-on', threshold)
  expect(exitCode).toBe(expected)
})

test.each([
  [['lint', 'nowhere.yaml'], 'path-not-found'],
  [['lint', '--select', 'selector-mismach'], 'rule-unknown'],
  [['lint', '--kube-version', 'latest'], 'usage'],
  [['lint', '--yes'], 'usage'],
  [['lint', '-o', 'yaml'], 'usage'],
  [['lint', '--site', 'nowhere'], 'site-unknown'],
  [['lint', '--crd', 'a.yaml'], 'definition-broken'],
  [['explain', 'nothing'], 'rule-unknown'],
])('%j is a usage error with code %s and a next step', async (argv, code) => {
  const { run } = project({ 'a.yaml': SERVICE })
  const { stderr, stdout, exitCode } = await run(...argv, ...(argv.includes('-o') ? [] : ['-o', 'json']))
  expect(exitCode).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(code === 'usage' && argv.includes('-o') ? 'sarif' : `"code":"${code}"`)
})

test('nothing to look at is a usage error that names what was skipped, unless it is allowed', async () => {
  const { run } = project({ 'chart/Chart.yaml': 'name: a\n', 'chart/templates/web.yaml': 'a: {{ .Values.a }}\n' })
  const { stderr, exitCode } = await run('lint')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('There is no manifest in this folder. 2 other files were skipped')
  expect(stderr).toContain('helm template chart/ | icc lint -')
  expect((await run('lint', '--allow-empty')).exitCode).toBe(0)
})

test('the flag that is said to list what was skipped does so', async () => {
  const { run } = project({ 'a.yaml': SERVICE, 'compose.yaml': 'services: {}\n' })
  const { stdout } = await run('lint')
  const [, flag = ''] = /1 file of other kinds \((--[a-z]+) lists them\)/u.exec(stdout) ?? []
  expect(stdout).not.toContain('compose.yaml')
  expect((await run('lint', flag)).stdout).toContain('compose.yaml: a Compose file')
})

test('a file that is named is never passed over in silence', async () => {
  const { stdout, exitCode } = await project({ 'values.yaml': 'a: 1\n', 'a.yaml': SERVICE }).run(
    'lint',
    'values.yaml',
    'a.yaml',
    '--require-checked',
  )
  expect(stdout).toContain('This was not checked: no Kubernetes object')
  expect(exitCode).toBe(1)
})

test('files that cannot be read are findings, and the others are looked at all the same', async () => {
  const { home, run } = project({
    'latin1.yaml': Buffer.from('kind: caf\u00e9\n', 'latin1'),
    'binary.yaml': new Uint8Array([0, 1, 2]),
    'bad.yaml': MISSPELT,
    'empty.yaml': '',
  })
  symlinkSync('loop.yaml', join(home, 'loop.yaml'))
  symlinkSync('.', join(home, 'again'))
  const { stdout, exitCode } = await run('lint', '-o', 'json')
  const { findings, skipped } = JSON.parse(stdout) as {
    findings: { file: string; rule: string; message: string }[]
    skipped: { file: string; reason: string }[]
  }
  expect(exitCode).toBe(1)
  expect(findings.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
    'bad.yaml schema-unknown-field',
    'binary.yaml file-unreadable',
    'latin1.yaml file-unreadable',
    'loop.yaml file-unreadable',
  ])
  expect(skipped).toEqual([{ file: 'empty.yaml', reason: 'it is empty' }])
})

test('what git ignores is left out, and so is what the project excludes', async () => {
  const { home, run } = project({
    'a.yaml': SERVICE,
    '.gitignore': 'build/\n*.local.yaml\n!keep.local.yaml\n',
    'build/b.yaml': MISSPELT,
    'x.local.yaml': MISSPELT,
    'keep.local.yaml': SERVICE.replace('name: web', 'name: other'),
    'old/c.yaml': MISSPELT,
    '.icc.yaml': 'lint: {exclude: [old/], off: [service-selector]}\n',
  })
  mkdirSync(join(home, '.git'))
  const { stdout, exitCode } = await run('lint', '-o', 'json')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ checked: { files: 2 } })
})

function entry(rule: string, until = '2999-01-01'): string {
  return `{rule: ${rule}, file: 'k8s/*.yaml', reason: the course wants it so, until: ${until}}`
}

test('the project ignores a rule with a reason; one that is not needed any more is told', async () => {
  const { run } = project({
    'k8s/a.yaml': MISSPELT,
    '.icc.yaml': `lint:\n  ignore:\n    - ${entry('schema-unknown-field')}\n    - ${entry('image-tag')}\n    - ${entry('cron-ttl', '2020-01-01')}\n`,
  })
  const { stdout, exitCode } = await run('lint', '-o', 'json')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    suppressed: 1,
    suppressions: [{ rule: 'schema-unknown-field', reason: 'the course wants it so' }],
    findings: [
      { rule: 'suppression-unused', line: 4, message: 'image-tag finds nothing here that would be ignored.' },
      { rule: 'suppression-unused', line: 5, message: 'Ignoring cron-ttl ended on 2020-01-01.' },
    ],
  })
})

test("a broken project's file names each fault with its place, and nothing is looked at", async () => {
  const { run } = project({ 'a.yaml': SERVICE, '.icc.yaml': 'lint:\n  of: [x]\n  severity: {image-tag: fatal}\n' })
  const { stderr, exitCode } = await run('lint')
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/\.icc\.yaml:2:3: lint\.of: unknown name; did you mean off\?/u)
  expect(stderr).toMatch(/\.icc\.yaml:3:14: lint\.severity\.image-tag: expected one of error, warning, info/u)
})

test('a custom resource is not checked without its definition, and is with it', async () => {
  const crd =
    readFileSync(join(import.meta.dirname, '../fixtures/lint/schema/custom.yaml'), 'utf8').split('---\n')[0] ?? ''
  const lecture = 'apiVersion: example.org/v1\nkind: Lecture\nmetadata: {name: a}\nspec: {rom: x}\n'
  const { run } = project({ 'k8s/a.yaml': lecture, 'crd.yaml': crd })
  const without = await run('lint', 'k8s', '-o', 'json')
  expect(without.exitCode).toBe(0)
  expect(JSON.parse(without.stdout)).toMatchObject({
    notChecked: [{ file: 'k8s/a.yaml', object: 'Lecture/a', reason: expect.stringContaining('--crd') }],
  })
  const withIt = await run('lint', 'k8s', '--crd', 'crd.yaml')
  expect(withIt.exitCode).toBe(1)
  expect(withIt.stdout).toContain('There is no field rom in spec; room may be meant.')
})

test('--rules lists every rule, and icc explain shows one with its examples', async () => {
  const { run } = project({})
  const listed = JSON.parse((await run('lint', '--rules', '-o', 'json')).stdout) as { rule: string }[]
  expect(listed.length).toBeGreaterThan(60)
  const { stdout, exitCode } = await run('explain', 'schema-unknown-field')
  expect(exitCode).toBe(0)
  expect(stdout).toContain('Bad:\n  apiVersion: v1\n')
  expect(stdout).toContain('Source: https://')
})
