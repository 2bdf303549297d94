import { expect, test } from 'vitest'
import { createOutput, oneLine, printable, type OutputSettings } from '../src/output.ts'

function collected(given: Partial<OutputSettings> = {}) {
  const printed = { stdout: '', stderr: '' }
  const settings: OutputSettings = {
    format: 'human',
    verbose: false,
    colour: { stdout: false, stderr: false },
    stderrIsTerminal: false,
    columns: undefined,
    stdout: (text) => (printed.stdout += text),
    stderr: (text) => (printed.stderr += text),
  }
  const output = createOutput(Object.defineProperties(settings, Object.getOwnPropertyDescriptors(given)))
  return { output, printed }
}

const hostile = {
  'a colour': '\u001B[31mred\u001B[0m',
  'a hidden text': '\u001B[8msecret\u001B[0m',
  'a link (OSC 8)': '\u001B]8;;https://evil.example\u0007click\u001B]8;;\u0007',
  'the clipboard (OSC 52)': '\u001B]52;c;ZXZpbA==\u0007x',
  'a carriage return': 'good\rbad',
  'a backspace': 'good\b\b\b\bevil',
  'a C1 control': '\u009B31mred',
  'bidi overrides': 'a\u202Eb\u2066c\u2069',
  'zero width': 'a\u200Bb\uFEFF',
  'line separators': 'a\u2028b\u2029',
}

// oxlint-disable-next-line eslint/no-control-regex -- what must not be there
const steering = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/u

test.each(Object.entries(hostile))('%s never reaches the terminal', (_, text) => {
  const { output, printed } = collected({ verbose: true })
  output.result({ deep: [{ text }] }, (value) => JSON.stringify(value.deep[0]?.text).slice(1, -1))
  output.status(text)
  output.warn(text)
  output.notice(text)
  output.debug(text)
  expect(printed.stdout + printed.stderr).not.toMatch(steering)
})

test('a line feed in a value cannot fake a line of the answer', () => {
  const { output, printed } = collected()
  output.result(['one\ntwo'], (names) => names.join('\n'))
  expect(printed.stdout).toBe('one two\n')
})

test('json is exact: a parser gives back every character, and none of them steers', () => {
  const { output, printed } = collected({ format: 'json' })
  output.result(hostile, () => 'unused')
  expect(JSON.parse(printed.stdout)).toEqual(hostile)
  expect(printed.stdout).not.toMatch(steering)
})

test('with json a remark is left out, a warning and a notice are not', () => {
  const { output, printed } = collected({ format: 'json' })
  output.status('remark')
  output.progress('progress')
  output.warn('careful')
  output.notice('code')
  expect(printed).toEqual({ stdout: '', stderr: 'warning: careful\ncode\n' })
  expect(output.warnings).toEqual(['careful'])
})

test('a progress line is replaced by what comes after it, and only a terminal sees one', () => {
  const terminal = collected({ stderrIsTerminal: true })
  terminal.output.progress('one')
  terminal.output.progress('two')
  terminal.output.status('done')
  expect(terminal.printed.stderr).toBe('one\r\u001B[2Ktwo\r\u001B[2Kdone\n')
  const pipe = collected()
  pipe.output.progress('one')
  expect(pipe.printed.stderr).toBe('')
})

test('text of several lines keeps its lines', () => {
  expect(printable('a\nb')).toBe('a\nb')
  expect(oneLine('a\nb')).toBe('a b')
})

const LONG =
  'The context of the site playground is called something else and stays so, which somebody decided before.'

test('sentences are broken between words on a terminal, and what is to stay as it is stays', () => {
  const { output, printed } = collected({ columns: 70, colour: { stdout: false, stderr: true } })
  output.warn(LONG)
  output.notice(LONG)
  output.verbatim(`+${LONG}`)
  const [first, second, ...rest] = printed.stderr.split('\n')
  expect(first).toBe('\u001B[33mwarning:\u001B[39m The context of the site playground is called something else')
  expect(second).toBe('         and stays so, which somebody decided before.')
  expect(rest[0]).toBe('The context of the site playground is called something else and stays')
  expect(rest.at(-2)).toBe(`+${LONG}`)
  expect(output.warnings).toEqual([LONG])
})

test('a short line asks nothing of the terminal', () => {
  const { output, printed } = collected({
    get columns(): number {
      throw new Error('asked')
    },
  })
  output.status('Switched to context "playground".')
  expect(printed.stderr).toBe('Switched to context "playground".\n')
})
