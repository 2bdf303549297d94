import { expect, test } from 'vitest'
import { commandsFor } from '../src/cli.ts'
import { helpTopics } from '../src/help-topics.ts'
import { createTestContext, runIcc } from './support/run-icc.ts'

const ctx = () => createTestContext({}, { home: '/nonexistent' })
const names = [
  'exit-codes',
  'environment',
  'files',
  'gitlab',
  'helm',
  'kubectx',
  'kubelogin',
  'network',
  'slurm',
  'storage',
  'stuck-pods',
  'workflows',
]

test('the topics are those of the folder, the ones about icc first', () => {
  expect(helpTopics(ctx().assets).map(({ name }) => name)).toEqual(names)
})

/** An address is one word, and is to be copied whole. */
function tooWide(text: string): string[] {
  return text.split('\n').filter((line) => line.length > 80 && !/^https:\S+$/u.test(line))
}

test.each(names)('%s fits on a screen of 80 columns', async (name) => {
  const { stdout, stderr, exitCode } = await runIcc(['help', name])
  expect({ stderr, exitCode, wide: tooWide(stdout) }).toEqual({ stderr: '', exitCode: 0, wide: [] })
  const lines = stdout.trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(28)
  expect(lines[0]).toMatch(/^[A-Z].*[:?]$/u)
  expect(lines[1]).toBe('')
})

test('a topic is broken between words where the terminal is narrower', async () => {
  const terminal = { interactive: false, stdout: true, columns: 70 }
  const { stdout } = await runIcc(['help', 'gitlab'], { terminal })
  expect(stdout.split('\n').filter((line) => line.length > 70)).toEqual([])
  expect(stdout).toContain(
    '\n             its path changes, and the name with it: the old namespace\n             goes as\n',
  )
})

test.each(names.slice(3))(
  '%s names its source, and only commands, topics, kinds and rules that there are',
  async (name) => {
    const { stdout } = await runIcc(['help', name])
    expect(stdout).toMatch(/\n\nSource:\s\S/u)
    const known = new Set([
      ...commandsFor(ctx(), []).map((entry) => entry.name),
      'help',
      ...(await namedAfter('help')),
    ])
    for (const command of ['explain', 'scaffold'])
      for (const word of await namedAfter(command)) known.add(`${command} ${word}`)
    const called = [
      ...stdout.matchAll(/(?<![-\w])icc (help|explain [a-z]\S*[a-z]|scaffold [a-z]\S*[a-z]|[a-z]+)(?: ([a-z-]+))?/gu),
    ]
    const words = called.flatMap(([, command = '', topic]) =>
      command === 'help' && topic ? [command, topic] : [command],
    )
    expect(words.filter((word) => !known.has(word))).toEqual([])
  },
)

/** What TAB offers after a command. */
async function namedAfter(command: string): Promise<string[]> {
  const { stdout } = await runIcc(['__complete', 'fish', command, ''])
  return stdout.split('\n').map((line) => line.split('\t')[0] ?? '')
}

test('the main help names every topic', async () => {
  const { stdout } = await runIcc(['--help'])
  expect(stdout.replaceAll(/,\n */gu, ', ')).toContain(`\nTopics: ${names.join(', ')}\n`)
})

test('TAB offers the topics with what they are about', async () => {
  const { stdout } = await runIcc(['__complete', 'fish', 'help', 'st'])
  expect(stdout).toContain('\nstuck-pods\tA pod that stays in Unknown or Terminating\n')
})
