import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createHome } from '../../playground/home.ts'
import { campusForTest } from '../support/campus.ts'
import { noTerminal } from '../support/icc-process.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { executable, signIn } from './executable.ts'

const why = noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`

/** Runs icc on a pseudo-terminal, types once it shows something, and gives all it showed and its exit code. */
async function typed(
  argv: string,
  env: Record<string, string>,
  { after, keys }: { after: RegExp; keys: string },
): Promise<{ shown: string; exitCode: number | null }> {
  const child = spawn('script', ['-qefc', `stty cols 100; exec '${executable}' ${argv}`, '/dev/null'], {
    env: { ...env, PATH: '/usr/bin:/bin', SHELL: '/bin/sh', TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let shown = ''
  let isTyped = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (isTyped || !after.test(shown)) return
    isTyped = true
    child.stdin.write(keys)
  })
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  return { shown, exitCode }
}

test.skipIf(why)(`on a terminal the sign-in shows a QR code, and Ctrl-C ends it${why}`, async () => {
  const home = await createHome(temporaryFolder(), await campusForTest(), 'icc')
  const env = { ...home.env, HOME: home.folder }
  const { shown, exitCode } = await typed('login', env, { after: /[▀▄█]{3}/u, keys: '\u0003' })
  expect(shown).toMatch(/Code {2}\S+/u)
  expect(exitCode).toBe(130)
})

test.skipIf(why)(`on a terminal one picks a namespace by typing into a list${why}`, async () => {
  const campus = await campusForTest({ pollInterval: 1 })
  const home = await createHome(temporaryFolder(), campus, 'icc')
  const env = { ...home.env, HOME: home.folder, ICC_STATE_DIR: join(home.folder, 'state') }
  expect(await signIn(campus, [], { env })).toMatchObject({ exitCode: 0 })
  const { shown, exitCode } = await typed('ns', env, { after: /w001-default/u, keys: '\u001B' })
  expect({ shown, exitCode }).toMatchObject({ exitCode: 130, shown: expect.stringContaining('w001-default') })
})
