import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createTestContext, temporaryFolder } from '../support/run-icc.ts'
import { noteSecrets, watchedCommand } from '../support/secret-watch.ts'

// Not part of the suite: secret-watch.test.ts runs these tests, and looks at how each of them ends.

const ID = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
const REFRESH = 'the-refresh-token-of-somebody'

noteSecrets({
  id_token: ID,
  refresh_token: REFRESH,
  access_token: 'the-access-token',
  device_code: 'the-device-code',
})

function put(path: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}

const home = (): string => join(temporaryFolder(), 'home')

const kubeconfigOf = (token: string, comment = ''): string =>
  `apiVersion: v1\nkind: Config\nusers: # ${comment}\n  - name: me\n    user: { token: ${token} }\n`

/** A program that somebody starts, to its end. */
async function start(argument: string, env: Record<string, string> = {}): Promise<void> {
  await once(execFile(process.execPath, ['-e', '0', argument], { env }), 'close')
}

/** Stands for icc: prints a line for `--verbose` and one for everybody, and starts a program. */
async function standIn(verbose: string, argument: string): Promise<void> {
  const script = join(temporaryFolder(), 'icc.ts')
  put(
    script,
    `import { execFile } from 'node:child_process'
     import { writeSync } from 'node:fs'
     import { createOutput } from ${JSON.stringify(join(import.meta.dirname, '../../src/output.ts'))}
     // In parts, so that this very file is no find.
     const secret = ['the-refresh-token', 'of-somebody'].join('-')
     const stderr = (text) => writeSync(2, Buffer.from(text))
     const output = createOutput({ verbose: process.argv.includes('-v'), colour: {}, stderr })
     output.debug('asked with ' + ${verbose})
     output.notice('asked')
     execFile(process.execPath, ['-e', '0', ${argument}])`,
  )
  const { stderr } = await promisify(execFile)(process.execPath, watchedCommand(script, ['login']))
  if (stderr !== 'asked\n') throw new Error(`stderr is not what others see: ${stderr}`)
}

const NOTHING = `'nothing'`

const planted: [what: string, plant: () => void | Promise<void>][] = [
  ['nothing', () => put(join(home(), 'state/log'), 'an innocent line')],
  ['each in its place: kubeconfig', () => put(join(home(), 'kubeconfig'), kubeconfigOf(ID))],
  ['each in its place: cache', () => put(join(home(), 'state/tokens/a-site.json'), JSON.stringify({ token: ID }))],
  [
    'each in its place: file',
    () => put(join(home(), 'state/secrets/a-site.json'), JSON.stringify({ token: REFRESH })),
  ],
  ['a program', () => start('of no interest')],
  ['an icc that keeps its secrets', () => standIn(NOTHING, NOTHING)],
  ['log', () => put(join(home(), 'state/log'), `sent ${REFRESH}`)],
  ['log in base64', () => put(join(home(), 'state/log'), Buffer.from(`sent ${REFRESH}!`).toString('base64'))],
  ['state file', () => put(join(home(), 'state/sessions/a-site.json'), 'the-device-code')],
  ['refresh token in a kubeconfig', () => put(join(home(), 'kubeconfig'), kubeconfigOf(REFRESH))],
  ['comment of a kubeconfig', () => put(join(home(), 'kubeconfig'), kubeconfigOf(ID, ID))],
  ['half-written kubeconfig', () => put(join(home(), '.kubeconfig.0.tmp'), kubeconfigOf(ID))],
  ['readable by others', () => put(join(home(), 'state/tokens/a-site.json'), JSON.stringify({ token: ID }), 0o644)],
  ['in the wrong place', () => put(join(home(), 'state/tokens/a-site.json'), JSON.stringify({ token: REFRESH }))],
  ['command line', () => start(ID)],
  ['environment', () => start('of no interest', { TOKEN: ID })],
  ['line for --verbose', () => createTestContext().output.debug(`POST ${ID}`)],
  ['an icc that tells one to --verbose', () => standIn('secret', NOTHING)],
  ['an icc that gives one to a program', () => standIn(NOTHING, 'secret')],
  // The last one: it is no test's own.
  ['temporary file', () => put(join(tmpdir(), 'icc-dump'), 'the-access-token')],
]

test.for(planted)('%s', async ([, plant]) => expect(await plant()).toBeUndefined())
