import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Keyring } from '../../src/context.ts'
import { IccError } from '../../src/errors.ts'
import { createTestContext, type Given } from '../support/run-icc.ts'
import { oauthError, scriptedIdpForTest, tokens } from '../support/scripted-idp.ts'
import { expire, refreshes } from '../support/scripted-idp-session.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'

const ACCOUNT = 'refresh-token playground'

const [FIRST, SECOND, THIRD] = ['the-first-refresh-token', 'the-second-refresh-token', 'the-third-refresh-token']

/** A keyring in memory that can be locked. */
function keyringOf(
  kept: Map<string, string>,
  state = { locked: false },
): { given: Given; state: { locked: boolean } } {
  const open = async <T>(use: () => T): Promise<T> => {
    if (state.locked) throw new IccError('keyring-unusable', 'The keyring of this computer cannot be used.')
    return use()
  }
  const keyring: Keyring = {
    get: (account) => open(() => kept.get(account)),
    set: (account, secret) => open(() => void kept.set(account, secret)),
    delete: (account) => open(() => void kept.delete(account)),
  }
  return { given: { keyring: async () => keyring }, state }
}

/** The playground's home keeps secrets in a file; most people's do not. */
function useKeyring(user: User): void {
  writeFileSync(join(user.home.folder, 'config/config.yaml'), 'site: playground\n')
}

async function keyringUser(refreshToken = FIRST) {
  const idp = await scriptedIdpForTest({ token: [tokens({ seconds: 2, refreshToken })] })
  const user = await userOf(idp)
  useKeyring(user)
  const kept = new Map<string, string>()
  const { given, state } = keyringOf(kept)
  const icc = (...argv: string[]) => user.icc(argv, given)
  return { idp, user, kept, state, icc, given }
}

const exec = ['--credential', 'exec']

test('a refresh token is kept in the keyring and nowhere else', async () => {
  const { idp, user, kept, icc } = await keyringUser()
  const { stderr } = await icc('login', ...exec)
  expect(stderr).not.toContain('keyring')
  expect(kept).toEqual(new Map([[ACCOUNT, FIRST]]))
  expect(Object.keys(user.files())).toEqual([
    'kubeconfig',
    'state/sessions/playground.json',
    'state/tokens/playground.json',
  ])
  idp.script('token', [tokens({ refreshToken: SECOND })])
  expire(user)
  expect((await icc('token')).exitCode).toBe(0)
  expect(kept.get(ACCOUNT)).toBe(SECOND)
  expect((await icc('logout')).exitCode).toBe(0)
  expect(kept.size).toBe(0)
  expect(idp.seen('revocation').map(({ form }) => form.get('token'))).toEqual([SECOND])
})

test('without a keyring it is a file for the user alone, and that is said once', async () => {
  const { user, state, icc } = await keyringUser()
  state.locked = true
  const path = join(user.home.folder, 'state/secrets/playground.json')
  expect((await icc('login', ...exec)).stderr).toContain(`refresh token is kept in ${path}, readable by you alone`)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ token: FIRST })
  expect((await icc('login', ...exec)).stderr).not.toContain('keyring')
})

test('a keyring that is locked when a refresh comes exits 1, and works once it is open', async () => {
  const { idp, user, state, icc } = await keyringUser()
  await icc('login', ...exec)
  expire(user)
  state.locked = true
  const before = user.files()
  expect(await icc('token')).toMatchObject({ stdout: '', exitCode: 1, stderr: expect.stringContaining('keyring') })
  expect(user.files()).toEqual(before)
  expect(refreshes(idp)).toEqual([])
  state.locked = false
  expect((await icc('token')).exitCode).toBe(0)
})

test('a keyring that locks during a refresh does not lose the new refresh token', async () => {
  const { idp, user, kept, state, icc } = await keyringUser()
  await icc('login', ...exec)
  expire(user)
  idp.script('token', [
    async (exchange) => {
      state.locked = true
      await tokens({ refreshToken: SECOND })(exchange)
    },
    tokens({ refreshToken: THIRD }),
  ])
  expect((await icc('token')).exitCode).toBe(0)
  expire(user)
  expect((await icc('token')).exitCode).toBe(0)
  expect(refreshes(idp)).toEqual([FIRST, SECOND])
  // The one in the keyring is worthless, and nobody takes it for the current one.
  state.locked = false
  expect((await icc('logout')).exitCode).toBe(0)
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
  expect(kept.get(ACCOUNT) ?? FIRST).toBe(FIRST)
})

test('signing out with a locked keyring is a warning', async () => {
  const { user, state, icc } = await keyringUser()
  await icc('login', ...exec)
  state.locked = true
  const { stderr, exitCode } = await icc('logout')
  expect(exitCode).toBe(0)
  expect(stderr).toContain('The refresh token there could not be deleted')
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
})

test('a renewal that cannot be written leaves the old refresh token in the keyring', async () => {
  const { idp, user, kept, icc } = await keyringUser()
  await icc('login', ...exec)
  idp.script('token', [tokens({ refreshToken: SECOND })])
  chmodSync(user.home.kubeconfig, 0o400)
  const before = user.files()
  expect((await icc('login', '--credential', 'inline')).exitCode).toBe(1)
  expect(user.files()).toEqual(before)
  expect(kept).toEqual(new Map([[ACCOUNT, FIRST]]))
})

test('a first sign-in that cannot be written leaves nothing in the keyring', async () => {
  const { user, kept, icc } = await keyringUser()
  writeFileSync(user.home.kubeconfig, 'apiVersion: v1\nkind: Config\n', { mode: 0o400 })
  expect((await icc('login')).exitCode).toBe(1)
  expect(kept.size).toBe(0)
})

test('a sign-in without a refresh token empties the keyring of the one before', async () => {
  const { idp, kept, icc } = await keyringUser()
  await icc('login', ...exec)
  idp.script('token', [tokens({ refreshToken: false })])
  expect((await icc('login')).exitCode).toBe(0)
  expect(kept.size).toBe(0)
})

test('a refused refresh token is sent once, and not again by the next kubectl', async () => {
  const { idp, user, icc, given } = await keyringUser()
  await icc('login', ...exec)
  expire(user)
  idp.script('token', [oauthError('invalid_grant')])
  // The clock of one command must go on where that of the one before stopped.
  const { clock } = createTestContext()
  for (const argv of [['token'], ['token'], ['whoami']])
    expect((await user.icc(argv, { ...given, clock })).exitCode).toBe(4)
  expect(refreshes(idp)).toEqual([FIRST])
  idp.script('token', [tokens()])
  expect((await icc('login')).exitCode).toBe(0)
})
