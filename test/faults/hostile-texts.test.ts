import { expect, test } from 'vitest'
import { noTerminal, startIccOnTerminal } from '../support/icc-process.ts'
import { deviceCode, oauthError, scriptedIdpForTest, tokens, type Script } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

/** Colours, a new title, the clipboard, a link, an overwritten line, turned text, C1 controls, a new line. */
const HOSTILE =
  '\u001B[31mred\u001B]0;title\u0007\u001B]52;c;ZXZpbA==\u0007\u001B]8;;https://evil.example\u001B\\link\rover\u202Eturned\u009B2J\u0085end\nicc: forged'

/** What none of it may leave behind. Line feeds are icc's own. */
// oxlint-disable-next-line eslint/no-control-regex -- control characters are what is looked for
const STEERING = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u

/** What of a text could steer a terminal or pass for a line of icc; undefined where nothing could. */
function harmIn(text: string): string | undefined {
  return (STEERING.exec(text) ?? /^icc: forged/mu.exec(text))?.[0]
}

const ends = oauthError('access_denied')

test.each<[string, Script]>([
  ['user code', { device: [deviceCode({ user_code: HOSTILE })], token: [ends] }],
  [
    'verification address',
    { device: [deviceCode({ verification_uri: `https://x.example/${HOSTILE}` })], token: [ends] },
  ],
  [
    'complete address',
    { device: [deviceCode({ verification_uri_complete: `https://x.example/${HOSTILE}` })], token: [ends] },
  ],
  ['error description', { device: [oauthError('invalid_request', HOSTILE)] }],
  ['error', { device: [oauthError(HOSTILE)] }],
  ['error of the token endpoint', { token: [oauthError(HOSTILE, HOSTILE)] }],
  ['user name', { token: [tokens({ claims: { preferred_username: HOSTILE } })] }],
  ['groups', { token: [tokens({ claims: { groups: [HOSTILE] } })] }],
])('a hostile %s cannot steer the terminal', async (_, script) => {
  const user = await userOf(await scriptedIdpForTest(script))
  const login = await user.icc(['login', '-v'])
  expect(harmIn(login.stdout + login.stderr)).toBeUndefined()
  for (const argv of [['whoami'], ['whoami', '--offline'], ['logout']]) {
    const ran = await user.icc(argv)
    expect(harmIn(ran.stdout + ran.stderr)).toBeUndefined()
  }
})

test('in JSON hostile texts are escaped and come back exactly', async () => {
  const user = await userOf(
    await scriptedIdpForTest({ token: [tokens({ claims: { preferred_username: HOSTILE } })] }),
  )
  for (const argv of [
    ['login', '-o', 'json'],
    ['whoami', '--offline', '-o', 'json'],
  ]) {
    const { stdout, stderr } = await user.icc(argv)
    expect(harmIn(HOSTILE)).toBeDefined()
    expect(harmIn(stdout + stderr)).toBeUndefined()
    expect(JSON.parse(stdout).username).toBe(HOSTILE)
  }
})

test.each<[string, (issuer: string) => { verification_uri: string }, string]>([
  [
    'an http address',
    (issuer) => ({ verification_uri: `${issuer.replace('https', 'http')}/device` }),
    'not an https address',
  ],
  ['a foreign host', () => ({ verification_uri: 'https://evil.example/device' }), 'leads to evil.example'],
  [
    'a user name in the address',
    (issuer) => ({ verification_uri: `${issuer.replace('//', '//login.campus@')}/device` }),
    'hides a user name',
  ],
  ['a script', () => ({ verification_uri: 'javascript:alert(1)' }), 'not an https address'],
  ['no address', () => ({ verification_uri: 'see the wiki' }), 'not a web address'],
])('%s is shown with a warning, and no browser is opened', async (_, changes, why) => {
  const idp = await scriptedIdpForTest({ token: [tokens()] })
  const wanted = { verification_uri_complete: undefined, ...changes(idp.issuer) }
  idp.script('device', [deviceCode(wanted)])
  const opened: string[] = []
  const user = await userOf(idp)
  const ran = await user.icc(['login', '--browser'], {
    browser: async () => ({ unavailable: () => undefined, open: async (url) => opened.push(url) > 0 }),
  })
  expect(ran.exitCode).toBe(0)
  expect(ran.stderr).toContain(`Open  ${wanted.verification_uri}`)
  expect(ran.stderr).toContain(why)
  expect(ran.stderr).toContain('Do not sign in there unless')
  expect(ran.stderr).toContain('warning: No browser was opened here')
  expect(opened).toEqual([])
})

test('a complete address at a foreign host is neither shown nor opened', async () => {
  const idp = await scriptedIdpForTest({
    device: [deviceCode({ verification_uri_complete: 'https://evil.example/device?user_code=WDJB-MJHT' })],
  })
  const opened: string[] = []
  const user = await userOf(idp)
  const ran = await user.icc(['login', '--browser'], {
    browser: async () => ({ unavailable: () => undefined, open: async (url) => opened.push(url) > 0 }),
  })
  expect(ran.stderr).not.toContain('evil.example')
  expect(opened).toEqual([`${idp.issuer}/device`])
})

test('the address with the code is opened once where the provider is at home', async () => {
  const idp = await scriptedIdpForTest()
  const opened: string[] = []
  const user = await userOf(idp)
  const browser = async () => ({ unavailable: () => undefined, open: async (url: string) => opened.push(url) > 0 })
  const ran = await user.icc(['login', '--browser'], { browser })
  expect(opened).toEqual([`${idp.issuer}/device?user_code=WDJB-MJHT`])
  expect(ran.stderr).toContain('Code  WDJB-MJHT')
  opened.length = 0
  await user.icc(['login'], { browser })
  await user.icc(['login', '--no-browser'], { browser })
  expect(opened).toEqual([])
})

test.skipIf(noTerminal !== undefined)(
  `on a terminal nothing of it reaches the screen either${noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`}`,
  async () => {
    const idp = await scriptedIdpForTest({
      device: [deviceCode({ user_code: HOSTILE, verification_uri: `https://x.example/${HOSTILE}` })],
      token: [oauthError('policy', HOSTILE)],
    })
    const user = await userOf(idp)
    const { stderr } = await startIccOnTerminal(user.home, ['login']).done
    // The terminal makes CR LF of line feeds; erasing the line of the countdown, and hiding keys, is icc's own doing.
    expect(harmIn(stderr.replaceAll('\r\n', '\n').replaceAll('\r\u001B[2K', ''))).toBeUndefined()
    expect(stderr).not.toContain('evil')
  },
)
