import { expect, test } from 'vitest'
import type { Prompt } from '../../../../src/context.ts'
import { cancelled } from '../../../../src/errors.ts'
import { inputOf } from './input.ts'
import { expression, failure, linesOf, resolve, worth } from './resolving.ts'

const NAME = inputOf({ name: 'name', type: 'name', argument: true, required: true, help: 'name of the Deployment' })
const HOST = inputOf({ name: 'host', type: 'host', required: true, help: 'host name under which it is reached' })
const PORT = inputOf({ name: 'port', type: 'port', default: worth(8080), help: 'port of the container' })
const TLS = inputOf({ name: 'tls', type: 'flag', default: worth(true) })
const ENV = inputOf({ name: 'env', type: 'environment', list: true })

test('on a terminal only what is missing and required is asked, each until the answer is right', async () => {
  const answers = ['shop ', 'x.org']
  const { text, asked } = scripted(answers, ['Shop_1', '', 'x.org'])
  const name = { ...NAME, default: worth('shop'), offers: worth(['shop', 'web', 'No_Name']) }
  const resolved = await resolve([name, HOST, PORT, TLS], {}, { prompt: { text } })
  expect(asked).toEqual([
    {
      message: 'Name of the Deployment (NAME)',
      initial: 'shop',
      offers: ['shop', 'web'],
      faults: [
        'a name may have small letters, digits and "-" only (name-invalid), such as shop-1',
        'a name is empty (name-invalid), such as web',
        'a name may have small letters, digits and "-" only (name-invalid), such as x-org',
      ],
    },
    {
      message: 'Host name under which it is reached (--host)',
      initial: undefined,
      offers: undefined,
      faults: [
        'a host may not have "_" (host-invalid), such as shop-1',
        'a host is empty (host-invalid), such as web.example.org',
        undefined,
      ],
    },
  ])
  expect(resolved).toMatchObject({ argument: 'shop', values: { name: 'shop', host: 'x.org', port: 8080, tls: true } })
})

test('choices are picked from, a flag is confirmed, a secret is asked unseen', async () => {
  const kind = inputOf({
    name: 'class',
    type: 'choice',
    choices: worth(['fast', 'slow']),
    required: true,
    default: worth('slow'),
  })
  const yes = inputOf({ name: 'tls', type: 'flag', required: true })
  const token = inputOf({ name: 'token', type: 'secret', required: true, help: 'token of the registry' })
  const secrets = ['', 'hunter2']
  const questions: string[] = []
  const answers = await resolve(
    [kind, yes, token],
    {},
    {
      prompt: {
        pick: async (_message, choices, current) =>
          `${choices.map(({ value }) => value).join()},${current}`.split(',')[0] ?? '',
        confirm: async (_message, initial) => !initial,
        secret: async (message) => {
          questions.push(message)
          return secrets.shift() ?? ''
        },
      },
    },
  )
  expect(answers.values).toEqual({ class: 'fast', tls: true, token: 'hunter2' })
  expect(answers.words).toEqual([
    { flag: 'class', value: 'fast' },
    { flag: 'tls', value: true },
  ])
  expect(questions).toEqual(['Token of the registry', 'Token of the registry - there was nothing'])
})

test('a list is asked for until nothing is answered, and a key only once', async () => {
  const env = { ...ENV, required: true, help: 'variables' }
  const { text, asked } = scripted(['A=1', 'B=2', ''], ['A=2', ''])
  const answers = await resolve([env], {}, { prompt: { text } })
  expect(answers.values).toEqual({ env: { A: '1', B: '2' } })
  const repeated = 'the key "A" was given before (env-duplicate), such as A2=2'
  expect(asked).toMatchObject([
    { message: 'Variables (--env)', faults: [undefined, expect.stringContaining('no "="')] },
    { message: 'Variables (--env) - another one, or nothing', faults: [repeated, undefined] },
    { message: 'Variables (--env) - another one, or nothing', faults: [repeated, undefined] },
  ])
})

test('nothing is asked while a flag is wrong, and an answer decides what exists after it', async () => {
  const wrong = failure(resolve([HOST, PORT], { set: ['port=0'] }, { prompt: {} }))
  expect(await wrong).toMatchObject({ code: 'input-refused' })
  const tls = inputOf({ name: 'tls', type: 'flag', required: true })
  const issuer = inputOf({ name: 'issuer', when: expression('tls') })
  const prompt = { confirm: async () => false }
  const error = await failure(resolve([tls, issuer], { flags: { issuer: 'x' } }, { prompt }))
  expect(linesOf(error)).toContain('--issuer x: this does not exist here; that depends on --tls, which is false')
})

test('Ctrl-C in a question ends the run', async () => {
  const prompt = { text: () => Promise.reject(cancelled()) }
  expect(await failure(resolve([HOST], {}, { prompt }))).toMatchObject({ code: 'cancelled' })
})

type Asked = {
  message: string
  initial: string | undefined
  offers: readonly string[] | undefined
  faults: (string | undefined)[]
}

/** Gives these answers one after the other; of each question it is noted what it would say of some texts. */
function scripted(answers: readonly string[], tried: readonly string[]): { text: Prompt['text']; asked: Asked[] } {
  const asked: Asked[] = []
  const text: Prompt['text'] = (message, { initial, offers, validate } = {}) => {
    asked.push({ message, initial, offers, faults: tried.map((one) => validate?.(one)) })
    return Promise.resolve(answers[asked.length - 1] ?? '')
  }
  return { text, asked }
}
