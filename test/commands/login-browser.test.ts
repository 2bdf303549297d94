import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Campus } from '../../playground/campus.ts'
import { createHome } from '../../playground/home.ts'
import type { Context, Prompt } from '../../src/context.ts'
import { cancelled } from '../../src/errors.ts'
import { campusForTest } from '../support/campus.ts'
import { iccProcess, startIcc } from '../support/icc-process.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { json, metadata, oauthError, scriptedIdpForTest } from '../support/scripted-idp.ts'
import { createFastClock, userOf, type User } from '../support/scripted-idp-run.ts'

type Page = { status: number; body: string }

async function fetchPage(address: string): Promise<Page> {
  const [response] = await once(get(address, { agent: false }), 'response')
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part)
  return { status: response.statusCode, body: Buffer.concat(parts).toString() }
}

/** A browser of this computer in which somebody does what `visit` says; `pages` are what icc has shown there. */
function browserThat(visit: (url: string) => Promise<string[]>) {
  let visiting: Promise<Page[]> = Promise.resolve([])
  const visited = async (url: string): Promise<Page[]> => {
    const pages: Page[] = []
    for (const address of await visit(url)) pages.push(await fetchPage(address))
    return pages
  }
  // Like a real opener it does not wait for what the user does.
  const open = async (url: string): Promise<boolean> => {
    visiting = visited(url)
    return true
  }
  const browser: Context['browser'] = async () => ({ unavailable: () => undefined, open })
  return { browser, pages: () => visiting }
}

function agreeing(campus: Campus) {
  return browserThat(async (url) => [await campus.authorize(url, 'infw001')])
}

function changeProfile(user: User, oidc: Record<string, unknown>): void {
  const path = join(user.home.folder, 'config/sites/playground.yaml')
  const profile = parse(readFileSync(path, 'utf8'))
  Object.assign(profile.login.oidc, oidc)
  writeFileSync(path, stringify(profile))
}

/** A terminal's keys, pressed one after the other; then nobody presses any. */
function typing(...keys: (() => Promise<string>)[]): Context['prompt'] {
  const next = (): Promise<string> => keys.shift()?.() ?? new Promise(() => undefined)
  return async () => ({ keys: () => ({ next, close: () => undefined }) }) as unknown as Prompt
}

const LOGIN = ['login', '--method', 'browser', '--browser']

test('login --method browser signs in by the browser of this computer, which ends on a page that says so', async () => {
  const campus = await campusForTest()
  const user = await userOf(campus)
  const browser = agreeing(campus)
  const { stdout, stderr, exitCode } = await user.icc(LOGIN, { browser: browser.browser })
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Signed in as infw001 /u),
  })
  expect(stderr).toMatch(/^ {2}Open {2}https:\/\/127\.0\.0\.1:\d+\/auth\?\S*code_challenge_method=S256/mu)
  expect(await browser.pages()).toEqual([{ status: 200, body: expect.stringContaining('You can close this tab') }])
  expect(campus.requests.map(({ grantType }) => grantType).filter(Boolean)).toEqual(['authorization_code'])
  const { users } = parse(readFileSync(user.home.kubeconfig, 'utf8'))
  expect(users).toEqual([
    { name: 'playground', user: { extensions: expect.anything(), token: expect.stringMatching(/^eyJ/u) } },
  ])
  const whoami = await user.icc(['whoami', '-o', 'json'])
  expect(JSON.parse(whoami.stdout)).toMatchObject({ username: 'infw001', source: 'server' })
})

test('short tokens are renewed afterwards, and logout revokes them', async () => {
  const campus = await campusForTest()
  const user = await userOf(campus, 'icc-short')
  const login = await user.icc([...LOGIN, '-o', 'json'], { browser: agreeing(campus).browser })
  expect(JSON.parse(login.stdout)).toMatchObject({ credential: 'exec' })
  const later: Context['clock'] = { ...createFastClock(), now: () => Date.now() + 3_600_000 }
  expect((await user.icc(['token'], { clock: later })).exitCode).toBe(0)
  expect(campus.requests.filter(({ grantType }) => grantType === 'refresh_token')).toHaveLength(1)
  expect(JSON.parse((await user.icc(['logout', '-o', 'json'])).stdout)).toMatchObject({ revoked: true })
})

