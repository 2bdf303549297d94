import { spawnSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { assets } from '../../../src/program-files.ts'
import { about } from '../../../tools/pack/about.ts'
import { manPage } from '../../../tools/pack/man-page.ts'
import { runIcc } from '../../support/run-icc.ts'

let page = ''

beforeAll(async () => {
  page = await manPage(assets, about(), '2020-01-01')
})

/** The reason for the name of a skipped test where a program is not installed; empty where it is. */
function without(program: string): string {
  return spawnSync(program, ['-V'], { input: '', stdio: ['pipe', 'ignore', 'ignore'] }).error
    ? ` (skipped: there is no ${program} here)`
    : ''
}

const [groff, mandoc] = [without('groff'), without('mandoc')]

test('every command and every option that help names is in it', async () => {
  const commands = [...page.matchAll(/^\.SS icc ((?:[a-z]+ ?)+)/gmu)].map(([, name = '']) => name.trim().split(' '))
  const { stdout } = await runIcc(['--help'])
  const [, listed = ''] = /Commands:\n((?: {2}.*\n)+)/u.exec(stdout) ?? []
  const names = [...listed.matchAll(/^ {2}([a-z]+)/gmu)].map(([, name]) => name)
  expect(new Set(commands.map(([name]) => name))).toEqual(new Set(names))
  const plain = page.replaceAll('\\-', '-')
  for (const command of commands) {
    const help = (await runIcc([...command, '--help'])).stdout
    for (const [, option = ''] of help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gmu))
      expect(plain).toContain(`\\fB${option}\\fR`)
  }
})

test.skipIf(groff)(`groff shows it without a warning, characters as they are typed${groff}`, () => {
  const flags = ['-man', '-Tascii', '-P-c', '-P-b', '-P-u', '-ww']
  const ran = spawnSync('groff', flags, { input: page, encoding: 'utf8' })
  expect(ran).toMatchObject({ status: 0, stderr: '' })
  // Blanks are put in to fill the lines.
  const shown = ran.stdout.replaceAll(/\s+/gu, ' ')
  expect(shown).toContain('NAME icc - Sign in')
  expect(shown).toContain("icc status --prompt='{namespace} {left}'")
  expect(shown).toContain('icc login --site haw-icc --import ~/Downloads/config.txt')
  expect(shown).toMatch(/EXIT STATUS .* 4 you are not signed in/u)
})

test.skipIf(mandoc)(`mandoc has nothing to warn of${mandoc}`, () => {
  const ran = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: page, encoding: 'utf8' })
  expect(ran).toMatchObject({ status: 0, stdout: '' })
})
