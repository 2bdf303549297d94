import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { kubeconfigOf, kubeloginArguments } from '../../bench/kubelogin.ts'
import type { Campus } from '../../playground/campus.ts'
import { createHome, type Home } from '../../playground/home.ts'
import { campusForTest } from '../support/campus.ts'
import { iccProcess, startIcc } from '../support/icc-process.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { disregardSecret } from '../support/secret-watch.ts'
import { peers, runPeer, without } from './programs.ts'

const skipped = without('kubelogin', 'kubectl')

type Newcomer = { campus: Campus; home: Home; env: Record<string, string>; idToken: string }

/** Somebody who has signed in at the campus with kubelogin, as its documentation says, and has an icc that knows the campus. */
async function newcomer(): Promise<Newcomer> {
  const campus = await campusForTest({ pollInterval: 1 })
  const home = await createHome(temporaryFolder(), campus)
  const env = { ...home.env, HOME: home.folder }
  const program = peers.kubelogin ?? ''
  const argv = await kubeloginArguments(program, join(home.folder, '.kube', 'cache', 'oidc-login'), campus, 'infw001')
  writeFileSync(home.kubeconfig, `# mine\n${kubeconfigOf(campus, program, argv)}`, { mode: 0o600 })
  const { stdout } = await runPeer('kubelogin', argv, env)
  const idToken = (JSON.parse(stdout) as { status: { token: string } }).status.token
  // kubelogin keeps it in a file of its own.
  disregardSecret(idToken)
  return { campus, home, env, idToken }
}

async function signIn({ campus, home }: Newcomer): Promise<void> {
  const login = startIcc(home, ['login'])
  const [, code = ''] = await login.prints(/Code {2}(\S+)/u)
  await campus.approve(code, 'infw001')
  expect(await login.done).toMatchObject({ exitCode: 0 })
}

test.skipIf(skipped !== '')(
  `whoever comes from kubelogin can work with icc before signing in with it, and leave it behind then${skipped}`,
  async () => {
    const person = await newcomer()
    const { home, env } = person
    const whoami = await iccProcess(home, ['whoami', '-o', 'json'])
    expect(JSON.parse(whoami.stdout)).toMatchObject({ username: 'infw001', context: 'oidc', source: 'server' })
    expect(await iccProcess(home, ['ns', 'w001-default'])).toMatchObject({ exitCode: 0 })
    expect((await iccProcess(home, ['doctor'])).stdout).toContain('"oidc" of kubelogin: in use')

    await signIn(person)
    expect(await runPeer('kubectl', ['config', 'current-context'], env)).toMatchObject({ stdout: 'playground\n' })
    // Its own context works on beside that of icc.
    expect(await runPeer('kubectl', ['auth', 'whoami', '--context', 'oidc'], env)).toMatchObject({ exitCode: 0 })
    expect((await iccProcess(home, ['doctor'])).stdout).toContain('"oidc" of kubelogin: left over')

    const mended = await iccProcess(home, ['doctor', '--fix', '--yes'])
    expect(mended.stdout).toContain(`rm -r ${join(home.folder, '.kube', 'cache', 'oidc-login')}`)
    const text = readFileSync(home.kubeconfig, 'utf8')
    expect(text).toMatch(/^# mine\n/u)
    expect(text).not.toContain('kubelogin')
    expect(await runPeer('kubectl', ['auth', 'whoami'], env)).toMatchObject({ exitCode: 0 })
    // Tokens are the user's to remove: another kubeconfig may need them.
    expect(existsSync(join(home.folder, '.kube', 'cache', 'oidc-login'))).toBe(true)
  },
)

test.skipIf(skipped !== '')(
  `icc makes a profile of what kubelogin was told, and signs in by it${skipped}`,
  async () => {
    const { campus, home, env } = await newcomer()
    // The playground knows the addresses of native clients, and not the one of kubelogin: so by a code.
    const text = readFileSync(home.kubeconfig, 'utf8').replace(
      '- get-token',
      '- get-token\n          - --grant-type=device-code',
    )
    writeFileSync(home.kubeconfig, text, { mode: 0o600 })
    expect(await iccProcess(home, ['site', 'add', home.kubeconfig, '--yes'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Next: icc login --site oidc'),
    })
    const login = startIcc(home, ['login', '--site', 'oidc'])
    const [, code = ''] = await login.prints(/Code {2}(\S+)/u)
    await campus.approve(code, 'infw001')
    expect(await login.done).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Signed in as infw001 at oidc'),
    })
    const whoami = await runPeer(
      'kubectl',
      ['auth', 'whoami', '--output', 'jsonpath={.status.userInfo.username}'],
      env,
    )
    expect(whoami.stdout).toBe('infw001')
    expect((await iccProcess(home, ['doctor'])).stdout).toContain('"oidc" of kubelogin: left over')
  },
)

test.skipIf(skipped !== '')(
  `with the auth-provider oidc icc is for the cluster whoever kubectl is${skipped}`,
  async () => {
    const { campus, home, env, idToken } = await newcomer()
    const config = { 'idp-issuer-url': campus.issuer, 'client-id': 'icc', 'id-token': idToken }
    const cluster = {
      server: campus.apiServer,
      'certificate-authority-data': Buffer.from(campus.ca).toString('base64'),
    }
    const kubeconfig = {
      'current-context': 'old',
      clusters: [{ name: 'campus', cluster }],
      contexts: [{ name: 'old', context: { cluster: 'campus', user: 'old' } }],
      users: [{ name: 'old', user: { 'auth-provider': { name: 'oidc', config } } }],
    }
    writeFileSync(home.kubeconfig, stringify(kubeconfig), { mode: 0o600 })
    const kubectl = await runPeer('kubectl', ['auth', 'whoami', '--output', 'json'], env)
    const { status } = JSON.parse(kubectl.stdout) as { status: { userInfo: { username: string } } }
    const icc = await iccProcess(home, ['whoami', '-o', 'json'])
    expect(JSON.parse(icc.stdout)).toMatchObject({ username: status.userInfo.username })
    expect((await iccProcess(home, ['doctor'])).stdout).toContain('"old": auth-provider oidc')
  },
)
