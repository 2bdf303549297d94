import { expect, test } from 'vitest'
import { watchedRun } from './watched-run.ts'

const INFW001 = { approve: 'infw001' }
const IN_FILE = 'refresh token in home/state/secrets/playground.json (600)'
const IN_CACHE = 'id token in home/state/tokens/playground.json (600)'

test('with exec, secrets are in the token’s cache and the secrets file alone, and nowhere after the sign-out', async () => {
  const run = await watchedRun('icc-short')
  expect(await run.icc(['login'], INFW001)).toMatchObject({ exitCode: 0 })
  expect(run.onDisk()).toEqual([IN_FILE, IN_CACHE].toSorted())
  expect(run.kubeconfig()).toContain('exec:')
  expect(run.printed()).toEqual([])

  run.expire()
  expect(await run.icc(['token'])).toMatchObject({ exitCode: 0 })
  expect(run.count('refresh token')).toBe(2)
  expect(run.onDisk()).toEqual([IN_FILE, IN_CACHE].toSorted())
  for (const argv of [['whoami'], ['ns', '--list'], ['ns', 'se2-magic-team'], ['ctx']])
    expect(await run.icc(argv)).toMatchObject({ exitCode: 0 })
  // What kubectl asks for, and what it is for.
  expect(run.printed()).toEqual(['id token on stdout of icc token'])

  run.campus.disable('infw001')
  run.expire()
  expect(await run.icc(['token'])).toMatchObject({ exitCode: 4, stdout: '' })
  expect(await run.icc(['logout'])).toMatchObject({ exitCode: 0 })
  expect(run.onDisk()).toEqual([])
  expect(run.printed()).toEqual(['id token on stdout of icc token'])
  expect({ started: run.spawned(), found: run.inSpawned() }).toEqual({ started: [], found: [] })
})

test('inline, the token is in the kubeconfig and nowhere else, and nowhere after the sign-out', async () => {
  const run = await watchedRun('icc')
  const inKubeconfig = 'id token in home/kubeconfig (600)'
  expect(await run.icc(['login', '-o', 'json'], INFW001)).toMatchObject({ exitCode: 0 })
  expect(run.onDisk()).toEqual([inKubeconfig, IN_FILE].toSorted())
  // The diff of a renewal shows the lines of the token.
  expect(await run.icc(['login', '--dry-run'], INFW001)).toMatchObject({ exitCode: 0 })
  expect(run.onDisk()).toEqual([inKubeconfig, IN_FILE].toSorted())
  for (const argv of [['whoami'], ['ns', '--list']]) expect(await run.icc(argv)).toMatchObject({ exitCode: 0 })
  expect(run.printed()).toEqual([])
  expect(await run.icc(['token'])).toMatchObject({ exitCode: 0 })
  expect(await run.icc(['logout'])).toMatchObject({ exitCode: 0 })
  expect(run.onDisk()).toEqual([])
  expect(run.printed()).toEqual(['id token on stdout of icc token'])
  expect(run.spawned()).toEqual([])
})

test('a sign-in that fails leaves no secret behind, whether tokens were issued before or not', async () => {
  const run = await watchedRun('icc', { showFaultyUsers: true })
  expect(await run.icc(['login'], { deny: 'infw001' })).toMatchObject({ exitCode: 1 })
  expect(run.count('id token')).toBe(0)
  expect(await run.icc(['login'], { approve: 'ghost' })).toMatchObject({ exitCode: 1 })
  expect(run.count('id token')).toBe(1)
  expect({ onDisk: run.onDisk(), printed: run.printed(), spawned: run.spawned() }).toEqual({
    onDisk: [],
    printed: [],
    spawned: [],
  })
  for (const kind of ['refresh token', 'access token', 'device code', 'code verifier'] as const)
    expect(run.count(kind)).toBeGreaterThan(0)
})

test('a token that the cluster does not accept is not told with the failure', async () => {
  const run = await watchedRun('icc', { audiences: ['icc-other'] })
  expect(await run.icc(['login'], INFW001)).toMatchObject({ exitCode: 1 })
  expect(run.count('id token')).toBe(1)
  expect({ onDisk: run.onDisk(), printed: run.printed() }).toEqual({ onDisk: [], printed: [] })
})
