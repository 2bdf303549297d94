import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LINES, userWithNames } from '../support/completed-lines.ts'
import { noTerminal } from '../support/icc-process.ts'
import { runIcc } from '../support/run-icc.ts'
import { startShell } from '../support/shell-terminal.ts'
import { withoutShell } from '../support/shells.ts'
import { distributed, executable, run } from './executable.ts'

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const why = withoutShell(shell) || (noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`)

  test.skipIf(why)(`a line that is completed calls icc with what was meant${why}`, { timeout: 120_000 }, async () => {
    const user = userWithNames(executable)
    const terminal = await startShell(user, shell)
    for (const [typed, called] of LINES)
      expect({ typed, called: await terminal.calls(`${typed}\r`) }).toEqual({ typed, called })
    expect(existsSync(join(user.home, 'ran'))).toBe(false)
  })
})

test.each([
  [''],
  ['help', ''],
  ['lint', '--'],
  ['lint', '--kube-version', ''],
  ['explain', ''],
  ['scaffold', ''],
  ['scaffold', 'gpu-deployment', '--'],
  ['scaffold', 'ingress', '--set', ''],
  ['site', 'show', ''],
])('the words that the executable was made with are those of the sources: %j', async (...words) => {
  const home = userWithNames().home
  const argv = ['__complete', 'zsh', ...words]
  const ran = await run(argv, { env: { HOME: home }, cwd: home })
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  expect(ran.stdout.split('\n').length).toBeGreaterThan(3)
  expect(ran.stdout).toBe((await runIcc(argv, { home })).stdout)
})

test('status and its line for a prompt work without Node.js', async () => {
  const home = userWithNames().home
  expect(await run(['status', '--prompt'], { env: { HOME: home } })).toEqual({
    stdout: expect.stringMatching(/^plain\/w001-default \d+h\d\dm\n$/u),
    stderr: '',
    exitCode: 0,
  })
  expect(await run(['status', '--prompt'])).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  expect(await run(['status'], { env: { HOME: '/' } })).toMatchObject({ exitCode: 4, stdout: '' })
})

test.each([
  ['bash', 'icc.bash'],
  ['zsh', '_icc'],
  ['fish', 'icc.fish'],
  ['powershell', 'icc.ps1'],
])('the script for %s lies beside the executable, and is what it prints', async (shell, file) => {
  expect((await run(['completion', shell])).stdout).toBe(readFileSync(distributed(file), 'utf8'))
})

test('the manual page lies beside it', () => {
  expect(readFileSync(distributed('icc.1'), 'utf8')).toMatch(/^\.TH ICC 1 \d{4}-\d\d-\d\d "icc \d/mu)
})
