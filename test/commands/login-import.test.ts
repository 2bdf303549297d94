import { spawn } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { kubectl } from '../../tools/kubectl.ts'
import { certificateApi, certificateUser } from '../support/certificate-api.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { base64, clientCertificate, portalFile, portalText, tokenOf } from '../support/portal-file.ts'
import type { Given } from '../support/run-icc.ts'
import { scriptedIdpForTest, tokens } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

const judge = await kubectl()

/** A student with the portal's file, which holds a good token. */
async function studentWithFile(claims: Record<string, unknown> = {}, seconds?: number) {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const token = await tokenOf(idp, claims, seconds)
  const file = portalFile(user, portalText(idp, { user: { token } }))
  const icc = (argv: readonly string[], given?: Given) => user.icc(argv, given)
  return { idp, user, token, file, icc }
}

test('login --import merges the file under the site’s names, and says who, until when and what to delete', async () => {
  const { user, file, icc, token, idp } = await studentWithFile()
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  const before = readFileSync(file)
  const human = await icc(['login', '--site', 'haw-icc', '--import', file])
  expect(human).toMatchObject({ stderr: '', exitCode: 0 })
  expect(human.stdout.split('\n')).toEqual([
    expect.stringMatching(/^Signed in as infw001 at haw-icc until .*\(1[12] h.*\)\.$/u),
    '  context     haw-icc, now current, before: minikube (back: icc ctx -)',
    '  namespace   w001-default',
    `  kubeconfig  ${user.home.kubeconfig}`,
    `${file} holds a credential, and is no longer needed: delete it.`,
    'Next: kubectl get pods',
    '',
  ])
  expect(readFileSync(file)).toEqual(before)
  const text = readFileSync(user.home.kubeconfig, 'utf8')
  expect(text).toContain('# mine\n')
  const { users, clusters } = parse(text)
  const extensions = [{ extension: { site: 'haw-icc' }, name: 'icc' }]
  expect(users.slice(1)).toEqual([{ name: 'haw-icc', user: { extensions, token } }])
  expect(clusters.slice(1)).toEqual([
    {
      name: 'haw-icc',
      cluster: { 'certificate-authority-data': base64(idp.ca), extensions, server: idp.apiServer },
    },
  ])
  const whoami = await icc(['whoami', '--site', 'haw-icc', '-o', 'json'])
  expect(JSON.parse(whoami.stdout)).toMatchObject({ username: 'infw001', site: 'haw-icc', source: 'server' })
  expect((await icc(['token', '--site', 'haw-icc'])).stdout).toContain(token)
})

test('--import - reads standard input; -o json is the contract of login', async () => {
  const { file, icc, user } = await studentWithFile()
  const input = readFileSync(file, 'utf8')
  const { stdout, exitCode } = await icc(['login', '--site', 'haw-icc', '--import', '-', '-o', 'json'], { input })
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    site: 'haw-icc',
    username: 'infw001',
    groups: ['se2/magic-team', 'system:authenticated'],
    context: 'haw-icc',
    namespace: 'w001-default',
    credential: 'inline',
    tokenExpiresAt: expect.stringMatching(/Z$/u),
    sessionEndsAt: expect.stringMatching(/Z$/u),
    idleEndsAt: null,
    kubeconfig: user.home.kubeconfig,
    previousContext: null,
    warnings: [],
  })
})

test.skipIf(judge === undefined)('kubectl works with what was imported', async () => {
  const { file, icc, user } = await studentWithFile()
  await icc(['login', '--site', 'haw-icc', '--import', file])
  const child = spawn(judge ?? '', ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'], {
    env: { ...process.env, ...user.home.env },
  })
  const out: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  await new Promise((resolve) => child.once('close', resolve))
  expect(Buffer.concat(out).toString()).toBe('infw001')
})

