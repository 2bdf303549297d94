import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { createCertificateAuthority } from '../../playground/certificates.ts'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'

const { ca: CA } = await createCertificateAuthority()
const FLAGS = ['--oidc-issuer-url=https://idp.example.org', '--oidc-client-id=kubernetes']

type Entry = { name: string; args?: string[]; server?: string }

function exec(args: string[]): object {
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'kubectl',
      args: ['oidc-login', 'get-token', ...args],
    },
  }
}

/** A home whose kubeconfig has these contexts, with kubelogin for those that have arguments for it. */
function homeWith(entries: Entry[], current = entries[0]?.name) {
  const home = temporaryFolder()
  const kubeconfig = {
    'current-context': current,
    clusters: entries.map(({ name, server = 'https://api.example.org:6443' }) => ({
      name,
      cluster: { server, 'certificate-authority-data': Buffer.from(CA).toString('base64') },
    })),
    contexts: entries.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    users: entries.map(({ name, args }) => ({ name, user: args === undefined ? { token: 'x' } : exec(args) })),
  }
  mkdirSync(join(home, '.kube'))
  writeFileSync(join(home, '.kube', 'config'), stringify(kubeconfig), { mode: 0o600 })
  return {
    home,
    add: (...words: string[]) => runIcc(['site', 'add', '.kube/config', ...words], { home }),
    profile: (id: string): unknown =>
      parse(readFileSync(join(home, '.config', 'icc', 'sites', `${id}.yaml`), 'utf8')),
  }
}

test('a profile that signs in as kubelogin did, at the same server with the same certificates', async () => {
  const { add, profile, home } = homeWith([{ name: 'me@My Campus', args: [...FLAGS, '--oidc-extra-scope=groups'] }])
  const { stdout, stderr, exitCode } = await add('--yes')
  expect({ stdout, exitCode }).toMatchObject({
    stdout: expect.stringContaining('Next: icc login --site me-my-campus'),
    exitCode: 0,
  })
  expect(stderr).toContain('https://idp.example.org ')
  expect(profile('me-my-campus')).toEqual({
    id: 'me-my-campus',
    title: 'me@My Campus',
    extends: 'generic',
    login: {
      method: 'browser',
      oidc: {
        issuer: 'https://idp.example.org',
        clientId: 'kubernetes',
        scopes: ['openid', 'groups'],
        redirectUri: 'http://localhost:8000',
        otherRedirectUris: ['http://localhost:18000'],
      },
    },
    api: { server: 'https://api.example.org:6443', ca: CA },
  })
  const file = join(home, '.config', 'icc', 'sites', 'me-my-campus.yaml')
  expect(await runIcc(['site', 'check', file], { home })).toMatchObject({ exitCode: 0 })
  expect(JSON.parse((await add('-o', 'json')).stdout)).toMatchObject({ id: 'me-my-campus', changed: false })
})

test('certificates that kubelogin has in a file stand in the profile', async () => {
  const { add, profile, home } = homeWith([{ name: 'campus', args: [...FLAGS, '--certificate-authority=~/idp.pem'] }])
  expect(await add('--yes')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('idp.pem') })
  writeFileSync(join(home, 'idp.pem'), CA)
  expect(await add('--yes')).toMatchObject({ exitCode: 0 })
  expect(profile('campus')).toMatchObject({ login: { oidc: { ca: CA } } })
})

test('what icc has nothing like is told before anybody agrees', async () => {
  const { add } = homeWith([{ name: 'campus', args: [...FLAGS, '--oidc-auth-request-extra-params=a=b'] }])
  const { stderr, exitCode } = await add()
  expect(exitCode).toBe(2)
  expect(stderr).toContain('Left out, as icc has nothing like it:\n  --oidc-auth-request-extra-params\n')
})

test('the current context counts, else the only one that signs in with kubelogin', async () => {
  const [a, b, other] = [{ name: 'a', args: FLAGS }, { name: 'b', args: FLAGS }, { name: 'other' }]
  expect((await homeWith([a, b], 'b').add('--yes')).stdout).toContain('--site b')
  expect((await homeWith([a, other], 'other').add('--yes')).stdout).toContain('--site a')
  expect(await homeWith([a, b, other], 'other').add('--yes')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('("a", "b")'),
  })
})

test.each<[string, Entry, string]>([
  ['no kubelogin', { name: 'a' }, 'icc login --import'],
  ['a client secret', { name: 'a', args: [...FLAGS, '--oidc-client-secret=hunter-two'] }, 'public client'],
  ['no issuer', { name: 'a', args: ['--oidc-client-id=x'] }, 'issuer'],
  ['a server without https', { name: 'a', args: FLAGS, server: 'http://api.example.org' }, 'https://'],
])('%s: no profile, and the next step', async (_, entry, told) => {
  const { add, home } = homeWith([entry])
  const { stdout, stderr, exitCode } = await add('--yes')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toContain(told)
  expect(stderr).not.toContain('hunter-two')
  expect((await runIcc(['site', 'show', 'a'], { home })).exitCode).not.toBe(0)
})

test('a kubeconfig that cannot be read says where', async () => {
  const home = temporaryFolder()
  writeFileSync(join(home, 'config'), 'users: [\ncontexts: {')
  const { stderr, exitCode } = await runIcc(['site', 'add', 'config', '--yes'], { home })
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/config, line \d+, column \d+: this is no kubeconfig/u)
})
