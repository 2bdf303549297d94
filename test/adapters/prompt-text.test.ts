import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cancelled } from '../../src/errors.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { collect, failureOf, onTerminal } from './prompt-terminal.ts'

const UP = '\u001B[A'
const DOWN = '\u001B[B'
const BACKSPACE = '\u007F'

test('what is typed is the answer', async () => {
  const { prompt, screen, type } = onTerminal()
  const answer = prompt.text('Host?')
  await screen.shows('Host?')
  await type('web.example.org', 'web.example.org')
  await type(BACKSPACE)
  await type('g\r')
  expect(await answer).toBe('web.example.org')
})

test('a line that came in one piece is taken whole, and one can be empty', async () => {
  const { prompt, screen, input } = onTerminal()
  const pasted = prompt.text('Host?')
  await screen.shows('Host?')
  input.write('a b c\r')
  expect(await pasted).toBe('a b c')
  const other = onTerminal()
  const empty = other.prompt.text('Port?')
  await other.screen.shows('Port?')
  other.input.write('\r')
  expect(await empty).toBe('')
})

test('the initial text is shown, and the answer where nothing is typed', async () => {
  const { prompt, screen, type } = onTerminal()
  const answer = prompt.text('Port?', { initial: '8080' })
  await screen.shows('(8080)')
  await type('9', '9')
  expect(screen.text()).not.toContain('8080')
  await type(BACKSPACE, '(8080)')
  await type('\r')
  expect(await answer).toBe('8080')
})

test('what is wrong is told below, and stays there to be mended', async () => {
  const { prompt, screen, type } = onTerminal()
  const asked: string[] = []
  const answer = prompt.text('Host?', {
    validate: (text) => {
      asked.push(text)
      return text.includes('_') ? 'a host may not have "_"' : undefined
    },
  })
  await screen.shows('Host?')
  await type('a_b')
  await type('\r', 'a host may not have "_"')
  screen.clear()
  await type(BACKSPACE)
  expect(screen.text()).not.toContain('may not')
  await type(BACKSPACE)
  await type('c\r')
  expect(await answer).toBe('ac')
  expect(asked).toEqual(['a_b', 'ac'])
})

test('typing narrows the offers down, and what was typed is the answer all the same', async () => {
  const { prompt, screen, type } = onTerminal()
  const answer = prompt.text('Service?', { offers: ['web', 'web-api', 'database'] })
  await screen.shows('database')
  screen.clear()
  await type('we', 'web-api')
  expect(screen.text()).not.toContain('database')
  await type('\r')
  expect(await answer).toBe('we')
})

test('with nothing typed the first offer is the answer, and the initial text is the first', async () => {
  for (const [options, expected] of [
    [{ offers: ['web', 'api'] }, 'web'],
    [{ offers: ['web', 'api'], initial: 'api' }, 'api'],
    [{ offers: ['web', 'api'], initial: 'shop' }, 'shop'],
  ] as const) {
    const { prompt, screen, type } = onTerminal()
    const answer = prompt.text('Service?', options)
    await screen.shows(`> ${expected}`)
    await type('\r')
    expect(await answer).toBe(expected)
  }
})

test('arrow keys choose among the offers, and back to what was typed', async () => {
  const { prompt, screen, type } = onTerminal()
  const chosen = prompt.text('Service?', { offers: ['web', 'web-api', 'other'] })
  await screen.shows('> web')
  await type('w', 'web-api')
  await type(DOWN, '> web')
  await type(DOWN, '> web-api')
  await type(DOWN)
  await type('\r')
  expect(await chosen).toBe('web-api')
  const other = onTerminal()
  const typed = other.prompt.text('Again?', { offers: ['web'] })
  await other.screen.shows('> web')
  await other.type('w')
  await other.type(DOWN, '> web')
  await other.type(UP)
  await other.type('\r')
  expect(await typed).toBe('w')
})

