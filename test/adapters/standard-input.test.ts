import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { readStandardInput } from '../../src/adapters/standard-input.ts'
import { watchedCommand } from '../support/secret-watch.ts'
import { temporaryFolder } from '../support/run-icc.ts'

const script = join(import.meta.dirname, '..', '..', 'bin', 'icc.ts')

/** icc with a pipe as its standard input, whose other end is the test's. */
function startWithInput(argv: readonly string[]) {
  const home = temporaryFolder()
  const child = spawn(process.execPath, watchedCommand(script, argv), {
    env: { PATH: process.env['PATH'], HOME: home },
    cwd: home,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const done = once(child, 'close').then(([exitCode, signal]) => ({ exitCode, signal, stderr }))
  return { child, done }
}

const BY_TOKEN = ['login', '--site', 'csc-rahti', '--token-stdin']

test('an input without an end is given up, and is no bug of icc', async () => {
  const { child, done } = startWithInput(BY_TOKEN)
  const piece = Buffer.alloc(1024 * 1024, 'a')
  // The pipe breaks when icc has had enough.
  child.stdin.on('error', () => undefined)
  Readable.from(Array.from({ length: 100 }, () => piece)).pipe(child.stdin)
  expect(await done).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('more than 64 MiB') })
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the wait for an input that does not come', async (signal) => {
  const { child, done } = startWithInput(BY_TOKEN)
  child.stdin.write('half of a tok')
  // Only now does icc listen to signals and to the pipe.
  await expect.poll(() => child.stdin.writableLength, { timeout: 10_000 }).toBe(0)
  await new Promise((resolve) => void setTimeout(resolve, 2000))
  child.kill(signal)
  expect(await done).toMatchObject({ exitCode: 130, stderr: expect.stringContaining('Cancelled') })
})

const PASSWORD = 'Größe-€-漢'

test.each([
  ['UTF-8', Buffer.from(PASSWORD)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${PASSWORD}`)],
  ['UTF-16, little end first', Buffer.from(`\uFEFF${PASSWORD}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\uFEFF${PASSWORD}`, 'utf16le').swap16()],
])('an input in %s is read, however it is cut', async (_, bytes) => {
  const pieces = [...bytes].map((byte) => Buffer.of(byte))
  await expect(readStandardInput(Readable.from(pieces), new AbortController().signal)).resolves.toBe(PASSWORD)
})

test('an input that is no text is refused, and not read as another secret', async () => {
  const bytes = Buffer.from('Grösse', 'latin1')
  const read = readStandardInput(Readable.from([bytes]), new AbortController().signal)
  await expect(read).rejects.toMatchObject({ code: 'input-not-text', exitCode: 2 })
})