test('the same file once more changes no byte; a new one renews in place and keeps namespace and context', async () => {
  const { file, icc, user, idp } = await studentWithFile()
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  const argv = ['login', '--site', 'haw-icc', '--import', file]
  await icc(argv)
  const [first, { ino, mtimeNs }] = [user.files(), statSync(user.home.kubeconfig, { bigint: true })]
  expect((await icc(argv)).stdout).toMatch(/^Signed in again as infw001/u)
  expect(user.files()).toEqual(first)
  expect(statSync(user.home.kubeconfig, { bigint: true })).toMatchObject({ ino, mtimeNs })
  await icc(['ctx', 'minikube'])
  await icc(['ns', 'project-x', '-f', '--context', 'haw-icc'])
  const token = await tokenOf(idp)
  portalFile(user, portalText(idp, { user: { token } }))
  await icc(argv)
  const now = parse(readFileSync(user.home.kubeconfig, 'utf8'))
  expect(now['current-context']).toBe('minikube')
  expect(now.contexts[1].context).toMatchObject({ namespace: 'project-x' })
  expect(now.users[1].user.token).toBe(token)
})

test('--dry-run shows the change without a secret and writes nothing', async () => {
  const { file, icc, user } = await studentWithFile()
  const { stdout, exitCode } = await icc(['login', '--site', 'haw-icc', '--import', file, '--dry-run'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('token: [hidden]')
  expect(user.files()).toEqual({})
})

test('logout removes exactly what was imported, and says what stays valid until when', async () => {
  const { file, icc, user } = await studentWithFile()
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  await icc(['login', '--site', 'haw-icc', '--import', file])
  const { stdout, stderr, exitCode } = await icc(['logout', '--site', 'haw-icc'])
  expect(exitCode).toBe(0)
  expect(stdout).toBe(
    'Signed out of haw-icc.\n  removed  context haw-icc, cluster haw-icc, user haw-icc\n  context  minikube, as before\n',
  )
  expect(stderr).toMatch(/copies of it, such as the downloaded file, stay valid until \d{4}-.*Z\./u)
  expect(user.files()).toEqual({ kubeconfig: OTHERS })
})

test('an import takes the place of another kind of sign-in, whose session is revoked, and the other way round', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ seconds: 300 })] })
  const user = await userOf(idp)
  await user.icc(['login'])
  expect(Object.keys(user.files())).toContain('state/tokens/playground.json')
  const file = portalFile(user, portalText(idp, { user: { token: await tokenOf(idp) } }))
  expect((await user.icc(['login', '--import', file])).exitCode).toBe(0)
  expect(idp.seen('revocation')).toHaveLength(1)
  expect(Object.keys(user.files())).toEqual(['kubeconfig', 'state/sessions/playground.json'])
  const [now] = parse(readFileSync(user.home.kubeconfig, 'utf8')).users
  expect(Object.keys(now.user).toSorted()).toEqual(['extensions', 'token'])
  await user.icc(['login'])
  expect(Object.keys(parse(readFileSync(user.home.kubeconfig, 'utf8')).users[0].user)).toContain('exec')
})

test('a token that says no end lives as long as the site says, assumed, also when it is imported again', async () => {
  const idp = await scriptedIdpForTest({}, { api: ({ response }) => void response.writeHead(403).end('{}') })
  const user = await userOf(idp)
  const file = portalFile(
    user,
    portalText(idp, { user: { token: 'kubeconfig-u-abc:0123456789' }, context: { namespace: 'mueller-ns' } }),
  )
  const argv = ['login', '--site', 'haw-icc', '--import', file, '-o', 'json']
  const first = JSON.parse((await user.icc(argv)).stdout)
  expect(first).toMatchObject({ username: 'somebody', namespace: 'mueller-ns' })
  expect(first.warnings.join('\n')).toMatch(
    /The file does not say how long its credential is valid\. 12 h .* are assumed/u,
  )
  expect(JSON.parse((await user.icc(argv)).stdout).sessionEndsAt).toBe(first.sessionEndsAt)
  expect((await user.icc(['token', '--site', 'haw-icc'])).stdout).toContain('kubeconfig-u-abc')
  expect((await user.icc(['logout', '--site', 'haw-icc'])).stderr).toContain('for as long as your campus made it')
})

