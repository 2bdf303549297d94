import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MISSPELT, OLD, project, SERVICE } from './lint-project.ts'

test('--fix --yes mends in place, keeps comments and mode, and a second time finds nothing to do', async () => {
  const { home, run, text } = project({ 'a.yaml': OLD })
  chmodSync(join(home, 'a.yaml'), 0o664)
  const first = await run('lint', '--fix', '--yes')
  expect(first.stderr).toContain('-apiVersion: batch/v1beta1 # and me\n+apiVersion: batch/v1 # and me')
  expect(first.stderr).toContain('Fixed: 1 finding in 1 file.')
  expect(first.exitCode).toBe(0)
  expect(text('a.yaml')).toBe(OLD.replace('batch/v1beta1', 'batch/v1'))
  expect(statSync(join(home, 'a.yaml')).mode & 0o777).toBe(0o664)
  const second = await run('lint', '--fix', '--yes')
  expect(second.stderr).toContain('nothing here that icc could fix')
  expect(second.exitCode).toBe(0)
})

test('--fix without a terminal writes nothing and names the flag', async () => {
  const { run, text } = project({ 'a.yaml': OLD })
  const { stderr, exitCode } = await run('lint', '--fix')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('icc lint --fix --yes')
  expect(text('a.yaml')).toBe(OLD)
})

test('--fix --diff is a patch on stdout, and nothing is written', async () => {
  const { run, text } = project({ 'a.yaml': OLD })
  const { stdout, exitCode } = await run('lint', '--fix', '--diff')
  expect(stdout).toMatch(/^--- a\/a\.yaml\n\+\+\+ b\/a\.yaml\n@@/u)
  expect(exitCode).toBe(1)
  expect(text('a.yaml')).toBe(OLD)
})

test('a fix that is a choice needs its name', async () => {
  const { run, text } = project({ 'a.yaml': MISSPELT })
  expect((await run('lint', '--fix', '--yes')).stderr).toContain('nothing here that icc could fix')
  expect((await run('lint', '--fix=schema-unknown-field', '--yes', '--ignore', 'service-selector')).exitCode).toBe(0)
  expect(text('a.yaml')).toBe(SERVICE)
})

test('UTF-16 and CRLF files stay what they are when mended', async () => {
  const crlf = OLD.replaceAll('\n', '\r\n')
  const { run, home, text } = project({
    'crlf.yaml': crlf,
    'utf16.yaml': Buffer.from(`\uFEFF${OLD.replace('nightly', 'monthly')}`, 'utf16le'),
  })
  expect((await run('lint', '--fix', '--yes')).exitCode).toBe(0)
  expect(text('crlf.yaml')).toBe(crlf.replace('v1beta1', 'v1'))
  const bytes = readFileSync(join(home, 'utf16.yaml'))
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe])
  expect(bytes.toString('utf16le')).toContain('apiVersion: batch/v1 # and me')
})

test('standard input is looked at, and cannot be written to', async () => {
  const { run } = project({}, { input: OLD })
  const { stdout, exitCode } = await run('lint', '-')
  expect(stdout).toContain('stdin:2:13  api-removed')
  expect(exitCode).toBe(1)
  const fixed = await run('lint', '-', '--fix', '--yes')
  expect(fixed.exitCode).toBe(2)
  expect(fixed.stderr).toContain('--diff')
})

test('a secret is shown neither with findings on its line nor in the change that is offered', async () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: a, creationTimestamp: null}
spec:
  containers:
    - {name: a, image: nginx, env: [{name: DB_PASSWORD, value: correct-horse}, {name: DB_PASSWORD, value: battery-staple}]}
`
  const { run } = project({ 'a.yaml': pod })
  for (const format of ['human', 'json', 'sarif', 'gitlab', 'junit']) {
    const { stdout, stderr } = await run('lint', '-o', format)
    expect(stdout).toContain('env-duplicate')
    expect(stdout + stderr).not.toMatch(/correct-horse|battery-staple/u)
  }
  const { stdout, stderr } = await run('lint', '--fix', '--yes', '--select', 'server-fields,env-duplicate')
  expect(stderr).toContain('-metadata: {name: a, creationTimestamp: null}')
  expect(stdout + stderr).not.toMatch(/correct-horse|battery-staple/u)
})

test('a password that is also the name of something is hidden where it is the password', async () => {
  const old = `apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: postgres}
spec:
  template:
    metadata: {labels: {app: postgres}}
    spec:
      containers:
        - name: postgres
          image: postgres:18
          env:
            - {name: POSTGRES_PASSWORD, value: postgres}
            - {name: ADMIN_PASSWORD, value: secret}
            - {name: OTHER, valueFrom: {secretKeyRef: {name: db, key: other}}}
            # once it was secret
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a, creationTimestamp: null}
data: {LOGIN_PASSWORD: postgres, kind: secretKeyRef, note: secret}
`
  const { run } = project({ 'a.yaml': old })
  const { stderr } = await run('lint', '--fix', '--yes', '--select', 'api-removed,server-fields')
  expect(stderr).toContain(' metadata: {name: postgres}')
  expect(stderr).toContain('+      app: postgres')
  expect(stderr).toContain('data: {LOGIN_PASSWORD: ***, kind: secretKeyRef, note: ***}')
  expect(stderr).not.toMatch(/PASSWORD(?:, value)?: (?:postgres|secret)\b/u)
})
