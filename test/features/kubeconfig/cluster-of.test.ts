import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clusterOf } from '../../../src/features/kubeconfig/cluster-of.ts'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { AUTO, CA, entries } from './login-support.ts'
import { put, testContext } from './support.ts'

function kubeconfig(user: string, cluster = '    server: https://api.example.org\n'): string {
  return `contexts:\n- name: a\n  context:\n    cluster: c\n    user: u\ncurrent-context: a
clusters:\n- name: c\n  cluster:\n${cluster}users:\n- name: u\n  user:\n${user}`
}

async function credentialOf(user: string, files: Record<string, string> = {}): Promise<unknown> {
  const ctx = testContext()
  put(ctx, '.kube/config', kubeconfig(user))
  for (const [name, text] of Object.entries(files)) put(ctx, name, text)
  return (await clusterOf(ctx)).target.credential
}

test('what a sign-in wrote comes back, with its site', async () => {
  const ctx = testContext()
  await writeLogin(ctx, entries(), AUTO)
  expect(await clusterOf(ctx)).toEqual({
    context: 'campus',
    namespace: 'alice',
    site: 'campus',
    target: {
      server: 'https://api.campus.example.org',
      ca: CA,
      tlsServerName: undefined,
      insecureSkipTlsVerify: false,
      proxyUrl: undefined,
      credential: { kind: 'token', token: 'first' },
    },
  })
})

test('everything a cluster can say is passed on, and its files start at the kubeconfig’s folder', async () => {
  const ctx = testContext()
  put(ctx, '.kube/pki/ca.crt', 'PEM')
  const cluster = `    server: https://api
    certificate-authority: pki/ca.crt
    tls-server-name: other
    insecure-skip-tls-verify: true
    proxy-url: socks5://localhost:1
`
  put(ctx, '.kube/config', kubeconfig('    {}\n', cluster))
  expect((await clusterOf(ctx, 'a')).target).toEqual({
    server: 'https://api',
    ca: 'PEM',
    tlsServerName: 'other',
    insecureSkipTlsVerify: true,
    proxyUrl: 'socks5://localhost:1',
    credential: { kind: 'none' },
  })
})

test('each kind of credential is found, in the order in which kubectl tries them', async () => {
  expect(await credentialOf('    token: t\n    tokenFile: nowhere\n    exec:\n      command: x\n')).toEqual({
    kind: 'token',
    token: 't',
  })
  expect(await credentialOf('    tokenFile: token\n', { '.kube/token': 'from-file\n' })).toEqual({
    kind: 'token',
    token: 'from-file',
  })
  expect(await credentialOf('    client-certificate-data: Yw==\n    client-key: k\n', { '.kube/k': 'key' })).toEqual({
    kind: 'certificate',
    certificate: 'c',
    key: 'key',
  })
  expect(await credentialOf('    username: me\n    password: "123"\n')).toEqual({
    kind: 'basic',
    username: 'me',
    password: '123',
  })
  expect(await credentialOf('    {}\n')).toEqual({ kind: 'none' })
})

test.each([
  ['oidc', '{id-token: t, refresh-token: r}', { kind: 'token', token: 't' }],
  ['oidc', '{refresh-token: r}', { kind: 'none' }],
  ['gcp', '{id-token: t}', { kind: 'none' }],
])('the auth-provider %s with %s', async (name, config, credential) => {
  expect(await credentialOf(`    auth-provider:\n      name: ${name}\n      config: ${config}\n`)).toEqual(credential)
})

const exec = (command: string): string => `    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ${command}
      args: [get-token, "--on"]
      env:
      - name: A
        value: b
      provideClusterInfo: true
`

test('an exec plugin keeps a bare name, and a relative path starts at the kubeconfig’s folder', async () => {
  const ctx = testContext()
  put(ctx, '.kube/config', kubeconfig(exec('aws')))
  expect((await clusterOf(ctx)).target.credential).toEqual({
    kind: 'exec',
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'aws',
      args: ['get-token', '--on'],
      env: [{ name: 'A', value: 'b' }],
      provideClusterInfo: true,
    },
  })
  put(ctx, '.kube/config', kubeconfig(exec('./bin/aws')))
  expect((await clusterOf(ctx)).target.credential).toMatchObject({
    exec: { command: join(ctx.folder, '.kube/bin/aws') },
  })
})

test('cluster and user may stand in other files than the context', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'a:deep/b' } })
  put(ctx, 'a', 'contexts:\n- name: a\n  context:\n    cluster: c\n    user: u\n')
  put(ctx, 'deep/b', 'clusters:\n- name: c\n  cluster:\n    server: https://api\n    certificate-authority: ca\n')
  put(ctx, 'deep/ca', 'PEM')
  await expect(clusterOf(ctx, 'a')).rejects.toMatchObject({ code: 'context-incomplete' })
  put(ctx, 'a', 'contexts:\n- name: a\n  context:\n    cluster: c\n    user: u\nusers:\n- name: u\n')
  expect((await clusterOf(ctx, 'a')).target).toMatchObject({ ca: 'PEM', credential: { kind: 'none' } })
})

test('what is missing is named', async () => {
  const ctx = testContext()
  await expect(clusterOf(ctx)).rejects.toMatchObject({ code: 'no-current-context' })
  await expect(clusterOf(ctx, 'x')).rejects.toMatchObject({ code: 'context-not-found' })
  put(ctx, '.kube/config', kubeconfig('    tokenFile: gone\n'))
  await expect(clusterOf(ctx)).rejects.toMatchObject({
    code: 'file-not-readable',
    message: expect.stringContaining(join(ctx.folder, '.kube/gone')),
  })
})
