import { expect, test } from 'vitest'
import type { Choice } from '../../src/context.ts'
import { contextsHome, onTerminal } from './ctx-home.ts'

test('renaming onto a name that exists is refused unless -f is given', async () => {
  const { icc, text } = contextsHome(['one', 'two'], 'one')
  const before = text()
  const refused = await icc('one=two')
  expect(refused).toMatchObject({ stdout: '', exitCode: 1 })
  expect(refused.stderr).toMatch(/There is a context named "one" already.*\nNext: icc ctx -f one=two\n$/u)
  expect(text()).toBe(before)
  expect(await icc('-f', 'one=two')).toMatchObject({ exitCode: 0 })
  expect((await icc()).stdout).toBe('one\n')
  expect((await icc('-o', 'json')).stdout).toContain('cluster-two')
})

test('a context whose own name holds = is switched to', async () => {
  const { icc, current } = contextsHome(['one', 'a=b'], 'one')
  await icc('a=b')
  expect(current()).toBe('a=b')
})

test('-d deletes contexts, . the current one, and warns of what that means', async () => {
  const { icc } = contextsHome(['one', 'two', 'three'], 'two')
  const { stdout, stderr, exitCode } = await icc('-d', 'one', '.')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  expect(stderr).toBe(
    'Deleted context "one".\nDeleted context "two".\n' +
      'warning: That was the current context. Choose another one: icc ctx NAME\n',
  )
  expect((await icc()).stdout).toBe('three\n')
})

test('-d deletes nothing if one of the names is unknown', async () => {
  const { icc } = contextsHome(['one', 'two'], 'one')
  expect(await icc('-d', 'two', 'nine')).toMatchObject({ stdout: '', exitCode: 1 })
  expect((await icc()).stdout).toBe('one\ntwo\n')
})

test('-d in JSON names what was deleted', async () => {
  const { icc } = contextsHome(['one', 'two'], 'one')
  expect(JSON.parse((await icc('-d', 'two', '-o', 'json')).stdout)).toEqual({ deleted: ['two'], wasCurrent: false })
})

test('-u leaves no context current, and - leads back', async () => {
  const { icc, current } = contextsHome(['one', 'two'], 'two')
  await icc('one')
  expect(await icc('-u')).toEqual({ stdout: '', stderr: 'No context is current any more.\n', exitCode: 0 })
  expect(await icc('-c')).toMatchObject({ exitCode: 1 })
  await icc('-')
  expect(current()).toBe('one')
  await icc('-')
  expect(current()).toBe('two')
})

test('NEW=OLD renames, NEW=. the current one, and the way back follows', async () => {
  const { icc, current } = contextsHome(['one', 'two'], 'one')
  await icc('two')
  const renamed = 'Context "one" renamed to "first".\n'
  expect(await icc('first=one')).toEqual({ stdout: '', stderr: renamed, exitCode: 0 })
  expect(JSON.parse((await icc('second=.', '-o', 'json')).stdout)).toEqual({
    context: 'second',
    namespace: 'ns-two',
    previous: 'two',
  })
  expect(current()).toBe('second')
  await icc('-')
  expect(current()).toBe('first')
})

test('NEW=OLD takes names that hold = apart where a context is left to be renamed', async () => {
  const { icc } = contextsHome(['a=b', 'one'], 'one')
  expect(await icc('ab=a=b')).toMatchObject({ stderr: 'Context "a=b" renamed to "ab".\n' })
  expect(await icc('x=y=one')).toMatchObject({ stderr: 'Context "one" renamed to "x=y".\n' })
  expect(await icc('p=q=r')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no context named "q=r"') })
  expect(await icc('z=x=.')).toMatchObject({ stderr: 'Context "x=y" renamed to "z=x".\n' })
  expect((await icc()).stdout).toBe('ab\nz=x\n')
})

test('-d without a name lets one pick on a terminal', async () => {
  const asked: unknown[] = []
  const pick = async (message: string, choices: Choice[], current: string | undefined) => {
    asked.push({ message, names: choices.map(({ value }) => value), current })
    return 'one'
  }
  const { icc } = contextsHome(['two', 'one'], 'two', onTerminal(pick))
  expect(await icc('-d')).toEqual({ stdout: '', stderr: 'Deleted context "one".\n', exitCode: 0 })
  expect(asked).toEqual([{ message: 'Which context is to be deleted?', names: ['one', 'two'], current: 'two' }])
  expect((await icc('--list')).stdout).toBe('two\n')
})

test('-d on a terminal without any context says so', async () => {
  const { icc } = contextsHome(
    [],
    '',
    onTerminal(() => Promise.reject(new Error('nothing to choose from'))),
  )
  expect(await icc('-d')).toEqual({
    stdout: '',
    stderr: 'icc: There is no context yet.\nNext: icc login\n',
    exitCode: 1,
  })
})
