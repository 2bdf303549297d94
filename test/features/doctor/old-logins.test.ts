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

const provider = (name: string) => ({ 'auth-provider': { name, config: { 'id-token': SECRET } } })

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
  ["kubectl's own oidc", user('a', provider('oidc')), true],
  ["kubectl's own oidc, beside a token", user('a', { ...provider('oidc'), token: 'x' }), false],
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

/** The user `old` of the kubeconfig above, signed in by an auth-provider of that name. */
function withProvider(name: string, current: string): Patient {
  const home = patient()
  const [before = '', after = ''] = kubeconfig(current).split(/^ {4}exec:\n {6}apiVersion[^]*?(?=^- name: campus)/mu)
  const config = `{idp-issuer-url: https://idp.campus.example, client-secret: ${SECRET}, id-token: ${SECRET}}`
  home.put('.kube/config', `${before}    auth-provider: {name: ${name}, config: ${config}}\n${after}`)
  return home
}

test('the auth-provider oidc in use: kubectl renews it and cannot sign in, so icc is named', async () => {
  const look = await withProvider('oidc', 'old').doctor(['--fix', '--yes'])
  expect(look.of('old-logins')).toMatchObject({
    status: 'warning',
    message: expect.stringContaining('"old": auth-provider oidc'),
    hint: 'icc login --site ID takes its place',
  })
  expect(look.fixed).toEqual([])
})

test('the auth-provider oidc that icc has replaced goes, and its tokens are not shown', async () => {
  const home = withProvider('oidc', 'campus')
  expect((await home.doctor()).of('old-logins')?.message).toBe(
    '"old" by auth-provider oidc: left over, icc signs you in there',
  )
  const { stderr } = await home.icc(['doctor', '--fix', '--yes'])
  expect(stderr).toMatch(/^--- .*\/config {2}now$/mu)
  expect(stderr).not.toContain(SECRET)
  expect(home.read('.kube/config')).not.toContain('auth-provider')
})

test.each([
  ['gcp', 'gke-gcloud-auth-plugin'],
  ['azure', 'convert-kubeconfig'],
  ['openstack', 'icc login'],
])('the auth-provider %s, which kubectl has no more, is a problem where it is current', async (name, hint) => {
  const told = (await withProvider(name, 'old').doctor()).of('old-logins')
  expect(told).toMatchObject({ status: 'problem', hint: expect.stringContaining(hint) })
  expect(told?.message).toBe(`"old" signs in by the auth-provider ${name}, which kubectl no longer has`)
  const elsewhere = await withProvider(name, 'campus').doctor(['--fix', '--yes'])
  expect([elsewhere.of('old-logins')?.status, elsewhere.fixed]).toEqual(['warning', []])
})

test("tokens that kubelogin left are told once nothing calls it, wherever kubectl's cache is", async () => {
  const home = patient()
  home.put('.kube/config', JSON.stringify({ users: [user('a', exec('kubectl-oidc_login', 'get-token'))] }))
  home.put('.kube/cache/oidc-login/0a1b', `{"refresh_token":"${SECRET}"}`)
  expect((await home.doctor()).of('old-logins')?.message).toContain('"a" of kubelogin: left over')
  const after = (await home.doctor(['--fix', '--yes'])).of('old-logins')
  const folder = home.file('.kube/cache/oidc-login')
  expect(after).toMatchObject({
    status: 'warning',
    hint: `rm -r ${folder}, unless another kubeconfig of yours calls it`,
  })
  const env = { HOME: home.folder, PATH: '', KUBECACHEDIR: home.file('elsewhere') }
  home.put('elsewhere/oidc-login/0a1b', '{}')
  expect((await home.doctor([], { env })).of('old-logins')?.message).toContain(home.file('elsewhere'))
})
