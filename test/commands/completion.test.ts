import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'
import { withoutShell } from '../support/shells.ts'

const folder = join(import.meta.dirname, '../../completions')

test.each([
  ['bash', 'icc.bash'],
  ['zsh', '_icc'],
  ['fish', 'icc.fish'],
  ['powershell', 'icc.ps1'],
])('completion %s prints the script', async (shell, file) => {
  const script = readFileSync(join(folder, file), 'utf8')
  expect(await runIcc(['completion', shell])).toEqual({ stdout: script, stderr: '', exitCode: 0 })
  expect(JSON.parse((await runIcc(['completion', shell, '-o', 'json'])).stdout)).toEqual({
    shell,
    script: script.trimEnd(),
  })
})

test('without a shell it says what to write where, for the own shell first', async () => {
  const { stdout, ...rest } = await runIcc(['completion'], { env: { SHELL: '/usr/bin/fish' } })
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout).toMatch(
    /^[^\n]+:\n\nfish \(your shell\), in ~\/\.config\/fish\/config\.fish:\n {2}icc completion fish/u,
  )
  for (const line of ['eval "$(icc completion bash)"', 'eval "$(icc completion zsh)"']) expect(stdout).toContain(line)
  const json = JSON.parse((await runIcc(['completion', '-o', 'json'], { env: {} })).stdout)
  expect(json).toHaveLength(4)
  expect(json[0]).toMatchObject({ shell: 'bash', startFile: '~/.bashrc' })
})

test('the README says the same', async () => {
  const readme = readFileSync(join(folder, '../README.md'), 'utf8').replaceAll('\\|', '|')
  const shells: { startFile: string; line: string }[] = JSON.parse(
    (await runIcc(['completion', '-o', 'json'])).stdout,
  )
  for (const { startFile, line } of shells) {
    expect(readme).toContain(`\`${startFile}\``)
    expect(readme).toContain(`\`${line}\``)
  }
})

test('on Windows the own shell is PowerShell', async () => {
  const { stdout } = await runIcc(['completion'], { env: {}, platform: 'win32' })
  expect(stdout).toContain('powershell (your shell), in $PROFILE:')
})

test('a shell that there is no script for is a mistake', async () => {
  const { stdout, stderr, exitCode } = await runIcc(['completion', 'tcsh'])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  expect(stderr).toContain('bash, zsh, fish, powershell')
})

for (const [shell, file] of [
  ['bash', 'icc.bash'],
  ['zsh', '_icc'],
  ['fish', 'icc.fish'],
] as const) {
  const why = withoutShell(shell)
  test.skipIf(why)(`${shell} takes the syntax of its script${why}`, () => {
    const ran = spawnSync(shell, ['-n', join(folder, file)], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: temporaryFolder() },
    })
    expect(ran).toMatchObject({ status: 0, stderr: '' })
  })
}

test('every script of the folder is one that can be asked for', () => {
  expect(readdirSync(folder).toSorted()).toEqual(['_icc', 'icc.bash', 'icc.fish', 'icc.ps1'])
})