test('Tab takes the first offer over to be typed on, and is no character', async () => {
  const { prompt, screen, type } = onTerminal()
  const answer = prompt.text('Image?', { offers: ['registry.example.org/web:'] })
  await screen.shows('registry')
  await type('reg', 'reg')
  await type('\t', 'registry.example.org/web:')
  await type('1.4')
  await type('\r')
  expect(await answer).toBe('registry.example.org/web:1.4')
  const other = onTerminal()
  const plain = other.prompt.text('Name?')
  await other.screen.shows('Name?')
  await other.type('a')
  other.input.write('\tb\r')
  expect(await plain).toBe('ab')
})

test('no text of a question, offer or fault can steer the terminal', async () => {
  const evil = '\u001B]0;owned\u0007na\nme\u202E'
  const { prompt, screen, type } = onTerminal()
  const answer = prompt.text(`Which${evil}?`, { offers: [evil], initial: evil, validate: () => evil })
  const outcome = failureOf(answer)
  await screen.shows('na me')
  await type('\r', '> na me')
  await type('\u0003')
  expect(await outcome).toMatchObject({ code: 'cancelled' })
  for (const part of ['owned', '\u0007', '\u202E']) expect(screen.raw()).not.toContain(part)
})

test('of a secret nothing is shown, not even its length', async () => {
  const { prompt, screen, type, input } = onTerminal()
  const answer = prompt.secret('Token?')
  await screen.shows('Token?')
  const before = screen.text()
  input.write('hunter')
  await type('x', '')
  input.write(`${BACKSPACE}2\t\r`)
  expect(await answer).toBe('hunter2')
  expect(before + screen.text()).not.toMatch(/[\u2022*]|hunter|un|2|x/u)
})

test('a question for a text or a secret ends with the reason of the signal, and with the input', async () => {
  for (const ask of ['text', 'secret'] as const) {
    const controller = new AbortController()
    const ended = onTerminal(controller.signal)
    const outcome = failureOf(ended.prompt[ask]('Sure?'))
    await ended.screen.shows('Sure?')
    controller.abort(cancelled('ended by a test'))
    expect(await outcome).toMatchObject({ message: 'ended by a test' })
    const closed = onTerminal()
    const none = failureOf(closed.prompt[ask]('Sure?'))
    await closed.screen.shows('Sure?')
    closed.input.end()
    expect(await none).toMatchObject({ code: 'cancelled' })
  }
})

const noScript = process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0
test.skipIf(noScript)('on a real terminal a secret is not echoed, and a text is drawn on stderr only', async () => {
  const adapter = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'prompt.ts')
  const program = `
    const { createPrompt } = await import(${JSON.stringify(adapter)})
    const prompt = createPrompt(new AbortController().signal, { input: process.stdin, output: process.stderr })
    const text = await prompt.text('Host', { offers: ['web.example.org', 'api.example.org'] })
    const secret = await prompt.secret('Token')
    console.log(JSON.stringify([text, secret, process.stdin.isRaw]))`
  const data = join(temporaryFolder(), 'stdout')
  const child = spawn('script', ['-qec', '"$NODE" --input-type=module -e "$PROGRAM" > "$DATA"', '/dev/null'], {
    env: { ...process.env, NODE: process.execPath, PROGRAM: program, DATA: data, SHELL: '/bin/sh', TERM: 'xterm' },
  })
  const terminal = collect(child.stdout)
  await terminal.shows('> web.example.org')
  child.stdin.write(DOWN)
  await terminal.shows('> api.example.org')
  child.stdin.write('\r')
  await terminal.shows('Token')
  child.stdin.write('hunter2\r')
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect({ code, data: readFileSync(data, 'utf8') }).toEqual({
    code: 0,
    data: '["api.example.org","hunter2",false]\n',
  })
  expect(terminal.raw()).not.toMatch(/hunter|unter/u)
})
