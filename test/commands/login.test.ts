import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { iccProcess } from '../support/icc-process.ts'
import {
  answerWith,
  json,
  metadata,
  oauthError,
  reset,
  scriptedIdpForTest,
  tokens,
  type TokenAnswer,
} from '../support/scripted-idp.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'

type Kubeconfig = {
  'current-context': string
  contexts: { name: string; context: Record<string, unknown> }[]
  users: { name: string; user: Record<string, unknown> }[]
}

function kubeconfigOf(user: User): Kubeconfig {
  return parse(readFileSync(user.home.kubeconfig, 'utf8'))
}

test('login prints who, where, until when and what next; with -o json the same as data', async () => {
  const user = await userOf(await scriptedIdpForTest())
  const human = await user.icc(['login'])
  expect(human.stdout.split('\n')).toEqual([
    expect.stringMatching(/^Signed in as infw001 at playground until .*\.$/u),
    '  context     playground, now current',
    '  namespace   w001-default',
    `  kubeconfig  ${user.home.kubeconfig}`,
    'Next: kubectl get pods',
    '',
  ])
  const { stdout, stderr, exitCode } = await user.icc(['login', '-o', 'json'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    site: 'playground',
    username: 'infw001',
    groups: ['se2/magic-team'],
    context: 'playground',
    namespace: 'w001-default',
    credential: 'inline',
    tokenExpiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/u),
    sessionEndsAt: expect.stringMatching(/Z$/u),
    idleEndsAt: null,
    kubeconfig: user.home.kubeconfig,
    previousContext: null,
    warnings: [],
  })
  // What the user must see is there in every format.
  expect(stderr).toContain('Code  WDJB-MJHT')
})

const HOURS_12 = 43_200
const MINUTES_5 = 300

test.each<[string, number, boolean, 'inline' | 'exec', number]>([
  ['auto', HOURS_12, true, 'inline', HOURS_12],
  ['auto', HOURS_12, false, 'inline', HOURS_12],
  ['auto', MINUTES_5, true, 'exec', HOURS_12],
  ['auto', MINUTES_5, false, 'inline', MINUTES_5],
  ['inline', MINUTES_5, true, 'inline', MINUTES_5],
  ['exec', HOURS_12, true, 'exec', HOURS_12],
  ['exec', HOURS_12, false, 'exec', HOURS_12],
  ['exec', MINUTES_5, false, 'exec', MINUTES_5],
])(
  '--credential %s, a token of %i s, refresh token %s: %s, for %i s',
  async (wanted, seconds, refresh, kind, session) => {
    const answer: TokenAnswer = refresh ? { seconds } : { seconds, refreshToken: false }
    const user = await userOf(await scriptedIdpForTest({ token: [tokens(answer)] }))
    const { stdout } = await user.icc(['login', '--credential', wanted, '-o', 'json'])
    const { credential, sessionEndsAt } = JSON.parse(stdout)
    expect(credential).toBe(kind)
    expect(Math.round((Date.parse(sessionEndsAt) - Date.now()) / 60_000)).toBe(session / 60)
    const [entry] = kubeconfigOf(user).users
    expect(Object.keys(entry?.user ?? {}).toSorted()).toEqual(
      ['extensions', kind === 'inline' ? 'token' : 'exec'].toSorted(),
    )
    const files = Object.keys(user.files()).filter((name) => name.startsWith('state/'))
    expect(files).toEqual([
      ...(refresh ? ['state/secrets/playground.json'] : []),
      'state/sessions/playground.json',
      ...(kind === 'exec' ? ['state/tokens/playground.json'] : []),
    ])
  },
)

test('the exec entry starts icc again from anywhere, without asking anything', async () => {
  const user = await userOf(await scriptedIdpForTest())
  expect(
    (await iccProcess(user.home, ['login', '--credential', 'exec'], { ICC_STATE_DIR: 'relative' })).exitCode,
  ).toBe(0)
  expect(kubeconfigOf(user).users[0]?.user['exec']).toMatchObject({
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'Never',
    args: expect.arrayContaining(['token', '--site', 'playground']),
    env: expect.arrayContaining([{ name: 'ICC_STATE_DIR', value: join(user.home.folder, 'relative') }]),
  })
})

