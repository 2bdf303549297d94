import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePlainCall } from '../src/arguments.ts'
import { defineCommand, type CommandEntry } from '../src/command.ts'
import { parseCall } from '../src/program.ts'

const examples = [
  ['icc one', 'does one'],
  ['icc one x', 'does one to x'],
] as const

const one = defineCommand({
  name: 'one',
  summary: 'the first',
  arguments: ['[NAME]', '[REST...]'],
  options: {
    current: { type: 'flag', short: 'c', description: 'the current one' },
    browser: { type: 'flag', description: 'open a browser', negated: 'open none' },
    kind: { type: 'value', short: 'k', placeholder: 'KIND', description: 'a kind', choices: ['a', 'b'] },
    'dry-run': { type: 'flag', description: 'write nothing' },
    namespace: { type: 'value', short: 'n', placeholder: 'NS', description: 'a namespace' },
    fix: { type: 'value', optional: true, placeholder: 'RULE', description: 'mend it' },
    set: { type: 'value', repeatable: true, placeholder: 'PAIR', description: 'a pair' },
  },
  examples,
  run: async () => undefined,
})
const two = defineCommand({
  name: 'two',
  summary: 'the second',
  arguments: ['NAME'],
  options: {},
  examples,
  run: async () => undefined,
})
const three = defineCommand({
  name: 'list',
  summary: 'lists',
  arguments: [],
  options: {},
  examples,
  run: async () => undefined,
})

const commands: CommandEntry[] = [
  { name: 'one', load: async () => one },
  { name: 'two', load: async () => two },
  { name: 'group', load: async () => ({ name: 'group', summary: 'a group', commands: [three] }) },
]

/** What a command line may be made of; the last one is the empty word. */
const WORDS =
  'one two group list -c --current --browser --no-browser -k --kind --kind=a a b --dry-run -n --namespace --namespace=x ' +
  '-o json --output=json --site haw-icc --no-input - -- NEW=OLD -ck -ka -nx --unknown --help -v . --namespace= --no-input=1 --fix --fix=x --fix= --set --set=p '

const words = fc.constantFrom(...WORDS.split(' '))

test('whatever the plain reader understands, the full parser understands alike', async () => {
  let understood = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(words, { maxLength: 6 }),
      fc.constantFrom('one', 'two', 'group'),
      async (rest, name) => {
        const argv = [name, ...rest]
        const plain = await parsePlainCall(argv, commands)
        if (!plain) return
        understood += 1
        expect(await parseCall(argv, commands)).toEqual(plain)
      },
    ),
    { numRuns: 3000 },
  )
  expect(understood).toBeGreaterThan(100)
})

test('a dash alone is a value', async () => {
  const call = await parsePlainCall(['one', '-n', '-', '--set', '-'], commands)
  expect(call?.options).toEqual({ namespace: '-', set: ['-'] })
})

test('options may stand before the command, after it, and with an equals sign', async () => {
  const call = await parsePlainCall(['-o', 'json', 'one', 'x', '--kind=a', '--no-browser', '-n', 'my-ns'], commands)
  expect(call).toMatchObject({
    args: ['x'],
    options: { kind: 'a', browser: false, namespace: 'my-ns' },
    globals: { output: ['json'] },
  })
})

test.each([
  [['onee'], /There is no command "onee".*one/su],
  [['one', '--curent'], /There is no option --curent.*--current/su],
  [['one', '--kind', 'c'], /--kind "c" is none.*a, b/su],
  [['two'], /NAME is missing/u],
  [['two', 'x', 'y'], /too many arguments/u],
  [['one', '-n'], /needs a value/u],
  [['group'], /one more word/u],
])('%j is a usage error that says what is meant', async (argv, message) => {
  const failure = parseCall(argv, commands)
  await expect(failure).rejects.toMatchObject({ code: 'usage', exitCode: 2 })
  await expect(failure).rejects.toThrow(new RegExp(message.source, `${message.flags}i`))
})

test('an option with an optional value takes the one after an equals sign, never the next word', async () => {
  for (const parse of [parsePlainCall, parseCall]) {
    expect(await parse(['one', '--fix', 'x'], commands)).toMatchObject({ args: ['x'], options: { fix: true } })
    expect(await parse(['one', '--fix=r', 'x'], commands)).toMatchObject({ args: ['x'], options: { fix: 'r' } })
  }
  expect(await parseCall(['one', '--', '--fix'], commands)).toMatchObject({ args: ['--fix'], options: {} })
})

test('help is a text, with the examples', async () => {
  const help = await parseCall(['one', '--help'], commands)
  expect(help).toHaveProperty('text', expect.stringContaining('icc one x'))
  expect(help).toHaveProperty('text', expect.stringContaining('--dry-run'))
  expect(help).toHaveProperty('text', expect.stringContaining('--fix[=RULE]'))
  expect(help).toHaveProperty('text', expect.stringContaining('--site'))
})
