import { expect, test } from 'vitest'
import type { Context } from '../../src/context.ts'
import { rancherStudent, typing } from '../support/rancher-student.ts'

/** Somebody chooses Shibboleth, and the browser that icc opens does what `visit` says. */
function choosing(visit: (page: string) => void) {
  const { given, questions } = typing({ picks: ['shibbolethProvider'] })
  const opened: string[] = []
  const browser: Context['browser'] = async () => ({
    unavailable: () => undefined,
    open: async (page) => {
      opened.push(page)
      visit(page)
      return true
    },
  })
  const prompt: Context['prompt'] = async () => {
    const asked = await given.prompt?.()
    if (!asked) throw new Error('no prompt')
    // Nobody presses a key.
    return { ...asked, keys: () => ({ next: () => new Promise(() => undefined), close: () => undefined }) }
  }
  return { given: { ...given, prompt, browser }, questions, opened }
}

test.each([['c-m-abcd1234'], [null]])(
  'a provider that wants a browser signs in there, and the token comes sealed for this process (cluster %s)',
  async (clusterId) => {
    const { user, rancher, login, written } = await rancherStudent({}, clusterId)
    const { given, questions, opened } = choosing((page) => rancher.finish(page))
    const { stdout, stderr, exitCode } = await login(undefined, ['--browser', '-o', 'json'], given)
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ username: 'infw001', warnings: [] })
    expect(questions[0]?.choices).toContainEqual({ value: 'shibbolethProvider', label: 'in the browser: Shibboleth' })
    const { pathname, searchParams } = new URL(opened[0] ?? '')
    expect(pathname).toBe('/dashboard/auth/login')
    expect(searchParams.get('requestId')).toMatch(/^[a-z1-9]{32}$/u)
    expect(stderr).toContain(`holds this request: ${searchParams.get('requestId')}`)
    expect(rancher.tokens()).toEqual([written()])
    // What was kept for the request is taken away.
    expect(rancher.kept()).toEqual([])
    expect((await user.icc(['whoami', '--site', 'kuba'])).exitCode).toBe(0)
  },
)

test('nobody finishes it: it ends with --timeout, and nothing is written', async () => {
  const { user, login } = await rancherStudent()
  const { given } = choosing(() => undefined)
  expect(await login(undefined, ['--timeout', '30s'], given)).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('Nobody finished the sign-in in the browser in time'),
  })
  expect(user.files()).toEqual({})
})

test('a token that is sealed for another key is not taken', async () => {
  const { user, rancher, login } = await rancherStudent()
  const other = choosing((page) => rancher.finish(page))
  await login(undefined, ['--browser'], other.given)
  const before = user.files()
  const { given } = choosing((page) => {
    const exchanged = new URL(page)
    exchanged.searchParams.set('publicKey', new URL(other.opened[0] ?? '').searchParams.get('publicKey') ?? '')
    rancher.finish(exchanged.href)
  })
  const { stderr, exitCode } = await login(undefined, ['--browser', '-o', 'json'], given)
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('made for somebody else'),
  })
  expect(user.files()).toEqual(before)
})

test('what is sealed but no token is not taken, and not sent either', async () => {
  const { user, rancher, login } = await rancherStudent({}, null)
  const { given } = choosing((page) => rancher.finish(page, 'token-x:\r\nHost: evil.example'))
  const { stderr, exitCode } = await login(undefined, ['--browser', '-o', 'json'], given)
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('sign-in-service-invalid'),
  })
  expect(user.files()).toEqual({})
})
