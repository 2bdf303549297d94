import { expect, test } from 'vitest'
import type { Choice } from '../../src/context.ts'
import { cancelled } from '../../src/errors.ts'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'
import { contextsHome, onTerminal } from './ctx-home.ts'

test('without a terminal the names are listed one a line, numbers in their order', async () => {
  const { icc } = contextsHome(['web-10', 'web-9', 'alpha'], 'web-9')
  expect(await icc()).toEqual({ stdout: 'alpha\nweb-9\nweb-10\n', stderr: '', exitCode: 0 })
  expect(await icc('--list')).toEqual({ stdout: 'alpha\nweb-9\nweb-10\n', stderr: '', exitCode: 0 })
})

test('the list in JSON says what each context is, and which is current', async () => {
  const { icc } = contextsHome(['one', 'two'], 'two')
  const { stdout, ...rest } = await icc('-o', 'json')
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  expect(JSON.parse(stdout)).toEqual([
    { name: 'one', cluster: 'cluster-one', user: 'user-one', namespace: 'ns-one', current: false, site: null },
    { name: 'two', cluster: 'cluster-two', user: 'user-two', namespace: 'ns-two', current: true, site: null },
  ])
})

test('the mark of a sign-in tells the site of a context', async () => {
  const { icc, write } = contextsHome([], '')
  write(`
apiVersion: v1
kind: Config
contexts:
- name: haw
  context:
    cluster: haw
    user: haw
    extensions:
    - name: icc
      extension: {site: haw-icc}
`)
  expect(JSON.parse((await icc('-o', 'json')).stdout)).toEqual([
    { name: 'haw', cluster: 'haw', user: 'haw', namespace: null, current: false, site: 'haw-icc' },
  ])
})

test('without a kubeconfig the list is empty and the sign-in is named', async () => {
  const home = temporaryFolder()
  const stderr = 'There is no context yet: sign in with icc login.\n'
  expect(await runIcc(['ctx'], { home })).toEqual({ stdout: '', stderr, exitCode: 0 })
  expect(await runIcc(['ctx', '-o', 'json'], { home })).toEqual({ stdout: '[]\n', stderr: '', exitCode: 0 })
})

test('-c prints the current context', async () => {
  const { icc } = contextsHome(['one', 'two'], 'two')
  expect(await icc('-c')).toEqual({ stdout: 'two\n', stderr: '', exitCode: 0 })
  expect(JSON.parse((await icc('-c', '-o', 'json')).stdout)).toEqual({
    context: 'two',
    namespace: 'ns-two',
    previous: null,
  })
})

test('-c without a current context fails and leaves stdout empty', async () => {
  const { icc } = contextsHome(['one'], '')
  const { stdout, stderr, exitCode } = await icc('-c')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toMatch(/^icc: No context is current.*\nNext: icc ctx\n$/u)
})

test('NAME switches, says so on stderr and prints nothing on stdout', async () => {
  const { icc, current } = contextsHome(['one', 'two'], 'one')
  expect(await icc('two')).toEqual({ stdout: '', stderr: 'Switched to context "two".\n', exitCode: 0 })
  expect(current()).toBe('two')
})

test('a switch in JSON names the context, its namespace and the one before', async () => {
  const { icc } = contextsHome(['one', 'two'], 'one')
  const { stdout, ...rest } = await icc('two', '-o', 'json')
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  expect(JSON.parse(stdout)).toEqual({ context: 'two', namespace: 'ns-two', previous: 'one' })
})

test('an unknown name fails with the nearest one and changes nothing', async () => {
  const { icc, text } = contextsHome(['one', 'two'], 'one')
  const before = text()
  const { stdout, stderr, exitCode } = await icc('twoo')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toMatch(/There is no context named "twoo".*"two".*Nothing was changed/u)
  expect(text()).toBe(before)
  expect(JSON.parse((await icc('twoo', '-o', 'json')).stderr)).toMatchObject({ error: { code: 'context-not-found' } })
})

test.each([
  [['one', 'two']],
  [['-c', 'one']],
  [['-c', '-u']],
  [['-d']],
  [['--list', 'one']],
  [['-f', 'one']],
  [['--curent']],
])('%j is a usage error and changes nothing', async (args) => {
  const { icc, text } = contextsHome(['one', 'two'], 'two')
  const before = text()
  expect(await icc(...args)).toMatchObject({ stdout: '', exitCode: 2 })
  expect(text()).toBe(before)
})

test('on a terminal without a name one picks, the current context marked', async () => {
  const asked: unknown[] = []
  const pick = async (message: string, choices: Choice[], current: string | undefined) => {
    asked.push({ message, choices, current })
    return 'two'
  }
  const { icc, current } = contextsHome(['two', 'one'], 'one', onTerminal(pick))
  expect(await icc()).toEqual({ stdout: '', stderr: 'Switched to context "two".\n', exitCode: 0 })
  expect(current()).toBe('two')
  const choices = ['one', 'two'].map((name) => ({ value: name, label: name, hint: `namespace ns-${name}` }))
  expect(asked).toEqual([{ message: 'Which context?', choices, current: 'one' }])
})

test('leaving the picker changes nothing', async () => {
  const { icc, text } = contextsHome(
    ['one', 'two'],
    'one',
    onTerminal(() => Promise.reject(cancelled())),
  )
  const before = text()
  const stderr = 'icc: Cancelled. Nothing was changed.\n'
  expect(await icc()).toEqual({ stdout: '', stderr, exitCode: 130 })
  expect(text()).toBe(before)
})

test('a name cannot steer the terminal', async () => {
  const { icc } = contextsHome(['"evil\\e]0;x\\a"', 'one'], 'one')
  expect((await icc()).stdout).toBe('evil\none\n')
})

test('--list and JSON ask nothing, also on a terminal', async () => {
  const { icc } = contextsHome(['one'], 'one', { terminal: { interactive: true, stdout: true, columns: 80 } })
  expect(await icc('--list')).toMatchObject({ stdout: 'one\n', exitCode: 0 })
  expect(await icc('-o', 'json')).toMatchObject({ exitCode: 0 })
})
