import { readFileSync, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { deleteContexts, renameContext } from '../../../src/features/kubeconfig/contexts.ts'
import { planLogin, writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { readKubeconfig } from '../../../src/features/kubeconfig/read.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { AUTO, CA, OWN, entries } from './login-support.ts'
import { put, setNamespace, testContext } from './support.ts'

test('the first sign-in without a kubeconfig writes what kubectl would write, 0600 in a folder of 0700', async () => {
  const ctx = testContext()
  const result = await writeLogin(ctx, entries(), AUTO)
  const file = join(ctx.folder, '.kube/config')
  expect(result).toEqual({
    files: [file],
    file,
    context: 'campus',
    previousContext: undefined,
    switched: true,
    renewed: false,
    namespace: 'alice',
    changed: true,
    renamed: [],
  })
  expect(readFileSync(file, 'utf8')).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${Buffer.from(CA).toString('base64')}
    extensions:
    - extension:
        site: campus
      name: icc
    server: https://api.campus.example.org
  name: campus
contexts:
- context:
    cluster: campus
    extensions:
    - extension:
        site: campus
      name: icc
    namespace: alice
    user: campus
  name: campus
current-context: campus
kind: Config
preferences: {}
users:
- name: campus
  user:
    extensions:
    - extension:
        site: campus
      name: icc
    token: first
`)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(ctx.folder, '.kube')).mode & 0o777).toBe(0o700)
  expect(readdirSync(join(ctx.folder, '.kube'))).toEqual(['config'])
})

test('the first sign-in beside other entries adds to the lists, switches, and says from where', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', OWN)
  expect(await writeLogin(ctx, entries(), AUTO)).toMatchObject({ previousContext: 'own', switched: true })
  const text = readFileSync(file, 'utf8')
  for (const line of OWN.replace('current-context: own\n', '').split('\n')) expect(text).toContain(line)
  expect(text.startsWith('# mine\napiVersion: v1\nkind: Config\nclusters:\n- name: own\n')).toBe(true)
})

test('a later sign-in renews the token only, and keeps a new name, the namespace and the current context', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', OWN)
  await writeLogin(ctx, entries(), { ...AUTO, use: 'no' })
  await renameContext(ctx, 'campus', 'my campus')
  await setNamespace(ctx, 'my campus', 'team')
  const before = readFileSync(file, 'utf8')
  const again = entries({ user: { name: 'campus', credential: { kind: 'token', token: 'second' } } })
  expect(await writeLogin(ctx, again, AUTO)).toMatchObject({
    context: 'my campus',
    namespace: 'team',
    switched: false,
    renewed: true,
    changed: true,
  })
  expect(readFileSync(file, 'utf8')).toBe(before.replace('token: first', 'token: second'))
})

test('a sign-in that brings nothing new writes nothing', async () => {
  const ctx = testContext()
  await writeLogin(ctx, entries(), AUTO)
  const file = join(ctx.folder, '.kube/config')
  const { ino, mtimeNs } = statSync(file, { bigint: true })
  expect(await writeLogin(ctx, entries(), AUTO)).toMatchObject({ files: [], changed: false, renewed: true })
  expect(statSync(file, { bigint: true })).toMatchObject({ ino, mtimeNs })
})

test('a token gives way to an exec entry and the other way round', async () => {
  const ctx = testContext()
  await writeLogin(ctx, entries(), AUTO)
  const file = join(ctx.folder, '.kube/config')
  const tokenText = readFileSync(file, 'utf8')
  const exec = entries({
    user: {
      name: 'campus',
      credential: {
        kind: 'exec',
        command: 'icc',
        args: ['token', '--site', 'on'],
        env: [],
        installHint: 'Get icc: see #1.',
      },
    },
  })
  await writeLogin(ctx, exec, AUTO)
  expect(readFileSync(file, 'utf8')).toContain(`  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      args:
      - token
      - "--site"
      - "on"
      command: icc
      env: null
      installHint: "Get icc: see #1."
      interactiveMode: Never
      provideClusterInfo: false
    extensions:
`)
  expect(await writeLogin(ctx, exec, AUTO)).toMatchObject({ changed: false })
  await writeLogin(ctx, entries(), AUTO)
  expect(readFileSync(file, 'utf8')).toBe(tokenText)
})

test('a moved server and a dropped certificate are renewed, and a proxy of the user stays', async () => {
  const ctx = testContext()
  await writeLogin(ctx, entries(), AUTO)
  const file = join(ctx.folder, '.kube/config')
  put(
    ctx,
    '.kube/config',
    readFileSync(file, 'utf8').replace('    server: ', '    proxy-url: socks5://localhost:1\n    server: '),
  )
  await writeLogin(
    ctx,
    entries({ cluster: { name: 'campus', server: 'https://new.example.org', tlsServerName: 'api' } }),
    AUTO,
  )
  expect(readFileSync(file, 'utf8')).toContain(`- cluster:
    extensions:
    - extension:
        site: campus
      name: icc
    proxy-url: socks5://localhost:1
    server: https://new.example.org
    tls-server-name: api
  name: campus
`)
})

test('names that others have are left alone, and free ones are chosen and reported', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', OWN)
  const result = await writeLogin(
    ctx,
    entries({ context: 'own', cluster: { name: 'own', server: 'https://x' } }),
    AUTO,
  )
  expect(result.renamed).toEqual([
    { kind: 'cluster', wanted: 'own', used: 'own-2' },
    { kind: 'context', wanted: 'own', used: 'own-2' },
  ])
  const { contexts } = await readKubeconfig(ctx)
  expect(contexts).toMatchObject([
    { name: 'own', cluster: 'own', user: 'own' },
    { name: 'own-2', cluster: 'own-2', user: 'campus', site: 'campus' },
  ])
  expect(readFileSync(file, 'utf8')).toContain('    server: https://own.example.org\n')
})

test('another site with a similar id is another site', async () => {
  const ctx = testContext()
  await writeLogin(ctx, entries(), AUTO)
  await writeLogin(ctx, entries({ site: 'campus-2' }), AUTO)
  expect((await readKubeconfig(ctx)).contexts.map(({ name, site }) => [name, site])).toEqual([
    ['campus', 'campus'],
    ['campus-2', 'campus-2'],
  ])
  expect((await removeLogin(ctx, 'campus')).removed).toEqual(['context campus', 'cluster campus', 'user campus'])
  expect((await readKubeconfig(ctx)).contexts).toMatchObject([
    { name: 'campus-2', cluster: 'campus-2', user: 'campus-2' },
  ])
})

test('a deleted context comes back with the cluster and user that are still there', async () => {
  const ctx = testContext()
  await writeLogin(ctx, entries(), AUTO)
  const file = join(ctx.folder, '.kube/config')
  const text = readFileSync(file, 'utf8')
  await deleteContexts(ctx, ['campus'])
  expect(await writeLogin(ctx, entries(), AUTO)).toMatchObject({ renewed: false, renamed: [] })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('entries are renewed in the file they stand in, new ones go to the first file that exists', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'none:a:b' } })
  const a = put(ctx, 'a', OWN)
  await writeLogin(ctx, entries(), AUTO)
  const text = readFileSync(a, 'utf8')
  const b = put(ctx, 'b', text.replace('token: first', 'token: old'))
  put(ctx, 'a', OWN)
  expect(await writeLogin(ctx, entries(), AUTO)).toMatchObject({ files: [b], switched: false, renewed: true })
  expect(readFileSync(a, 'utf8')).toBe(OWN)
  expect(readFileSync(b, 'utf8')).toBe(text)
})

test('the plan shows the texts and writes nothing', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', OWN)
  const { edits, result } = await planLogin(ctx, entries(), AUTO)
  const [edit] = edits
  expect(edits).toHaveLength(1)
  expect(result).toMatchObject({ switched: true, changed: true })
  expect(edit).toMatchObject({ file, before: OWN })
  expect(readFileSync(file, 'utf8')).toBe(OWN)
  await writeLogin(ctx, entries(), AUTO)
  expect(readFileSync(file, 'utf8')).toBe(edit?.after)
})

test('a first sign-in in a shell of icc ctx --shell outlives the shell, and is current in it alone', async () => {
  const ctx = testContext()
  const lasting = put(ctx, '.kube/config', OWN)
  const shell = put(ctx, 'shell', 'current-context: own\n')
  const env = { KUBECONFIG: [shell, lasting].join(delimiter), ICC_SHELL: shell }
  expect(await writeLogin({ ...ctx, env }, entries(), AUTO)).toMatchObject({ switched: true, file: lasting })
  expect(readFileSync(shell, 'utf8')).toBe('current-context: campus\n')
  expect(await readKubeconfig(ctx)).toMatchObject({ currentContext: 'own' })
  expect((await readKubeconfig(ctx)).contexts.map(({ name }) => name)).toContain('campus')
})
