import { expect, test } from 'vitest'
import { iccProcess, noTerminal, startIcc, startIccOnTerminal } from '../support/icc-process.ts'
import { deviceCode, oauthError, pending, scriptedIdpForTest, stall, tokens } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

const onTerminal = noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`
/** Less than the limit of a request, which would end icc as well. */
const soon = { timeout: 8000 }

test('SIGINT, SIGTERM and SIGHUP while waiting for the approval exit 130 and write nothing', async () => {
  const idp = await scriptedIdpForTest({ token: [pending] })
  const endings = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(async (signal) => {
    const user = await userOf(idp)
    const icc = startIcc(user.home, ['login', '-o', 'json'])
    await icc.prints(/Approve it only if/u)
    icc.kill(signal)
    return { ran: await icc.done, files: user.files() }
  })
  for (const { ran, files } of await Promise.all(endings)) {
    const { stdout, stderr, exitCode } = ran
    expect({ stdout, exitCode, files }).toEqual({ stdout: '', exitCode: 130, files: {} })
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      error: { code: 'cancelled', message: expect.stringContaining('Nothing was written') },
    })
  }
})

test('SIGINT while a poll gets no answer exits 130 at once', soon, async () => {
  const idp = await scriptedIdpForTest({ token: [stall] })
  const user = await userOf(idp)
  const icc = startIcc(user.home, ['login'])
  await expect.poll(() => idp.seen('token').length, { timeout: 10_000 }).toBe(1)
  icc.kill('SIGINT')
  expect((await icc.done).exitCode).toBe(130)
  expect(user.files()).toEqual({})
})

test('SIGINT while the cluster is asked exits 130, and the session that was just begun is revoked', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ refreshToken: 'of-a-moment' })] }, { api: stall })
  const user = await userOf(idp)
  const icc = startIcc(user.home, ['login'])
  await expect.poll(() => idp.seen('token').length, { timeout: 10_000 }).toBe(1)
  await expect.poll(() => idp.apiConnections(), { timeout: 10_000 }).toBe(1)
  icc.kill('SIGINT')
  expect((await icc.done).exitCode).toBe(130)
  expect(idp.seen('revocation').map(({ form }) => form.get('token'))).toEqual(['of-a-moment'])
  expect(user.files()).toEqual({})
})

test.skipIf(noTerminal !== undefined)(
  `Ctrl-C on a terminal while waiting exits 130 and writes nothing${onTerminal}`,
  async () => {
    const idp = await scriptedIdpForTest({ token: [pending] })
    const user = await userOf(idp)
    const icc = startIccOnTerminal(user.home, ['login'])
    await icc.prints(/Waiting for your approval/u)
    icc.type('\u0003')
    expect(await icc.done).toMatchObject({
      stdout: '',
      exitCode: 130,
      stderr: expect.stringContaining('icc: Cancelled.'),
    })
    expect(user.files()).toEqual({})
  },
)

test.skipIf(noTerminal !== undefined)(
  `Ctrl-C on a terminal while a poll gets no answer exits at once${onTerminal}`,
  soon,
  async () => {
    const idp = await scriptedIdpForTest({ token: [stall] })
    const user = await userOf(idp)
    const icc = startIccOnTerminal(user.home, ['login'])
    await expect.poll(() => idp.seen('token').length, { timeout: 10_000 }).toBe(1)
    icc.type('\u0003')
    expect((await icc.done).exitCode).toBe(130)
  },
)

test.skipIf(noTerminal !== undefined)(
  `Ctrl-C on a terminal while a code is asked for exits at once${onTerminal}`,
  soon,
  async () => {
    const idp = await scriptedIdpForTest({ device: [stall] })
    const user = await userOf(idp)
    const icc = startIccOnTerminal(user.home, ['login'])
    await expect.poll(() => idp.seen('device').length, { timeout: 10_000 }).toBe(1)
    icc.type('\u0003')
    expect((await icc.done).exitCode).toBe(130)
  },
)

test.skipIf(noTerminal !== undefined)(
  `an expired code is renewed with n, and the new one works${onTerminal}`,
  async () => {
    const idp = await scriptedIdpForTest({
      device: [deviceCode({ user_code: 'FIRST-CODE' }), deviceCode({ user_code: 'SECOND-CODE' })],
      token: [oauthError('expired_token'), tokens()],
    })
    const user = await userOf(idp)
    const icc = startIccOnTerminal(user.home, ['login'])
    await icc.prints(/The code has expired\. Press n/u)
    icc.type('x')
    icc.type('n')
    await icc.prints(/SECOND-CODE/u)
    expect(await icc.done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Signed in as infw001') })
  },
)

test.skipIf(noTerminal !== undefined)(
  `an expired code is left with q, Escape or Ctrl-C, and nothing is written${onTerminal}`,
  async () => {
    const idp = await scriptedIdpForTest({ token: [oauthError('expired_token')] })
    const endings = ['q', '\u001B', '\u0003'].map(async (key) => {
      const user = await userOf(idp)
      const icc = startIccOnTerminal(user.home, ['login'])
      await icc.prints(/The code has expired\. Press n/u)
      icc.type(key)
      return { exitCode: (await icc.done).exitCode, files: user.files() }
    })
    for (const ending of await Promise.all(endings)) expect(ending).toEqual({ exitCode: 130, files: {} })
  },
)

test('a choice that nobody can make exits 2 and names the flag', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const ran = await iccProcess(user.home, ['login'], { ICC_CONFIG_DIR: `${user.home.folder}/empty` })
  expect(ran).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining('--site') })
  expect(idp.requests).toEqual([])
  expect(user.files()).toEqual({})
})

test('without a home folder login and token say which variables would do', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const nothing = { HOME: undefined, KUBECONFIG: undefined, ICC_CONFIG_DIR: undefined, ICC_STATE_DIR: undefined }
  const lines = [['login'], ['token', '--site', 'playground'], ['whoami'], ['logout']]
  for (const ran of await Promise.all(lines.map((argv) => iccProcess(user.home, argv, nothing)))) {
    expect(ran).toMatchObject({ stdout: '', exitCode: 1, stderr: expect.stringContaining('HOME is not set') })
    expect(ran.stderr).toContain('Next: export HOME=')
  }
})

test.each([
  ['an interval of 0', { interval: 0 }],
  ['an interval that is a text', { interval: '1' }],
  ['an interval of null', { interval: null }],
  [
    'the address under its name before RFC 8628',
    { verification_uri: undefined, verification_url: 'https://x.example/d' },
  ],
])('a provider with %s can still be signed in at', async (_, changes) => {
  const idp = await scriptedIdpForTest({ device: [deviceCode(changes)] })
  const user = await userOf(idp)
  expect(await user.icc(['login'])).toMatchObject({ exitCode: 0 })
})