test('what does not belong to the sign-in gets a page, is told once, and the wait goes on', async () => {
  const campus = await campusForTest()
  const user = await userOf(campus)
  const browser = browserThat(async (url) => {
    const answer = await campus.authorize(url, 'infw001')
    const callback = new URL(answer)
    return [
      new URL('/favicon.ico', callback).href,
      callback.origin + callback.pathname,
      `${callback.origin}${callback.pathname}?code=x&state=of-somebody-else`,
      `${callback.origin}${callback.pathname}?error=access_denied`,
      answer,
    ]
  })
  const { stderr, exitCode } = await user.icc(LOGIN, { browser: browser.browser })
  expect(exitCode).toBe(0)
  expect((await browser.pages()).map(({ status }) => status)).toEqual([404, 400, 400, 400, 200])
  expect(stderr.match(/does not belong to this sign-in/gu)).toHaveLength(1)
})

test.each<[string, Record<string, string>, number, string, string]>([
  ['a refusal', { error: 'access_denied', error_description: 'no <b>' }, 1, 'sign-in-denied', 'no &#60;b&#62;'],
  ['an error', { error: 'unauthorized_client' }, 1, 'idp-refused', 'unauthorized_client'],
  ['another issuer', { code: 'x', iss: 'https://evil.example' }, 1, 'idp-wrong-issuer', 'evil.example'],
  ['a wrong code', { code: 'x' }, 1, 'sign-in-lost', 'no longer knows'],
])(
  '%s ends it at once: told in the browser and in the terminal, and nothing is written',
  async (_, answer, exit, code, shown) => {
    const campus = await campusForTest()
    const user = await userOf(campus)
    const browser = browserThat(async (url) => {
      const { searchParams } = new URL(url)
      const query = new URLSearchParams({ iss: campus.issuer, state: searchParams.get('state') ?? '', ...answer })
      return [`${searchParams.get('redirect_uri') ?? ''}?${query.toString()}`]
    })
    const { stdout, stderr, exitCode } = await user.icc([...LOGIN, '-o', 'json'], { browser: browser.browser })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: exit })
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ error: { code } })
    expect(await browser.pages()).toEqual([{ status: 400, body: expect.stringContaining(shown) }])
    expect(user.files()).toEqual({})
  },
)

test.each<['ssh' | 'container' | 'no-display', RegExp]>([
  ['ssh', /ssh -N -L (\d+):127\.0\.0\.1:\1 HOST/u],
  ['container', /comes back to port \d+ only if that leads here/u],
  ['no-display', /ssh -N -L (\d+):127\.0\.0\.1:\1 HOST/u],
])('where the browser is elsewhere (%s) nothing is opened, and the way back is told', async (reason, told) => {
  const campus = await campusForTest()
  const user = await userOf(campus)
  const opened: string[] = []
  const browser: Context['browser'] = async () => ({
    unavailable: () => reason,
    open: async (url) => opened.push(url) > 0,
  })
  const { stderr, exitCode } = await user.icc([...LOGIN, '--timeout', '5s'], { browser })
  expect(exitCode).toBe(4)
  expect(opened).toEqual([])
  expect(stderr).toMatch(told)
  expect(stderr).toContain('icc login --site playground --method device')
  expect(stderr).toMatch(/^ {2}Open {2}https:/mu)
  expect(stderr).toContain('Nobody finished the sign-in in the browser in time')
  expect(user.files()).toEqual({})
})

test('a fixed redirect address is used to the letter; a port that another program holds is told', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  const campus = await campusForTest()
  const user = await userOf(campus)
  changeProfile(user, { redirectUri: `http://127.0.0.1:${port}/callback` })
  const busy = await user.icc(LOGIN, { browser: agreeing(campus).browser })
  expect(busy).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining(`holds port ${port}`) })
  expect(campus.requests.filter(({ path }) => path === '/auth')).toEqual([])
  taken.close()
  await once(taken, 'close')
  const done = await user.icc(LOGIN, { browser: agreeing(campus).browser })
  expect(done.exitCode).toBe(0)
  expect(done.stderr).toContain(`redirect_uri=${encodeURIComponent(`http://127.0.0.1:${port}/callback`)}`)
})

test('where a port is held, the next address that the provider knows is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  const held = `http://127.0.0.1:${port}/callback`
  const campus = await campusForTest()
  const user = await userOf(campus)
  changeProfile(user, { redirectUri: held, otherRedirectUris: [held] })
  const busy = await user.icc(LOGIN, { browser: agreeing(campus).browser })
  expect(busy).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`holds port ${port}`) })
  changeProfile(user, { redirectUri: held, otherRedirectUris: [held, 'http://127.0.0.1/callback'] })
  const done = await user.icc(LOGIN, { browser: agreeing(campus).browser })
  expect(done.exitCode).toBe(0)
  expect(done.stderr).not.toContain(encodeURIComponent(held))
})

