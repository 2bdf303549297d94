import { expect, test } from 'vitest'
import type { Context } from '../../../src/context.ts'
import { listOf, patient, type Patient } from '../../commands/doctor-home.ts'

const SECRET = 'hunter-two-and-more'

/** icc's own entries and those of kubelogin for the same API server, and for another one. */
function kubeconfig(current: string): string {
  return `# mine
apiVersion: v1
kind: Config
current-context: ${current}
clusters:
- cluster: {server: https://api.campus.example:6443/}
  name: campus # by hand ${SECRET}
- cluster: {server: https://api.campus.example:6443, extensions: [{name: icc, extension: {site: campus}}]}
  name: icc-campus
- cluster: {server: https://api.other.example}
  name: other
contexts:
- context: {cluster: campus, user: old}
  name: old
- context: {cluster: icc-campus, user: campus, extensions: [{name: icc, extension: {site: campus}}]}
  name: campus
- context: {cluster: other, user: other}
  name: other
users:
- name: old # ${SECRET}
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: kubectl
      args:
      - oidc-login
      - get-token
      - --oidc-issuer-url=https://idp.campus.example
      - --oidc-client-secret=${SECRET}
      - --oidc-client-secret
      - ${SECRET}
      env:
      - {name: KEY, value: ${SECRET}}
- name: campus
  user: {token: ${SECRET}, extensions: [{name: icc, extension: {site: campus}}]}
- name: other
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1, command: /opt/kubelogin, args: [get-token, --oidc-issuer-url=https://x.example]}
`
}

function withOldEntries(current = 'campus'): Patient {
  const home = patient()
  home.put('.kube/config', kubeconfig(current))
  return home
}

test('entries of kubelogin that icc has replaced are told; those in use are left alone', async () => {
  const home = withOldEntries()
  const before = home.read('.kube/config')
  expect((await home.doctor()).of('old-logins')).toMatchObject({
    status: 'warning',
    message: '"old" of kubelogin: left over, icc signs you in there',
    hint: 'icc doctor --fix',
  })
  expect(home.read('.kube/config')).toBe(before)
})

function notExpected(): never {
  throw new Error('this test answers one question only')
}

test('they are not removed unless somebody agrees', async () => {
  const home = withOldEntries()
  const before = home.read('.kube/config')
  const { fixed } = await home.doctor(['--fix'])
  expect(fixed).toMatchObject([{ id: 'old-logins', done: false, reason: 'not agreed to' }])
  const { stderr } = await home.icc(['doctor', '--fix'])
  expect(stderr).toContain('icc doctor --fix --yes')
  const asked: string[] = []
  const prompt: Context['prompt'] = async () => ({
    pick: notExpected,
    text: notExpected,
    secret: notExpected,
    keys: notExpected,
    confirm: async (message) => asked.push(message) < 0,
  })
  const terminal = { interactive: true, stdout: true, columns: 80 }
  expect((await home.icc(['doctor', '--fix'], { prompt, terminal })).stdout).toContain('Not done: remove "old"')
  expect(asked).toEqual(['Shall icc remove "old" and what only it used from the kubeconfig?'])
  expect(home.read('.kube/config')).toBe(before)
})

test('with --yes exactly they go: user, context and the cluster that nothing else uses', async () => {
  const home = withOldEntries()
  const { stderr } = await home.icc(['doctor', '--fix', '--yes'])
  expect(stderr).toContain('-- name: old')
  expect(stderr).toContain('--oidc-issuer-url=https://idp.campus.example')
  expect(stderr).not.toContain(SECRET)
  const text = home.read('.kube/config')
  for (const gone of ['old', 'api.campus.example:6443/', 'oidc-login']) expect(text).not.toContain(gone)
  for (const kept of ['# mine', 'icc-campus', 'name: other', '/opt/kubelogin', `token: ${SECRET}`])
    expect(text).toContain(kept)
  const look = await home.doctor()
  expect(look.of('old-logins')).toMatchObject({
    status: 'ok',
    message: expect.stringContaining('"other" of kubelogin: in use'),
  })
  expect(look.of('contexts')?.status).not.toBe('problem')
})

test('what is current is in use', async () => {
  const home = withOldEntries('old')
  const look = await home.doctor(['--fix', '--yes'])
  expect(look.of('old-logins')).toMatchObject({ status: 'ok', message: expect.stringContaining('"old" and "other"') })
  expect(look.fixed).toEqual([])
})

const user = (name: string, body: object) => ({ name, user: body })
const exec = (command: string, ...args: string[]) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args },
})

test.each([
  ["int128's, under its own name", user('a', exec('kubectl-oidc_login', 'get-token')), true],
  [
    "int128's, by its path",
    user('a', exec('/usr/bin/kubelogin', 'get-token', '--oidc-issuer-url=https://x.example')),
    true,
  ],
  ["a campus's own, with its token", user('kubelogin', { token: 'x' }), true],
  ["Microsoft's, for its own cloud", user('a', exec('kubelogin', 'get-token', '--server-id', 'x')), false],
  ['another plugin of kubectl', user('a', exec('kubectl', 'other')), false],
  ['a token', user('a', { token: 'x' }), false],
])('%s', async (_, entry, old) => {
  const home = patient()
  home.put('.kube/config', JSON.stringify({ users: [entry] }))
  expect((await home.doctor()).of('old-logins')?.status).toBe(old ? 'warning' : 'ok')
})

test('over several files each entry goes from its own', async () => {
  const home = patient()
  const a = home.put('a', kubeconfig('campus').replace(/^users:[^]*/mu, ''))
  const b = home.put('b', `users:${kubeconfig('campus').split('\nusers:')[1]}`)
  const env = { HOME: home.folder, PATH: '', KUBECONFIG: listOf(a, b) }
  const look = await home.doctor(['--fix', '--yes'], { env })
  expect(look.fixed).toMatchObject([{ id: 'old-logins', done: true }])
  expect(home.read('a') + home.read('b')).not.toContain('name: old')
  expect(home.read('b')).toContain('name: other')
})