test('the first sign-in makes its context current and says which one was; comments and others stay', async () => {
  const user = await userOf(await scriptedIdpForTest())
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  const { stdout } = await user.icc(['login'])
  expect(stdout).toContain('context     playground, now current, before: minikube (back: icc ctx -)')
  expect(kubeconfigOf(user)['current-context']).toBe('playground')
  const text = readFileSync(user.home.kubeconfig, 'utf8')
  for (const part of ['# mine\n', 'user: {token: not-of-icc}\n', "cluster: {server: 'https://192.0.2.1:8443'}\n"])
    expect(text).toContain(part)
})

test('--no-use leaves the current context, and says how to get to the new one', async () => {
  const user = await userOf(await scriptedIdpForTest())
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  const { stdout } = await user.icc(['login', '--no-use'])
  expect(kubeconfigOf(user)['current-context']).toBe('minikube')
  expect(stdout).toContain('Next: icc ctx playground')
  await user.icc(['login', '--use'])
  expect(kubeconfigOf(user)['current-context']).toBe('playground')
})

test('a second sign-in renews in place: current context, namespace, other name and comments stay', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login'])
  const text = readFileSync(user.home.kubeconfig, 'utf8')
  const token = String(kubeconfigOf(user).users[0]?.user['token'])
  const changed = text
    .replaceAll(/(\n\s*(?:- )?name: )playground(?=\ncurrent|\nkind)/gu, '$1campus # mine')
    .replace('current-context: playground', 'current-context: campus')
    .replace('namespace: w001-default', 'namespace: project-x')
  expect(parse(changed).contexts[0].name).toBe('campus')
  writeFileSync(user.home.kubeconfig, changed)
  const { stdout } = await user.icc(['login'])
  expect(stdout).toMatch(/^Signed in again as infw001/u)
  expect(stdout).toContain('context     campus\n  namespace   project-x')
  const after = readFileSync(user.home.kubeconfig, 'utf8')
  const renewed = String(kubeconfigOf(user).users[0]?.user['token'])
  expect(renewed).not.toBe(token)
  expect(after).toBe(changed.replace(token, renewed))
})

test('a later sign-in does not move a user who is elsewhere', async () => {
  const user = await userOf(await scriptedIdpForTest())
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  await user.icc(['login', '--site', 'playground'])
  writeFileSync(
    user.home.kubeconfig,
    readFileSync(user.home.kubeconfig, 'utf8').replace('current-context: playground', 'current-context: minikube'),
  )
  const { stdout } = await user.icc(['login', '--site', 'playground'])
  expect(kubeconfigOf(user)['current-context']).toBe('minikube')
  expect(stdout).toContain('Next: icc ctx playground')
})

test('-n and --context choose namespace and name; a name that somebody else has is not taken', async () => {
  const user = await userOf(await scriptedIdpForTest())
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  const ran = await user.icc(['login', '-n', 'se2-magic-team', '--context', 'minikube', '-o', 'json'])
  const { context, namespace, warnings } = JSON.parse(ran.stdout)
  expect(context).not.toBe('minikube')
  expect(namespace).toBe('se2-magic-team')
  expect(warnings).toEqual([expect.stringContaining('A context named minikube was there already')])
  expect(kubeconfigOf(user).contexts.find(({ name }) => name === 'minikube')?.context).toEqual({
    cluster: 'minikube',
    user: 'minikube',
  })
})

test('--context at a renewal does not rename in silence', async () => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  const { stdout } = await user.icc(['login', '--context', 'other', '-o', 'json'])
  const { context, warnings } = JSON.parse(stdout)
  expect(context).toBe('playground')
  expect(warnings).toEqual([expect.stringContaining('icc ctx other=playground')])
})

