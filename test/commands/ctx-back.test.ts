import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sessionAt } from '../support/session.ts'
import { contextsHome, kubeconfig } from './ctx-home.ts'

test('- goes to the context before, and back again', async () => {
  const { icc, current } = contextsHome(['one', 'two', 'three'], 'one')
  await icc('two')
  await icc('three')
  expect(await icc('-')).toEqual({ stdout: '', stderr: 'Switched to context "two".\n', exitCode: 0 })
  expect(await icc('-')).toMatchObject({ stderr: 'Switched to context "three".\n' })
  expect(current()).toBe('three')
})

test('switching to where one is keeps the way back', async () => {
  const { icc, current } = contextsHome(['one', 'two'], 'one')
  await icc('two')
  await icc('two')
  await icc('-')
  expect(current()).toBe('one')
})

test('- goes back to where icc had left the user, if another program has switched since', async () => {
  const { icc, use, current } = contextsHome(['one', 'two', 'three'], 'one')
  await icc('two')
  use('three')
  await icc('-')
  expect(current()).toBe('two')
  await icc('-')
  expect(current()).toBe('three')
})

test('- after a first sign-in goes back to the context before it', async () => {
  const { icc, write, current, home } = contextsHome(['before'], '')
  const marked = '\n    extensions:\n    - name: icc\n      extension: {site: campus}'
  write(kubeconfig(['before', 'campus'], 'campus').replace('user: user-campus', `user: user-campus${marked}`))
  const sessions = join(home, '.local', 'state', 'icc', 'sessions')
  mkdirSync(sessions, { recursive: true })
  writeFileSync(join(sessions, 'campus.json'), JSON.stringify(sessionAt('campus', { previousContext: 'before' })))
  await icc('-')
  expect(current()).toBe('before')
})

test('- without a previous context fails', async () => {
  const { icc } = contextsHome(['one'], 'one')
  const { stdout, stderr, exitCode } = await icc('-')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toContain('There is no previous context to go back to')
})

test('each set of kubeconfig files has a way back of its own', async () => {
  const { icc, home } = contextsHome(['one', 'two'], 'one')
  await icc('two')
  writeFileSync(join(home, 'other'), kubeconfig(['one', 'two'], 'two'))
  expect(await icc('-', '--kubeconfig', join(home, 'other'))).toMatchObject({ exitCode: 1 })
})

test.each(['{broken', '[]', '7', '{"about":["/somewhere/else"],"last":"two","previous":"two"}', '{"last":7}'])(
  'the memory %s counts as empty, and the next switch mends it',
  async (content) => {
    const { icc, current, memory } = contextsHome(['one', 'two'], 'one')
    await icc('two')
    writeFileSync(memory(), content)
    expect(await icc('-')).toMatchObject({ exitCode: 1 })
    await icc('one')
    await icc('-')
    expect(current()).toBe('two')
  },
)

test('the memory is for its owner only', async () => {
  const { icc, memory } = contextsHome(['one', 'two'], 'one')
  await icc('two')
  expect(statSync(memory()).mode & 0o777).toBe(0o600)
})

test('a memory that cannot be written is a warning: the switch was made', async () => {
  const { icc, home, current } = contextsHome(['one', 'two'], 'one')
  writeFileSync(join(home, '.local'), 'a file where a folder should be')
  const { stderr, exitCode } = await icc('two')
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/^Switched to context "two"\.\n$|warning: .*could not be written \(ENOTDIR\)/u)
  expect(stderr).toContain('warning:')
  expect(current()).toBe('two')
})