test('a cluster that cannot be reached is a warning with the VPN hint; the token’s claims say who it is', async () => {
  const { idp, file, icc } = await studentWithFile({ sub: 'infw001' })
  await idp.close()
  const { stderr, stdout, exitCode } = await icc(['login', '--site', 'haw-icc', '--import', file])
  expect(exitCode).toBe(0)
  expect(stderr).toContain('through the HAW VPN only. You are signed in all the same.')
  expect(stdout).toMatch(/^Signed in as infw001 at haw-icc/u)
  expect(stdout).toContain('namespace   w001-default')
})

test('an expired token and one that the cluster refuses write nothing and say what to do', async () => {
  const { idp, user, icc } = await studentWithFile()
  const expired = portalFile(user, portalText(idp, { user: { token: await tokenOf(idp, {}, -60) } }))
  expect(await icc(['login', '--site', 'haw-icc', '--import', expired])).toMatchObject({
    stdout: '',
    exitCode: 4,
    stderr: expect.stringMatching(
      /has expired: it was valid until .* Nothing was changed\.\nNext: download a new file at https:\/\/icc-login/u,
    ),
  })
  const forged = await idp.signer.signWithOtherKey()
  const refused = portalFile(user, portalText(idp, { user: { token: forged } }))
  expect(await icc(['login', '--site', 'haw-icc', '--import', refused])).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('does not accept the credential of the file'),
  })
  expect(user.files()).toEqual({})
})

test('a client certificate signs in until it ends; icc token says that there is none; expired or foreign keys are refused', async () => {
  const { user, icc } = await studentWithFile()
  const api = await certificateApi()
  const good = await clientCertificate('CN=infw001, O=students', 2)
  const old = await clientCertificate('CN=infw001', -1)
  const signIn = (text: string) =>
    icc(['login', '--site', 'haw-icc', '--import', portalFile(user, text), '-o', 'json'])
  expect(await signIn(portalText(api, certificateUser(old)))).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('import-expired'),
  })
  expect((await signIn(portalText(api, certificateUser({ ...good, key: old.key })))).stderr).toContain(
    'import-credential',
  )
  expect(user.files()).toEqual({})
  const { stdout } = await signIn(portalText(api, certificateUser(good)))
  const done = JSON.parse(stdout)
  expect(done).toMatchObject({ username: 'infw001', namespace: 'w001-default', credential: 'inline' })
  expect(Math.round((Date.parse(done.sessionEndsAt) - Date.now()) / 86_400_000)).toBe(2)
  const [{ user: written }] = parse(readFileSync(user.home.kubeconfig, 'utf8')).users
  expect(Object.keys(written)).toEqual(['client-certificate-data', 'client-key-data', 'extensions'])
  expect(JSON.parse((await icc(['whoami', '-o', 'json'])).stdout)).toMatchObject({ username: 'infw001' })
  expect((await icc(['token', '--site', 'haw-icc'])).stderr).toContain('works by a client certificate')
})

test('files that the file names are read beside it, as kubectl does, and written as data', async () => {
  const { user, icc } = await studentWithFile()
  const api = await certificateApi()
  const { certificate, key } = await clientCertificate('CN=infw001', 2)
  for (const [name, text] of [
    ['ca.pem', api.ca],
    ['me.pem', certificate],
    ['me.key', key],
  ] as const)
    writeFileSync(join(user.home.folder, name), text, { mode: 0o600 })
  const text = portalText(api, {
    cluster: { 'certificate-authority-data': undefined, 'certificate-authority': 'ca.pem' },
    user: { 'client-certificate': 'me.pem', 'client-key': 'me.key' },
  })
  const fromInput = await icc(['login', '--site', 'haw-icc', '--import', '-'], { input: text })
  expect(fromInput.stderr).toContain('there is no folder in which to look for it')
  expect((await icc(['login', '--site', 'haw-icc', '--import', portalFile(user, text)])).exitCode).toBe(0)
  const { users, clusters } = parse(readFileSync(user.home.kubeconfig, 'utf8'))
  expect(clusters[0].cluster['certificate-authority-data']).toBe(base64(api.ca))
  expect(users[0].user['client-key-data']).toBe(base64(key))
})
