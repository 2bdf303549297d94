import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { iccProcess, noTerminal, startIccOnTerminal } from '../support/icc-process.ts'
import { temporaryFolder, type Ran } from '../support/run-icc.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'
import { noteSecrets, refusePrintedSecrets, verboseLines } from '../support/secret-watch.ts'

const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.a-signature-of-a-token'

test('a test in which icc prints a secret that was issued fails, whatever it is about', () => {
  noteSecrets({ id_token: token, refresh_token: 'a-refresh-token', other: 'of no interest' })
  const silent = { stdout: '', stderr: '' }
  expect(() => refusePrintedSecrets(['login'], { ...silent, stderr: 'of no interest' })).not.toThrow()
  expect(() => refusePrintedSecrets(['login'], { ...silent, stderr: `sent ${token}` })).toThrow('printed a secret')
  expect(() => refusePrintedSecrets(['login', '-v'], { ...silent, stdout: 'a-refresh-token' })).toThrow(
    'printed a secret',
  )
  expect(() => refusePrintedSecrets(['token'], { ...silent, stdout: token })).not.toThrow()
  expect(() => refusePrintedSecrets(['token'], { ...silent, stderr: token })).toThrow('printed a secret')
})

const skipped = noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`

const what = 'icc is watched at the highest verbosity, and prints what it always does'

/** A sign-in at the scripted provider, and where a line was told that only `--verbose` prints. */
async function signIn(login: (user: User) => Promise<Ran>): Promise<unknown> {
  const idp = await scriptedIdpForTest()
  const { stderr, exitCode } = await login(await userOf(idp))
  const line = `POST ${idp.issuer}/token 200`
  const watched = verboseLines().some((one) => one.includes(line))
  return { exitCode, watched, printed: stderr.includes(line), code: stderr.includes('WDJB-MJHT') }
}

const WATCHED = { exitCode: 0, watched: true, printed: false, code: true }

test(`in the process of a test ${what}`, async () => {
  expect(await signIn((user) => user.icc(['login']))).toEqual(WATCHED)
})

test(`in a process of its own ${what}`, async () => {
  expect(await signIn((user) => iccProcess(user.home, ['login']))).toEqual(WATCHED)
})

test.skipIf(noTerminal !== undefined)(`on a terminal ${what}${skipped}`, async () => {
  expect(await signIn((user) => startIccOnTerminal(user.home, ['login']).done)).toEqual(WATCHED)
})

test('a test fails that leaves a secret in a file, a log, a command line or an environment', () => {
  const ends = runPlanted()
  const log = 'refresh token in HOME/home/state/log (600)'
  expect(ends).toEqual({
    nothing: '',
    'each in its place: kubeconfig': '',
    'each in its place: cache': '',
    'each in its place: file': '',
    'a program': '',
    'an icc that keeps its secrets': '',
    log,
    'log in base64': log,
    'state file': 'device code in HOME/home/state/sessions/a-site.json (600)',
    'temporary file': 'access token in icc-dump (600)',
    'refresh token in a kubeconfig': 'refresh token in HOME/home/kubeconfig (600)',
    'comment of a kubeconfig': 'id token in HOME/home/kubeconfig (600)',
    'half-written kubeconfig': 'id token in HOME/home/.kubeconfig.0.tmp (600)',
    'readable by others': process.platform === 'win32' ? '' : 'id token in HOME/home/state/tokens/a-site.json (644)',
    'in the wrong place': 'refresh token in HOME/home/state/tokens/a-site.json (600)',
    'command line': 'id token in watch/spawned (644)',
    environment: 'id token in watch/spawned (644)',
    'line for --verbose': 'id token in watch/verbose (644)',
    'an icc that tells one to --verbose': 'refresh token in watch/verbose (644)',
    'an icc that gives one to a program': 'refresh token in watch/spawned (644)',
  })
})

type Assertion = { title: string; failureMessages: string[] }

/** What each test of planted-secrets.ts failed with; empty where it passed. */
function runPlanted(): Record<string, string> {
  const report = join(temporaryFolder(), 'report.json')
  const options = { config: false, watch: false, include: ['test/secrets/planted-secrets.ts'] }
  const program = `
    import { startVitest } from 'vitest/node'
    const options = ${JSON.stringify({ ...options, reporters: ['json'], outputFile: report })}
    await (await startVitest('test', [], options)).close()`
  const { PATH, XDG_DATA_HOME } = process.env
  spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { PATH, XDG_DATA_HOME, HOME: temporaryFolder() },
  })
  const [file] = JSON.parse(readFileSync(report, 'utf8')).testResults as [{ assertionResults: Assertion[] }]
  return Object.fromEntries(
    file.assertionResults.map(({ title, failureMessages: [message = ''] }) => [
      title,
      /secrets where none may be: (.*)/u.exec(message)?.[1]?.replace(/icc-test-\w+/u, 'HOME') ?? message,
    ]),
  )
}
