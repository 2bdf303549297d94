import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Choice } from '../../src/context.ts'
import { cancelled, IccError, SIGN_IN } from '../../src/errors.ts'
import { onTerminal } from './ctx-home.ts'
import { sessionAt } from '../support/session.ts'
import { namespacesHome, unreachable } from './ns-home.ts'

const MINUTE = 60_000

test('without a terminal the names are listed, sorted, each once', async () => {
  const { icc } = namespacesHome({ namespace: 'web', cluster: { names: ['web', 'api', 'db'], listable: true } })
  expect(await icc()).toEqual({ stdout: 'api\ndb\nweb\n', stderr: '', exitCode: 0 })
  expect(await icc('--list')).toEqual({ stdout: 'api\ndb\nweb\n', stderr: '', exitCode: 0 })
})

test('a cluster that forbids listing is no error: what icc knows is listed, and why', async () => {
  const { icc, write, state } = namespacesHome({ namespace: 'shop', site: 'campus', cluster: { names: ['web'] } })
  write('.config/icc/sites/campus.yaml', PROFILE)
  mkdirSync(join(state, 'sessions'), { recursive: true })
  writeFileSync(
    join(state, 'sessions', 'campus.json'),
    JSON.stringify(sessionAt('campus', { personalNamespace: 'me-default' })),
  )
  await icc('web')
  await icc('shop', '-f')
  const { stdout, ...rest } = await icc('-o', 'json')
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  expect(JSON.parse(stdout)).toEqual([
    { name: 'course', current: false, sources: ['site'] },
    { name: 'me-default', current: false, sources: ['personal'] },
    { name: 'shop', current: true, sources: ['current', 'used'] },
    { name: 'web', current: false, sources: ['used', 'site'] },
  ])
})

test('the personal namespace is switched to without asking', async () => {
  const { icc, asked, state, namespaceOf } = namespacesHome({ site: 'campus' })
  mkdirSync(join(state, 'sessions'), { recursive: true })
  writeFileSync(
    join(state, 'sessions', 'campus.json'),
    JSON.stringify(sessionAt('campus', { personalNamespace: 'me-default' })),
  )
  await icc('me-default')
  expect(namespaceOf('campus')).toBe('me-default')
  expect(asked).toEqual([])
})

test('the server is asked again after fifteen minutes, or at once with --refresh', async () => {
  let now = Date.parse('2030-01-01T09:00:00Z')
  const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) }
  const { icc, iccWith, asked } = namespacesHome({ clock, cluster: { names: ['web'], listable: true } })
  await icc('--list')
  now += 14 * MINUTE
  await icc('--list')
  expect(asked).toEqual(['list'])
  now += 2 * MINUTE
  expect(await iccWith({ names: ['api'], listable: true }, '--list')).toMatchObject({ stdout: 'api\ndefault\n' })
  expect(asked).toEqual(['list', 'list'])
  expect(await icc('--refresh')).toMatchObject({ stdout: 'default\nweb\n' })
  expect(asked).toEqual(['list', 'list', 'list'])
})

test('that listing is forbidden is remembered as well', async () => {
  const { icc, asked } = namespacesHome({ namespace: 'shop' })
  expect(await icc('--list')).toEqual({ stdout: 'shop\n', stderr: '', exitCode: 0 })
  await icc('--list')
  expect(asked).toEqual(['list'])
})

test('a list that the clock dates into the future is not believed', async () => {
  let now = Date.parse('2030-01-01T09:00:00Z')
  const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) }
  const { icc, asked } = namespacesHome({ clock, cluster: { names: [], listable: true } })
  await icc('--list')
  now -= 60 * MINUTE
  await icc('--list')
  expect(asked).toEqual(['list', 'list'])
})

