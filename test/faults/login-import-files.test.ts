import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clientCertificate, portalFile, portalText, tokenOf, type PortalFile } from '../support/portal-file.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'

const LOGIN = ['login', '--site', 'haw-icc']

async function student() {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  return { idp, user, token: await tokenOf(idp) }
}

/** Whatever was wrong with a file: nothing was written, and nobody was asked. */
function expectUntouched(user: User, idp: { apiConnections(): number }): void {
  expect(user.files()).toEqual({})
  expect(idp.apiConnections()).toBe(0)
}

test.each<[string, string, string, string]>([
  ['an empty file', ' \n', 'import-not-kubeconfig', 'is empty'],
  ['a web page', '\n<!DOCTYPE html><title>Login</title>', 'import-not-kubeconfig', 'is a web page'],
  ['no YAML', 'clusters: [{', 'import-not-kubeconfig', 'line 1, column'],
  ['a word', 'hello', 'import-not-kubeconfig', 'no'],
  ['another YAML file', 'replicas: 3\n', 'import-not-kubeconfig', 'has no contexts'],
  ['a Deployment', 'apiVersion: apps/v1\nkind: Deployment\n', 'import-not-kubeconfig', '"kind" is not Config'],
  ['a list for a name', 'contexts: [{name: [a]}]\n', 'import-not-kubeconfig', 'must be a text'],
  ['a control character', 'a: "\u0007"\u0001\n', 'import-not-kubeconfig', 'control character'],
  ['a nesting without end', '['.repeat(200_000), 'import-not-kubeconfig', 'this is no kubeconfig'],
  ['more than 1 MiB', '#'.repeat(1024 * 1024 + 1), 'import-not-kubeconfig', 'more than 1 MiB'],
])('%s is refused', async (_what, text, code, words) => {
  const { idp, user } = await student()
  const ran = await user.icc([...LOGIN, '--import', portalFile(user, text), '-o', 'json'])
  expect({ stdout: ran.stdout, exitCode: ran.exitCode }).toEqual({ stdout: '', exitCode: 1 })
  const { error } = JSON.parse(ran.stderr)
  expect(error).toMatchObject({ code, hint: expect.stringContaining('--import FILE') })
  expect(error.message).toContain(words)
  expect(error.message).toMatch(/Nothing was changed\.$/u)
  expectUntouched(user, idp)
})

const two = [
  { name: 'one', context: { cluster: 'cluster.local', user: 'somebody' } },
  { name: 'two', context: { cluster: 'cluster.local', user: 'somebody' } },
]

test.each<[string, PortalFile, string, string]>([
  [
    'several contexts, none current',
    { top: { 'current-context': '', contexts: two } },
    'import-incomplete',
    'one, two',
  ],
  ['a current context that is not there', { top: { 'current-context': 'gone' } }, 'import-incomplete', 'gone'],
  ['no clusters', { top: { clusters: [] } }, 'import-not-kubeconfig', 'no clusters'],
  ['no such cluster', { context: { cluster: 'other' } }, 'import-incomplete', 'lacks the cluster "other"'],
  ['no such user', { context: { user: 'other' } }, 'import-incomplete', 'lacks the user "other"'],
  ['no server', { cluster: { server: '' } }, 'import-incomplete', 'no server'],
  ['a server without TLS', { cluster: { server: 'http://127.0.0.1:1' } }, 'import-insecure', 'not https'],
  ['a password in the address', { cluster: { server: 'https://a:b@127.0.0.1:1' } }, 'import-insecure', 'hides'],
  [
    'no check of the server',
    { cluster: { 'insecure-skip-tls-verify': true } },
    'import-insecure',
    'pose as the cluster',
  ],
  ['no certificate', { cluster: { 'certificate-authority-data': 'QUJD' } }, 'import-incomplete', 'is no certificate'],
  ['a proxy that is none', { cluster: { 'proxy-url': 'file:///etc' } }, 'import-incomplete', 'proxy-url'],
  [
    'a missing file',
    { user: { 'client-certificate': 'me.pem', 'client-key': 'me.key' } },
    'import-not-readable',
    'me.pem is not there',
  ],
  ['a folder for a file', { user: { 'client-certificate': '/' } }, 'import-not-readable', 'is a folder'],
  ['no credential', {}, 'import-credential', 'no token, client certificate or program'],
  ['an auth-provider', { user: { 'auth-provider': { name: 'oidc' } } }, 'import-credential', 'auth-provider'],
  ['a tokenFile', { user: { tokenFile: '/etc/hostname' } }, 'import-credential', 'would send a file of yours'],
  [
    'a password',
    { user: { username: 'me', password: 'never-shown' } },
    'import-credential',
    'user name and password',
  ],
  ['somebody else', { user: { token: 'abc', as: 'admin' } }, 'import-credential', 'acts as somebody else'],
  ['a token with a line feed', { user: { token: 'abc\nX-Header: 1' } }, 'import-credential', 'no token has'],
  ['half a certificate', { user: { 'client-key-data': 'QUJD' } }, 'import-credential', 'without its certificate'],
  [
    'a broken certificate',
    { user: { 'client-certificate-data': 'QUJD', 'client-key-data': 'QUJD' } },
    'import-credential',
    'cannot be read',
  ],
  ['an exec entry of no version', { user: { exec: { command: 'x' } } }, 'import-credential', 'does not know'],
])('a kubeconfig with %s is refused', async (_what, change, code, words) => {
  const { idp, user } = await student()
  const path = portalFile(user, portalText(idp, change))
  const ran = await user.icc([...LOGIN, '--import', path, '-o', 'json'])
  expect({ stdout: ran.stdout, exitCode: ran.exitCode }).toEqual({ stdout: '', exitCode: 1 })
  const { error } = JSON.parse(ran.stderr)
  expect(error.code).toBe(code)
  expect(error.message).toContain(words)
  expect(ran.stderr).not.toContain('never-shown')
  expectUntouched(user, idp)
})

