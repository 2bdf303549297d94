import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { assert, constantFrom, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { promptLine } from '../../src/commands/prompt-line.ts'
import type { Session } from '../../src/features/session/session-file.ts'
import type { Status } from '../../src/features/session/status.ts'
import { oneLine } from '../../src/output.ts'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'
import { contextsOfSite, SESSION_FILE, sessionFile } from '../support/shells.ts'

const NOW = Date.parse('2030-01-01T10:00:00Z')

/** Somebody in the context `haw`, at ten o'clock; a session of undefined is none. */
function user({ session, kubeconfig }: { session?: Partial<Session> | undefined; kubeconfig?: string } = {}) {
  const home = temporaryFolder()
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), content)
  }
  const file = join(home, '.kube/config')
  write('.kube/config', kubeconfig ?? contextsOfSite({ haw: 'w001-default' }, 'haw'))
  if (session !== undefined) write(SESSION_FILE, sessionFile(session))
  const clock = { now: () => NOW, sleep: () => Promise.reject(new Error('nobody waits here')) }
  return { home, file, write, icc: (...argv: string[]) => runIcc(['status', ...argv], { home, clock }) }
}

const UNTIL_NOON = { endsAt: '2030-01-01T12:30:00Z' }
const UNTIL_NINE = { endsAt: '2030-01-01T09:00:00Z' }

test('status says site, context, namespace and time left, and asks nobody', async () => {
  const { stdout, ...rest } = await user({ session: UNTIL_NOON }).icc()
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout.split('\n')).toEqual([
    'infw001',
    '  site       haw',
    '  context    haw',
    '  namespace  w001-default',
    expect.stringMatching(/^ {2}session {4}2 h 30 min left, until /u),
    '',
  ])
})

test('in JSON it is data', async () => {
  const { stdout, ...rest } = await user({ session: UNTIL_NOON }).icc('-o', 'json')
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  expect(JSON.parse(stdout)).toEqual({
    site: 'haw',
    context: 'haw',
    namespace: 'w001-default',
    username: 'infw001',
    session: 'active',
    sessionEndsAt: '2030-01-01T12:30:00Z',
    secondsLeft: 9000,
    idleEndsAt: null,
    idleSecondsLeft: null,
  })
})

test("the time left goes by the identity provider's clock", async () => {
  const { icc } = user({ session: { ...UNTIL_NOON, clockDrift: 60_000 } })
  expect(JSON.parse((await icc('-o', 'json')).stdout)).toMatchObject({ secondsLeft: 8940 })
})

test('a session that is over exits 4 and says what to do', async () => {
  const { icc } = user({ session: UNTIL_NINE })
  const human = await icc()
  expect(human).toMatchObject({ stderr: '', exitCode: 4 })
  expect(human.stdout).toMatch(/session {4}over since .*: icc login --site haw\n$/u)
  const json = await icc('-o', 'json')
  expect(json.exitCode).toBe(4)
  expect(JSON.parse(json.stdout)).toMatchObject({ session: 'over', secondsLeft: 0 })
})

test('a context of icc without a session exits 4, one of others has nothing to sign in to', async () => {
  const gone = await user().icc()
  expect(gone).toMatchObject({ exitCode: 4, stdout: expect.stringContaining('none: icc login --site haw') })
  const kubeconfig =
    'current-context: minikube\ncontexts:\n- name: minikube\n  context: {cluster: minikube, user: minikube}\n'
  const foreign = await user({ kubeconfig }).icc('-o', 'json')
  expect(foreign).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(foreign.stdout)).toMatchObject({ site: null, namespace: 'default', session: 'foreign' })
})

test('without a current context, and at a site that nobody signed in to, it exits 4', async () => {
  const empty = { stdout: '', exitCode: 4, stderr: expect.stringContaining('icc login') }
  expect(await user({ kubeconfig: '{}\n' }).icc()).toMatchObject(empty)
  expect(await user().icc('--site', 'other')).toMatchObject(empty)
})

test('a current context that does not exist, and none where there are some, are told as that', async () => {
  const gone = await user({ kubeconfig: contextsOfSite({ haw: 'w001-default' }, 'gone') }).icc()
  const none = await user({ kubeconfig: contextsOfSite({ haw: 'w001-default' }, '') }).icc()
  expect(gone).toMatchObject({
    exitCode: 4,
    stderr: expect.stringMatching(/"gone" does not exist.*\nNext: icc ctx/u),
  })
  expect(none).toMatchObject({
    exitCode: 4,
    stderr: expect.stringMatching(/No context is current.*\nNext: icc ctx/u),
  })
})

test('of several contexts of a site the current one counts', async () => {
  const { icc } = user({ session: UNTIL_NOON, kubeconfig: contextsOfSite({ haw: 'one', second: 'two' }, 'second') })
  expect(JSON.parse((await icc('--site', 'haw', '-o', 'json')).stdout)).toMatchObject({ namespace: 'two' })
})

test('--prompt is one short line', async () => {
  const { icc } = user({ session: UNTIL_NOON })
  expect(await icc('--prompt')).toEqual({ stdout: 'haw/w001-default 2h30m\n', stderr: '', exitCode: 0 })
  const own = await icc('--prompt={user}@{site}: {namespace} ({left}) {other}')
  expect(own.stdout).toBe('infw001@haw: w001-default (2h30m) {other}\n')
})

test('--prompt says that a session is over, and what it does not know it leaves out', async () => {
  const over = await user({ session: UNTIL_NINE }).icc('--prompt')
  expect(over).toEqual({ stdout: 'haw/w001-default over\n', stderr: '', exitCode: 0 })
  expect((await user().icc('--prompt')).stdout).toBe('haw/w001-default\n')
})

test.each([
  ['no context', '{}\n'],
  ['a broken kubeconfig', 'contexts: [\n'],
  ['a kubeconfig that is just being written', ''],
])('with %s --prompt prints nothing, waits for nothing, and exits 0', async (_, kubeconfig) => {
  const { icc } = user({ session: UNTIL_NOON, kubeconfig })
  expect(await icc('--prompt')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
})

test('--prompt with -o json is data all the same', async () => {
  const { stdout } = await user({ session: UNTIL_NOON }).icc('--prompt', '-o', 'json')
  expect(JSON.parse(stdout)).toMatchObject({ context: 'haw' })
})

test('whatever a context is called, a prompt holds no line break and nothing that a shell acts upon', () => {
  const status: Status = {
    site: null,
    context: '',
    namespace: 'default',
    username: null,
    session: 'foreign',
    sessionEndsAt: null,
    secondsLeft: null,
    idleEndsAt: null,
    idleSecondsLeft: null,
  }
  const odd = string({ unit: constantFrom(...Array.from('a$`\\%(){}\n\r\t\u0007\u001B[\u202E!"\'')) })
  assert(
    property(odd, odd, (context, namespace) => {
      const line = promptLine('{context}/{namespace}', { ...status, context, namespace })
      expect(line).not.toMatch(/[\\$`%]/u)
      expect(line).toBe(oneLine(line))
    }),
  )
})
