import { beforeEach, expect, test } from 'vitest'
import type { Prompt } from '../../../src/context.ts'
import { askSecret, askUsername } from '../../../src/features/session/methods/credentials-input.ts'
import { loadSite } from '../../../src/features/sites/load.ts'
import type { Site } from '../../../src/features/sites/profile.ts'
import { createTestContext, type Given } from '../../support/run-icc.ts'

let site: Site
beforeEach(() => (site = loadSite(createTestContext(), 'generic')))
const password = { name: 'password', question: 'Password', flag: '--password-stdin' } as const

/** On a terminal where this is typed. */
function typing(answers: Partial<Pick<Prompt, 'secret' | 'text'>>): Given {
  return {
    terminal: { interactive: true, stdout: true, columns: 80 },
    prompt: async () => answers as Prompt,
  }
}

test.each([
  ['pass word ', 'pass word '],
  ['secret\n', 'secret'],
  ['secret\r\n', 'secret'],
  [' \n', ' '],
])('%j on standard input is the password %j', async (input, secret) => {
  expect(await askSecret(createTestContext({}, { input }), { site }, { ...password, given: true })).toBe(secret)
})

test.each([
  ['', 'holds no password'],
  ['\n', 'holds no password'],
  ['one\ntwo\n', 'more than the one line'],
  ['one\n\n', 'more than the one line'],
  ['a\0b', 'more than the one line'],
])('%j on standard input is no password', async (input, why) => {
  const asking = askSecret(createTestContext({}, { input }), { site }, { ...password, given: true })
  await expect(asking).rejects.toMatchObject({ code: 'usage', exitCode: 2, message: expect.stringContaining(why) })
})

test('without the flag standard input is not read, and the flag is named', async () => {
  const asking = askSecret(createTestContext(), { site }, { ...password, given: false })
  await expect(asking).rejects.toMatchObject({
    code: 'usage',
    exitCode: 2,
    hint: 'icc login --site generic --password-stdin < FILE',
  })
})

test('on a terminal the secret is asked for, also where standard input is to give it: it would be shown there', async () => {
  for (const given of [true, false]) {
    const ctx = createTestContext({}, typing({ secret: async (question) => `typed for ${question}` }))
    expect(await askSecret(ctx, { site }, { ...password, given })).toBe('typed for Password')
  }
  const ctx = createTestContext({}, typing({ secret: async () => '' }))
  await expect(askSecret(ctx, { site }, { ...password, given: false })).rejects.toMatchObject({ exitCode: 2 })
})

test('the user name is that of the flag, else typed', async () => {
  const none = createTestContext()
  expect(await askUsername(none, { site, username: ' infw001 ' }, 'Name')).toBe('infw001')
  for (const username of ['', ' ', 'a\u{1B}[2Jb', 'a\nb', undefined])
    await expect(askUsername(none, { site, username }, 'Name')).rejects.toMatchObject({ code: 'usage', exitCode: 2 })
  const faults: (string | undefined)[] = []
  const ctx = createTestContext(
    {},
    typing({
      text: async (_question, { validate } = {}) => {
        faults.push(validate?.(''), validate?.('infw002'))
        return 'infw002'
      },
    }),
  )
  expect(await askUsername(ctx, { site, username: undefined }, 'Name')).toBe('infw002')
  expect(faults).toEqual(['it is empty', undefined])
})
