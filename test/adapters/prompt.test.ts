import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Prompt } from '../../src/context.ts'
import { cancelled, ExitCode } from '../../src/errors.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { collect, failureOf, onTerminal } from './prompt-terminal.ts'

const UP = '\u001B[A'
const DOWN = '\u001B[B'
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const ESCAPE = '\u001B'

const names = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ value: `v${at}`, label: `namespace-${at}` }))

test('a letter narrows the list down and Enter takes what is under the cursor', async () => {
  const { prompt, screen, type } = onTerminal()
  const picked = prompt.pick('Namespace?', [...names(3), { value: 'web', label: 'Shop-Web' }], undefined)
  await screen.shows('namespace-2')
  await type('wEb', 'shop-web')
  await type('\r')
  expect(await picked).toBe('web')
})

test('the current choice is marked and under the cursor at first', async () => {
  const { prompt, screen, type } = onTerminal()
  const picked = prompt.pick('Context?', names(5), 'v3')
  await screen.shows('namespace-3 (current)')
  await type('\r')
  expect(await picked).toBe('v3')
})

test('arrow keys move through the list', async () => {
  const { prompt, screen, type } = onTerminal()
  const picked = prompt.pick('Context?', names(5), 'v2')
  await screen.shows('namespace-2 (current)')
  await type(DOWN)
  await type(DOWN)
  await type(UP)
  await type('\r')
  expect(await picked).toBe('v3')
})

test('letters that appear in this order find a name, after the names that hold them side by side', async () => {
  const { prompt, screen, type } = onTerminal()
  const choices = ['a-b-c', 'x-abc', 'nothing'].map((label) => ({ value: label, label }))
  const picked = prompt.pick('Namespace?', choices, undefined)
  await screen.shows('nothing')
  screen.clear()
  await type('abc', 'x-abc')
  const drawn = screen.text()
  expect(drawn.lastIndexOf('x-abc')).toBeLessThan(drawn.lastIndexOf('a-b-c'))
  expect(drawn).toContain('a-b-c')
  await type('\r')
  expect(await picked).toBe('x-abc')
})

test('the hint of a choice is shown and found', async () => {
  const { prompt, screen, type } = onTerminal()
  const picked = prompt.pick('Site?', [...names(2), { value: 'b', label: 'beta', hint: 'Hochschule' }], undefined)
  await screen.shows('beta  Hochschule')
  await type('hochs', 'beta')
  await type('\r')
  expect(await picked).toBe('b')
})

test('of 20,000 choices a screenful is drawn, the rest is counted, and each can be found', async () => {
  const { prompt, screen, type } = onTerminal()
  const picked = prompt.pick('Namespace?', names(20_000), 'v19999')
  await screen.shows('namespace-19999 (current)')
  expect(screen.text().split('\n').length).toBeLessThan(100)
  await type('e-12345', 'namespace-12345')
  await type('\r')
  expect(await picked).toBe('v12345')
})

test('no text of a choice or question can steer the terminal', async () => {
  const { prompt, screen, type } = onTerminal()
  const evil = '\u001B]0;owned\u0007na\nme\u202E'
  const picked = prompt.pick(`Which${evil}?`, [{ value: 'x', label: evil, hint: evil }], undefined)
  await screen.shows('na me')
  for (const part of ['owned', '\u0007', '\u202E']) expect(screen.raw()).not.toContain(part)
  await type('\r')
  expect(await picked).toBe('x')
})

test.each([
  ['Ctrl-C', CTRL_C],
  ['Ctrl-D', CTRL_D],
  ['Escape', ESCAPE],
])('%s leaves a question without an answer', async (_name, key) => {
  const questions = [
    (prompt: Prompt) => prompt.pick('Really?', names(2), undefined),
    (prompt: Prompt) => prompt.confirm('Really?', true),
    (prompt: Prompt) => prompt.text('Really?'),
    (prompt: Prompt) => prompt.text('Really?', { offers: ['a'] }),
    (prompt: Prompt) => prompt.secret('Really?'),
  ]
  for (const ask of questions) {
    const { prompt, screen, type } = onTerminal()
    const outcome = failureOf(ask(prompt))
    await screen.shows('Really?')
    await type(key)
    expect(await outcome).toMatchObject({ code: 'cancelled', exitCode: ExitCode.cancelled })
  }
})