test.each([{ named: [] }, { named: ['--site', 'playground'] }])(
  'who may be elsewhere the next time is led back to the site of this sign-in: $named',
  async ({ named }) => {
    const user = await userOf(await scriptedIdpForTest({ token: [oauthError('access_denied')] }))
    const { stderr, exitCode } = await user.icc(['login', ...named])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/\nNext: icc login --site playground\n$/u)
  },
)

test('a sign-in that nobody approves ends with --timeout', async () => {
  const late = await scriptedIdpForTest({ token: [json({ error: 'authorization_pending' }, 400)] })
  const user = await userOf(late)
  expect(await user.icc(['login', '--timeout', '5s'])).toMatchObject({
    stdout: '',
    exitCode: 4,
    stderr: expect.stringContaining('Nobody approved the sign-in in time'),
  })
})

test('--dry-run shows the change without a secret, writes nothing, and revokes what it got', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ refreshToken: 'refresh-of-a-rehearsal' })] })
  const user = await userOf(idp)
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  const before = user.files()
  for (const credential of ['inline', 'exec']) {
    const human = await user.icc(['login', '--dry-run', '--credential', credential])
    const data = await user.icc(['login', '--dry-run', '--credential', credential, '-o', 'json'])
    expect(user.files()).toEqual(before)
    expect(human.stdout).toContain('+current-context: playground')
    expect(JSON.parse(data.stdout)).toMatchObject({
      site: 'playground',
      diff: expect.arrayContaining(['+current-context: playground']),
    })
    for (const printed of [human, data])
      expect(printed.stdout + printed.stderr).not.toMatch(/eyJ|not-of-icc|refresh-of-a-rehearsal/u)
  }
  expect(new Set(idp.seen('revocation').map(({ form }) => form.get('token')))).toEqual(
    new Set(['refresh-of-a-rehearsal']),
  )
})

test('the session that a new sign-in replaces is revoked, and nothing is lost where that fails', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ refreshToken: 'old' }), tokens({ refreshToken: 'new' })] })
  const user = await userOf(idp)
  await user.icc(['login'])
  for (const step of [answerWith(200, 'text/plain', ''), answerWith(503, 'text/html', 'x'), reset]) {
    idp.script('revocation', [step])
    expect((await user.icc(['login'])).exitCode).toBe(0)
  }
  expect(idp.seen('revocation')[0]?.form.get('token')).toBe('old')
  expect(idp.seen('revocation')).toHaveLength(3)
})

test('a provider without revocation, or with one that is no https address, can be signed in at twice', async () => {
  for (const revocation of [undefined, 'http://127.0.0.1/revoke']) {
    const idp = await scriptedIdpForTest({})
    idp.script('discovery', [json(metadata(idp.issuer, { revocation_endpoint: revocation }))])
    const user = await userOf(idp)
    expect((await user.icc(['login'])).exitCode).toBe(0)
    expect((await user.icc(['login'])).exitCode).toBe(0)
    expect((await user.icc(['logout'])).exitCode).toBe(0)
  }
})

test('with -v no token, code or verifier is printed in the whole flow', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ seconds: 2, refreshToken: 'refresh-token-to-hide' })] })
  const user = await userOf(idp)
  let printed = ''
  for (const argv of [['login', '--credential', 'exec'], ['whoami'], ['token'], ['login'], ['whoami'], ['logout']]) {
    const { stdout, stderr } = await iccProcess(user.home, [...argv, '-v'])
    printed += argv[0] === 'token' ? stderr : stdout + stderr
  }
  expect(printed).toContain(`POST ${idp.issuer}/token 200`)
  expect(printed).toMatch(/POST https:\/\/127\.0\.0\.1:\d+\/apis\/authentication\.k8s\.io/u)
  const verifiers = idp.seen('token').map(({ form }) => form.get('code_verifier') ?? 'none')
  const secrets = [
    'eyJ',
    'refresh-token-to-hide',
    'that-nobody-may-see',
    ...verifiers.filter((one) => one !== 'none'),
  ]
  for (const secret of secrets) expect(printed).not.toContain(secret)
  expect(verifiers.some((one) => one.length > 40)).toBe(true)
})