test('a profile that leaves it open takes the device code, and the browser only where there is none', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const profile = join(user.home.folder, 'config/sites/playground.yaml')
  writeFileSync(profile, stringify({ ...parse(readFileSync(profile, 'utf8')), extends: 'generic', title: 'Campus' }))
  changeProfile(user, { usernameClaim: 'preferred_username' })
  expect((await user.icc(['login'])).stderr).toContain('Code  WDJB-MJHT')
  const inBrowser = async (): Promise<void> => {
    const { stderr, exitCode } = await user.icc(['login', '--timeout', '2s'])
    expect(exitCode).toBe(4)
    expect(stderr).toMatch(/^ {2}Open {2}https:\S+\/auth\?/mu)
    expect(stderr).not.toContain('--method device')
  }
  // Of the provider, but not for this client.
  idp.script('device', [oauthError('unauthorized_client', 'The flow is disabled for the client.')])
  await inBrowser()
  idp.script('discovery', [json(metadata(idp.issuer, { device_authorization_endpoint: undefined }))])
  await inBrowser()
  const fixed = await user.icc(['login', '--method', 'device'])
  expect(fixed).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('does not offer sign-in by device code'),
  })
})

test('a page that is not at the provider itself is shown with a warning, and opened only where the profile names it', async () => {
  const idp = await scriptedIdpForTest()
  idp.script('discovery', [json(metadata(idp.issuer, { authorization_endpoint: 'https://elsewhere.example/auth' }))])
  const user = await userOf(idp)
  const opened: string[] = []
  const browser: Context['browser'] = async () => ({
    unavailable: () => undefined,
    open: async (url) => opened.push(new URL(url).host) > 0,
  })
  const { stderr, exitCode } = await user.icc([...LOGIN, '--timeout', '2s'], { browser })
  expect({ exitCode, opened }).toEqual({ exitCode: 4, opened: [] })
  expect(stderr).toContain('Careful: this address looks wrong: it leads to elsewhere.example')
  changeProfile(user, { verificationHosts: ['elsewhere.example'] })
  const named = await user.icc([...LOGIN, '--timeout', '2s'], { browser })
  expect(named.stderr).not.toContain('Careful')
  expect(opened).toEqual(['elsewhere.example'])
})

test('on a terminal the page opens on Enter only, and Ctrl-C ends the wait', async () => {
  const campus = await campusForTest()
  const user = await userOf(campus)
  const terminal = { interactive: true, stdout: true, columns: 400 }
  const { browser, pages } = agreeing(campus)
  const argv = ['login', '--method', 'browser']
  const entered = await user.icc(argv, {
    browser,
    terminal,
    prompt: typing(
      async () => 'x',
      async () => 'enter',
    ),
  })
  expect(entered.exitCode).toBe(0)
  expect(await pages()).toHaveLength(1)
  const before = user.files()
  const left = typing(() => Promise.reject(cancelled()))
  expect(await user.icc(argv, { browser, terminal, prompt: left })).toMatchObject({ exitCode: 130, stdout: '' })
  expect(user.files()).toEqual(before)
})

test('a process of its own: the address is on stderr, and with it the sign-in ends well', async () => {
  const campus = await campusForTest()
  const home = await createHome(temporaryFolder(), campus)
  const icc = startIcc(home, ['login', '--method', 'browser'])
  const [, url = ''] = await icc.prints(/ {2}Open {2}(https:\S+)\n/u)
  const page = await fetchPage(await campus.authorize(url, 'infw002'))
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('Signed in') })
  expect(await icc.done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Signed in as infw002') })
  expect(await iccProcess(home, ['whoami'])).toMatchObject({ exitCode: 0 })
})

test('Ctrl-C ends it and gives the port free', async () => {
  const campus = await campusForTest()
  const home = await createHome(temporaryFolder(), campus)
  const icc = startIcc(home, ['login', '--method', 'browser'])
  const [, url = ''] = await icc.prints(/ {2}Open {2}(https:\S+)\n/u)
  icc.kill('SIGINT')
  expect(await icc.done).toMatchObject({
    exitCode: 130,
    stdout: '',
    stderr: expect.stringContaining('Nothing was written'),
  })
  const callback = new URL(url).searchParams.get('redirect_uri') ?? ''
  await expect(fetchPage(callback)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