test('a question ends with the reason of the signal', async () => {
  const controller = new AbortController()
  const { prompt, screen } = onTerminal(controller.signal)
  const picked = prompt.pick('Context?', names(2), undefined)
  const outcome = failureOf(picked)
  await screen.shows('namespace-1')
  controller.abort(cancelled('ended by a test'))
  expect(await outcome).toMatchObject({ message: 'ended by a test' })
  await expect(prompt.confirm('Sure?', true)).rejects.toThrow('ended by a test')
})

test('the end of the input leaves a question without an answer', async () => {
  const { prompt, screen, input } = onTerminal()
  const outcome = failureOf(prompt.pick('Context?', names(2), undefined))
  await screen.shows('namespace-1')
  input.end()
  expect(await outcome).toMatchObject({ code: 'cancelled' })
})

test.each([
  ['y', false, true],
  ['n', true, false],
  ['', true, true],
  ['', false, false],
])('confirm takes "%s" with the initial answer %s as %s', async (keys, initial, expected) => {
  const { prompt, screen, type } = onTerminal()
  const answer = prompt.confirm('Write it?', initial)
  await screen.shows('Write it?')
  if (keys) await type(keys)
  await type('\r')
  expect(await answer).toBe(expected)
})

test('keys are told as enter, escape or the character, also those pressed before anybody waited', async () => {
  const { prompt, input } = onTerminal()
  const keys = prompt.keys()
  for (const key of ['\r', 'o', DOWN, 'ü']) input.write(key)
  expect([await keys.next(), await keys.next(), await keys.next()]).toEqual(['enter', 'o', 'ü'])
  input.write(ESCAPE)
  expect(await keys.next()).toBe('escape')
  keys.close()
})

test('Ctrl-C rejects the wait for a key and every later one', async () => {
  const { prompt, input } = onTerminal()
  const keys = prompt.keys()
  const outcome = failureOf(keys.next())
  input.write(CTRL_C)
  expect(await outcome).toMatchObject({ code: 'cancelled' })
  await expect(keys.next()).rejects.toMatchObject({ code: 'cancelled' })
})

test('the terminal is given back as it was after close, after Ctrl-C and after an abort', async () => {
  const controller = new AbortController()
  const { prompt, input, rawModes } = onTerminal(controller.signal)
  const listeners = input.listenerCount('keypress')
  prompt.keys().close()
  const interrupted = prompt.keys()
  const outcome = failureOf(interrupted.next())
  input.write(CTRL_C)
  expect(await outcome).toMatchObject({ code: 'cancelled' })
  prompt.keys()
  controller.abort(cancelled())
  expect(rawModes).toEqual([true, false, true, false, true, false])
  expect(input.listenerCount('keypress')).toBe(listeners)
  expect(input.isPaused()).toBe(true)
})

const noScript = process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0
test.skipIf(noScript)(
  'on a real terminal icc ends by itself once the keys are closed, and draws on stderr only',
  async () => {
    const adapter = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'prompt.ts')
    const program = `
    const { createPrompt } = await import(${JSON.stringify(adapter)})
    const prompt = createPrompt(new AbortController().signal, { input: process.stdin, output: process.stderr })
    const picked = await prompt.pick('Pick', [{ value: 'one', label: 'one' }, { value: 'two', label: 'two' }], 'two')
    const keys = prompt.keys()
    console.error('ready')
    const key = await keys.next()
    keys.close()
    console.log(picked + ' ' + key + ' ' + process.stdin.isRaw)`
    const data = join(temporaryFolder(), 'stdout')
    const child = spawn('script', ['-qec', '"$NODE" --input-type=module -e "$PROGRAM" > "$DATA"', '/dev/null'], {
      env: { ...process.env, NODE: process.execPath, PROGRAM: program, DATA: data, SHELL: '/bin/sh', TERM: 'xterm' },
    })
    const terminal = collect(child.stdout)
    await terminal.shows('two (current)')
    child.stdin.write('\r')
    await terminal.shows('ready')
    child.stdin.write('q')
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect({ code, data: readFileSync(data, 'utf8') }).toEqual({ code: 0, data: 'two q false\n' })
  },
)

test('a long question is broken between words', async () => {
  const { prompt, screen, type } = onTerminal()
  const answer = prompt.confirm('Is that the cluster of playground, to which your token may go, and no other?', false)
  await screen.shows('other?')
  expect(screen.text()).toContain('? Is that the cluster of playground, to which your token may\ngo, and no other?')
  await type('y\r')
  expect(await answer).toBe(true)
})
