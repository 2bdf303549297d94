import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tokens } from '../support/scripted-idp.ts'
import { expire, shortSession } from '../support/scripted-idp-session.ts'

test.each([
  ['broken JSON', '{"version":1,'],
  ['an empty file', ''],
  ['another version', '{"version":2}'],
  ['times beyond all calendars', '{"version":1,"token":"x","usableUntil":1e300,"sessionEnds":1e300}'],
])('a token cache with %s is none: exit 4', async (_, text) => {
  const { user } = await shortSession()
  writeFileSync(join(user.home.folder, 'state/tokens/playground.json'), text)
  expect(await user.icc(['token', '--site', 'playground'])).toMatchObject({ stdout: '', exitCode: 4 })
})

test.each(['state/tokens/playground.json', 'state/sessions/playground.json', 'state/secrets/playground.json'])(
  'a folder in the place of %s is told, not taken for a bug',
  async (name) => {
    const { user } = await shortSession()
    expire(user)
    const path = join(user.home.folder, name)
    rmSync(path)
    mkdirSync(path)
    const ran = await user.icc(['token', '--site', 'playground'])
    expect(ran).toMatchObject({ stdout: '', exitCode: 1, stderr: expect.stringContaining(path) })
    expect(ran.stderr).not.toContain('bug')
  },
)

test.each<[string, string[]]>([
  ['the next refresh', ['token', '--site', 'playground']],
  ['the sign-out', ['logout']],
])('copies that a killed process left of secrets go with %s', async (_, argv) => {
  const { idp, user } = await shortSession()
  idp.script('token', [tokens()])
  expire(user)
  for (const name of ['tokens', 'secrets', 'sessions'])
    writeFileSync(join(user.home.folder, 'state', name, '.playground.json.0.tmp'), 'a copy')
  writeFileSync(join(user.home.folder, '.kubeconfig.0.tmp'), 'a copy')
  expect((await user.icc(argv)).exitCode).toBe(0)
  expect(Object.keys(user.files()).filter((name) => name.endsWith('.tmp'))).toEqual([])
  await user.icc(['logout'])
  expect(readdirSync(user.home.folder)).not.toContain('.kubeconfig.0.tmp')
})

const noModes = process.platform === 'win32' ? ' (skipped: no file modes on Windows)' : ''
test.skipIf(noModes !== '')(
  `all that a session keeps is for the user alone, in folders for the user alone${noModes}`,
  async () => {
    const { idp, user } = await shortSession()
    idp.script('token', [tokens()])
    expire(user)
    expect((await user.icc(['token', '--site', 'playground'])).exitCode).toBe(0)
    const modes = (path: string): string[] => {
      const stats = statSync(path)
      const below = stats.isDirectory()
        ? readdirSync(path)
            .toSorted()
            .flatMap((name) => modes(join(path, name)))
        : []
      return [`${(stats.mode & 0o777).toString(8)} ${path.slice(user.home.folder.length + 1)}`, ...below]
    }
    expect([...modes(join(user.home.folder, 'state')), ...modes(user.home.kubeconfig)]).toEqual([
      '700 state',
      '700 state/secrets',
      '600 state/secrets/playground.json',
      '700 state/sessions',
      '600 state/sessions/playground.json',
      '700 state/tokens',
      '600 state/tokens/playground.json',
      '600 kubeconfig',
    ])
  },
)
