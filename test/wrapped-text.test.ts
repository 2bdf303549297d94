import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters, styleText } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrapped } from '../src/wrapped-text.ts'
import { commandsFor } from '../src/cli.ts'
import { createTestContext, runIcc, temporaryFolder } from './support/run-icc.ts'
import { patient } from './commands/doctor-home.ts'

test('a long line is broken between words, under its last column', () => {
  expect(wrapped('warning  keyring  it is locked, or it does not answer', 44)).toBe(
    ['warning  keyring  it is locked, or it does', '                  not answer'].join('\n'),
  )
})

test('a list goes on behind its dash, a sentence at the margin', () => {
  expect(wrapped('  - one two three four five six seven', 30)).toBe('  - one two three four five\n    six seven')
  expect(wrapped('one two three four five six seven', 30)).toBe('one two three four five six\nseven')
})

test('an address stays whole, and a last column without room is no place to go on', () => {
  expect(wrapped(`see https://example.org/${'a'.repeat(40)} there`, 30)).toBe(
    `see\nhttps://example.org/${'a'.repeat(40)}\nthere`,
  )
  expect(wrapped('a very long name of something  and more', 30)).toBe('a very long name of something\nand more')
})

test('without a terminal or its width, and where it fits, a text stays as it is', () => {
  const text = `ok  ${'word '.repeat(40)}\nshort`
  expect(wrapped(text, undefined)).toBe(text)
  expect(wrapped(text, 0)).toBe(text)
  expect(wrapped('short\nlines', 80)).toBe('short\nlines')
})

test('styles take no room', () => {
  const rest = '  keyring  it is locked, or it does not answer'
  const coloured = `${styleText('yellow', 'warning', { validateStream: false })}${rest}`
  expect(stripVTControlCharacters(wrapped(coloured, 44))).toBe(wrapped(`warning${rest}`, 44))
})

test('no word is lost, and only single words are too long', () => {
  const word = fc.stringMatching(/^[a-z:/.-]{1,40}$/u)
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 30, max: 120 }), (words, columns) => {
      const text = wrapped(words.join(' '), columns)
      expect(text.split(/\s+/u)).toEqual(words)
      for (const line of text.split('\n')) expect(line.length <= columns || !line.trim().includes(' ')).toBe(true)
    }),
  )
})

const terminal = { interactive: false, stdout: true, columns: 80 }

/** Lines wider than the terminal, but for those with an address or a command, which stay whole. */
function tooWide(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.length > 80 && line.trim().includes(' ') && !/^ *(?:Next:|Fix)|:\/\//u.test(line))
}

test.each([[['lint', '--rules']], [['explain', 'restart-policy']], [['site', 'show', 'einfra-cz']]])(
  'what %j prints fits the terminal',
  async (argv) => {
    const { stdout, exitCode } = await runIcc(argv, { terminal })
    expect({ exitCode, wide: tooWide(stdout) }).toEqual({ exitCode: 0, wide: [] })
  },
)

function sources(text: string): string[] {
  return text.split('\n').filter((line) => line.includes(' | '))
}

test('what icc lint prints fits the terminal, and its carets stay where they are', async () => {
  const home = temporaryFolder()
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: a, image: busybox}]\n'
  writeFileSync(join(home, 'pod.yaml'), pod)
  const { stdout } = await runIcc(['lint'], { home, terminal })
  expect(tooWide(stdout)).toEqual([])
  const plain = (await runIcc(['lint'], { home })).stdout
  expect(sources(stdout)).toEqual(sources(plain))
  expect(sources(stdout).length).toBeGreaterThan(2)
})

test('what icc doctor prints fits the terminal', async () => {
  const { stdout } = await patient().icc(['doctor'], { terminal })
  expect(stdout).toContain('keyring')
  expect(tooWide(stdout)).toEqual([])
})

test.each(['icc: ', 'Next: ', 'To do: ', 'warning: '])('what begins with %s goes on under its text', (prefix) => {
  const indent = ' '.repeat(prefix.length)
  expect(wrapped(`${prefix}one two three four five six`, prefix.length + 24)).toBe(
    `${prefix}one two three four five\n${indent}six`,
  )
})

const COMMANDS = [
  'icc login --site playground --import FILE --allow-exec',
  'icc site show playground',
  'icc ctx new-name=old-name',
  'kubectl config view --raw --kubeconfig /home/student/.kube/config',
  'ssh -J jump.example.org -p 2222 student@access.example.org',
]

test('a command is never broken: one that is too long has a line of its own', () => {
  // No program begins so: oc among the words would begin a command itself.
  const words = fc.array(fc.stringMatching(/^[abjq][a-z]{0,8}$/u), { minLength: 1, maxLength: 12 })
  const end = fc.constantFrom('.', ', or ask your campus', ' (as you did before)', ')', '')
  fc.assert(
    fc.property(
      words,
      fc.constantFrom(...COMMANDS),
      end,
      fc.integer({ min: 40, max: 120 }),
      (before, command, behind, columns) => {
        const said = `Next: ${before.join(' ')}${behind === ')' ? ' (' : ': '}${command}${behind}`
        const lines = wrapped(said, columns).split('\n')
        expect(lines.join(' ').replaceAll(/ +/gu, ' ')).toBe(said)
        expect(lines.filter((line) => line.includes(command))).toHaveLength(1)
        const wide = lines.filter((line) => line.length > columns)
        expect(wide.filter((line) => !/^[( ]*(?:icc|kubectl|ssh) /u.test(line))).toEqual([])
      },
    ),
  )
})

test('what comes to the screen while icc works is broken too, and what a pipe gets is not', async () => {
  const argv = ['login', '--token=x']
  const shown = (await runIcc(argv, { terminal })).stderr
  expect(tooWide(shown)).toEqual([])
  expect(shown.split('\n').length).toBeGreaterThan(3)
  const piped = (await runIcc(argv)).stderr
  expect(piped.trimEnd().split('\n')).toHaveLength(2)
  expect(shown.replaceAll(/\n +/gu, ' ')).toBe(piped)
})

test('the programs of a hint are those that icc has', () => {
  const names = commandsFor(createTestContext(), []).map(({ name }) => name)
  for (const name of names)
    expect(wrapped(`Next: so that it may be told: icc ${name} a b c d e f`, 40)).toContain(`icc ${name} a b c d e f`)
})