test('a listed namespace is switched to without asking', async () => {
  const { icc, iccWith, asked, namespaceOf } = namespacesHome({ cluster: { names: ['web'], listable: true } })
  await icc('--list')
  expect(await iccWith({ failure: unreachable() }, 'web')).toMatchObject({ exitCode: 0 })
  expect(namespaceOf('campus')).toBe('web')
  expect(asked).toEqual(['list'])
})

test('a cluster that cannot be reached is a warning, and the last list is shown', async () => {
  const { icc, iccWith } = namespacesHome({ cluster: { names: ['web'], listable: true } })
  const down = { failure: unreachable() }
  expect(await iccWith(down, '--list')).toMatchObject({
    stdout: 'default\n',
    stderr: expect.stringMatching(/^warning: The list may lack some namespaces: .*api\.campus\.example/u) as string,
    exitCode: 0,
  })
  await icc('--list')
  expect(await iccWith(down, '--refresh')).toMatchObject({
    stdout: 'default\nweb\n',
    stderr: expect.stringMatching(/^warning: The list may be out of date: /u) as string,
    exitCode: 0,
  })
})

test('a sign-in that is over does not hide what is known', async () => {
  const failure = new IccError('token-rejected', 'The cluster does not accept your sign-in any more.', SIGN_IN)
  const { icc } = namespacesHome({ namespace: 'shop', cluster: { failure } })
  expect(await icc()).toMatchObject({
    stdout: 'shop\n',
    exitCode: 0,
    stderr: expect.stringContaining('sign-in') as string,
  })
})

test('a profile with a fault does not hide what is known', async () => {
  const { icc, write } = namespacesHome({ namespace: 'shop', site: 'campus' })
  write('.config/icc/sites/campus.yaml', 'id: campus\nlogin: 7\n')
  const { stdout, stderr, exitCode } = await icc()
  expect({ stdout, exitCode }).toEqual({ stdout: 'shop\n', exitCode: 0 })
  expect(stderr).toMatch(/^warning: .*campus/u)
})

test('on a terminal one picks from the same list', async () => {
  const asked: unknown[] = []
  const pick = async (message: string, choices: Choice[], current: string | undefined) => {
    asked.push({ message, choices, current })
    return 'web'
  }
  const cluster = { names: ['web', 'api'], listable: true }
  const { icc, namespaceOf } = namespacesHome({ namespace: 'api', cluster, ...onTerminal(pick) })
  const stderr = 'Switched to namespace "web" in context "campus".\n'
  expect(await icc()).toEqual({ stdout: '', stderr, exitCode: 0 })
  expect(namespaceOf('campus')).toBe('web')
  const choices = ['api', 'web'].map((name) => ({ value: name, label: name }))
  expect(asked).toEqual([{ message: 'Which namespace of campus?', choices, current: 'api' }])
})

test('leaving the picker changes nothing', async () => {
  const { icc, text } = namespacesHome({ namespace: 'api', ...onTerminal(() => Promise.reject(cancelled())) })
  const before = text()
  expect(await icc()).toMatchObject({ stdout: '', exitCode: 130 })
  expect(text()).toBe(before)
})

test('--list and JSON ask nothing, also on a terminal', async () => {
  const { icc } = namespacesHome({ namespace: 'api', terminal: { interactive: true, stdout: true, columns: 80 } })
  expect(await icc('--list')).toMatchObject({ stdout: 'api\n', exitCode: 0 })
  expect(await icc('-o', 'json')).toMatchObject({ exitCode: 0 })
})

test('20,000 namespaces are listed, kept and searched', async () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `team-${at}`)
  const { icc, iccWith, namespaceOf } = namespacesHome({ cluster: { names, listable: true } })
  expect((await icc()).stdout.split('\n')).toHaveLength(20_002)
  expect(await iccWith({ failure: unreachable() }, 'team-19999')).toMatchObject({ exitCode: 0 })
  expect(namespaceOf('campus')).toBe('team-19999')
})

const PROFILE = `id: campus
title: A campus
login:
  method: device
namespace:
  known: [web, course]
`