test('a file that is missing, a folder, or the kubeconfig itself is refused', async () => {
  const { idp, user, token } = await student()
  const { folder, kubeconfig } = user.home
  expect((await user.icc([...LOGIN, '--import', 'gone.txt'])).stderr).toContain('gone.txt is not there.')
  expect((await user.icc([...LOGIN, '--import', folder])).stderr).toContain('is a folder, not a file.')
  expect((await user.icc([...LOGIN, '--import', ''])).exitCode).toBe(2)
  const text = portalText(idp, { user: { token } })
  writeFileSync(kubeconfig, text, { mode: 0o600 })
  expect(await user.icc([...LOGIN, '--import', kubeconfig])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('is your kubeconfig itself'),
  })
  expect(user.files()).toEqual({ kubeconfig: text })
})

test('a file of Windows (UTF-16, a mark, other line ends) is read', async () => {
  const { idp, user, token } = await student()
  const text = `\uFEFF${portalText(idp, { user: { token } }).replaceAll('\n', '\r\n')}`
  const path = join(user.home.folder, 'config.txt')
  for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le')]) {
    writeFileSync(path, bytes)
    expect(await user.icc([...LOGIN, '--import', path])).toMatchObject({ stderr: '', exitCode: 0 })
  }
})

test('a server that is not the profile’s is refused; insecure-skip-tls-verify is left out where the profile knows the CA', async () => {
  const { idp, user, token } = await student()
  const argv = ['login', '--site', 'playground', '--import']
  const elsewhere = portalText(idp, { user: { token }, cluster: { server: 'https://127.0.0.1:1' } })
  expect((await user.icc([...argv, portalFile(user, elsewhere)])).stderr).toContain('is it the right site?')
  expectUntouched(user, idp)
  const insecure = { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined }
  const { stderr, exitCode } = await user.icc([
    ...argv,
    portalFile(user, portalText(idp, { user: { token }, cluster: insecure })),
  ])
  expect({ stderr, exitCode }).toEqual({
    stderr: expect.stringContaining('That is left out: the certificate is checked.'),
    exitCode: 0,
  })
  expect(readFileSync(user.home.kubeconfig, 'utf8')).not.toContain('insecure')
})

test.each([
  ['--method', 'device', '--import', 'x'],
  ['--credential', 'exec', '--import', 'x'],
])('%s %s does not go with --import', async (...argv) => {
  const { idp, user } = await student()
  expect((await user.icc([...LOGIN, ...argv])).exitCode).toBe(2)
  expectUntouched(user, idp)
})

test('a file whose certificate authority is not the cluster’s writes nothing', async () => {
  const { idp, user, token } = await student()
  const { certificate: ca } = await clientCertificate('CN=Another authority', 1)
  const file = portalFile(user, portalText({ apiServer: idp.apiServer, ca }, { user: { token } }))
  const ran = await user.icc([...LOGIN, '--import', file, '-o', 'json'])
  expect(ran.exitCode).toBe(1)
  expect(JSON.parse(ran.stderr).error).toMatchObject({
    code: 'api-untrusted',
    message: expect.stringMatching(/Nothing was written\.$/u),
    hint: expect.stringContaining('--import FILE'),
  })
  expectUntouched(user, idp)
})
