import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Keyring } from '../../src/context.ts'
import { IccError } from '../../src/errors.ts'
import { storeRefreshToken } from '../../src/features/session/refresh-token-store.ts'
import { iccProcess } from '../support/icc-process.ts'
import { createTestContext, temporaryFolder } from '../support/run-icc.ts'
import { deviceCode, scriptedIdpForTest, tokens } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'
import { expire, refreshes } from '../support/scripted-idp-session.ts'
import { forwardedBus } from './bus-forwarder.ts'
import { noSecretService, secretServiceForTest } from './keyring-service.ts'

const ACCOUNT = 'refresh-token playground'
const linux = process.platform === 'linux' ? '' : ' (skipped: only Linux has a session bus)'

/** Somebody whose settings say nothing about secrets. */
async function person(env: Record<string, string> = {}, secrets = '') {
  const token = ['refresh-one', 'refresh-two'].map((refreshToken) => tokens({ seconds: 2, refreshToken }))
  const device = [deviceCode({ interval: 0.1 })]
  const idp = await scriptedIdpForTest({
    device,
    token,
  })
  const user = await userOf(idp)
  writeFileSync(join(user.home.folder, 'config/config.yaml'), `site: playground\n${secrets}`)
  const icc = (...argv: string[]) => iccProcess(user.home, argv, { XDG_RUNTIME_DIR: user.home.folder, ...env })
  const login = async (): Promise<string> => {
    const { stderr, exitCode } = await icc('login', '--credential', 'exec')
    expect({ stderr, exitCode }).toEqual({ stderr: expect.any(String), exitCode: 0 })
    return stderr
  }
  return { idp, user, icc, login, file: join(user.home.folder, 'state/secrets/playground.json') }
}

const remarkOn = (file: string): string => `refresh token is kept in ${file}, readable by you alone`

/** Signs in, renews the token and signs out, with a look at the file after each. */
async function dayWithFile({ idp, user, icc, login, file }: Awaited<ReturnType<typeof person>>): Promise<unknown> {
  const kept = (): unknown => JSON.parse(readFileSync(file, 'utf8')).token
  const remarks = (await login()).split(remarkOn(file)).length - 1
  const signedIn = { kept: kept(), mode: statSync(file).mode.toString(8) }
  expire(user)
  const token = await icc('token')
  const renewed = { kept: kept(), mode: statSync(file).mode.toString(8) }
  const logout = await icc('logout')
  return {
    remarks,
    signedIn,
    renewed,
    sent: refreshes(idp),
    said: [token.stderr, logout.stderr],
    exitCodes: [token.exitCode, logout.exitCode],
    left: Object.keys(user.files()),
  }
}

/** The sign-in works, with one remark; the token is in the file, is renewed there, and is gone after the sign-out. */
const IN_THE_FILE = {
  remarks: 1,
  signedIn: { kept: 'refresh-one', mode: '100600' },
  renewed: { kept: 'refresh-two', mode: '100600' },
  sent: ['refresh-one'],
  said: ['', ''],
  exitCodes: [0, 0],
  left: ['kubeconfig'],
}

test.skipIf(linux !== '')(`without a session bus the refresh token goes to the file${linux}`, async () => {
  expect(await dayWithFile(await person())).toEqual(IN_THE_FILE)
})

test.skipIf(linux !== '')(`with a session bus that hangs the refresh token goes to the file${linux}`, async () => {
  const address = join(temporaryFolder(), 'bus')
  const sockets: Socket[] = []
  const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)))
  await once(silent.listen(address), 'listening')
  onTestFinished(() => {
    silent.close()
    for (const socket of sockets) socket.destroy()
  })
  expect(await dayWithFile(await person({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${address}` }))).toEqual(IN_THE_FILE)
  expect(sockets.length).toBeGreaterThan(0)
})

test.skipIf(noSecretService !== '')(`with a locked keyring it goes to the file${noSecretService}`, async () => {
  const service = await secretServiceForTest()
  await service.lock()
  expect(await dayWithFile(await person(service.env))).toEqual(IN_THE_FILE)
})

test.skipIf(noSecretService !== '')(
  `with a keyring or a bus that is stopped in the middle of the sign-in it goes to the file${noSecretService}`,
  async () => {
    const stopped = [
      ['keyring', 'AUTH'],
      ['keyring', 'OpenSession'],
      ['keyring', 'CreateItem'],
      ['bus', 'AUTH'],
      ['bus', 'CreateItem'],
    ] as const
    const kept = stopped.map(async ([which, step]) => {
      const service = await secretServiceForTest()
      const { login, file } = await person(
        await forwardedBus(service.env, step, async () => (await service.stop(which), true)),
      )
      const remarks = (await login()).split(remarkOn(file)).length - 1
      return { remarks, token: JSON.parse(readFileSync(file, 'utf8')).token }
    })
    expect(await Promise.all(kept)).toEqual(stopped.map(() => ({ remarks: 1, token: 'refresh-one' })))
  },
)

test.skipIf(noSecretService !== '')(
  `with a keyring that is stopped, a refresh is put off and a sign-out is a warning${noSecretService}`,
  async () => {
    const service = await secretServiceForTest()
    const { idp, user, icc, login } = await person(service.env)
    await login()
    expire(user)
    const before = user.files()
    const goOn = await service.stop('keyring')
    const unusable = expect.stringContaining('The keyring of this computer cannot be used')
    expect(await icc('token')).toMatchObject({ exitCode: 1, stdout: '', stderr: unusable })
    expect(user.files()).toEqual(before)
    goOn()
    expect(await icc('token')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(refreshes(idp)).toEqual(['refresh-one'])
    await service.stop('bus')
    expect(await icc('logout')).toMatchObject({ exitCode: 0, stderr: unusable })
    expect(Object.keys(user.files())).toEqual(['kubeconfig'])
  },
)

test.skipIf(noSecretService !== '')(
  `with a keyring the refresh token is there and nowhere else, is renewed there, and leaves with the sign-out${noSecretService}`,
  async () => {
    const service = await secretServiceForTest()
    const { idp, user, icc, login } = await person(service.env)
    expect(await login()).not.toContain('keyring')
    expect(await service.kept(ACCOUNT)).toBe('refresh-one')
    expect(JSON.stringify(user.files())).not.toContain('refresh-one')
    expire(user)
    expect(await icc('token')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(refreshes(idp)).toEqual(['refresh-one'])
    expect(await service.kept(ACCOUNT)).toBe('refresh-two')
    expect(JSON.stringify(user.files())).not.toMatch(/refresh-(?:one|two)/u)
    expect(await icc('logout')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await service.kept(ACCOUNT)).toBeUndefined()
  },
)

test.skipIf(noSecretService !== '')(
  `with secrets: file the token moves out of the keyring${noSecretService}`,
  async () => {
    const service = await secretServiceForTest()
    const { user, login, file } = await person(service.env)
    await login()
    writeFileSync(join(user.home.folder, 'config/config.yaml'), 'site: playground\nsecrets: file\n')
    expect(await login()).not.toContain('refresh token')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ token: 'refresh-two' })
    expect(await service.kept(ACCOUNT)).toBeUndefined()
  },
)

/** Windows' Credential Manager takes 2,560 bytes. */
function smallKeyring(kept: Map<string, string>): Keyring {
  return {
    get: async (account) => kept.get(account),
    async set(account, secret) {
      if (secret.length > 2560) throw new IccError('keyring-unusable', 'The keyring of this computer cannot be used.')
      kept.set(account, secret)
    },
    delete: async (account) => void kept.delete(account),
  }
}

test('a refresh token too long for the keyring goes to the file, and the one before leaves the keyring', async () => {
  const kept = new Map<string, string>()
  const printed = { stdout: '', stderr: '' }
  const home = temporaryFolder()
  const ctx = createTestContext({}, { home, keyring: async () => smallKeyring(kept) }, printed)
  expect(await storeRefreshToken(ctx, 'campus', 'short', 'keyring', undefined)).toBe('keyring')
  expect(kept).toEqual(new Map([['refresh-token campus', 'short']]))
  const long = 'x'.repeat(2561)
  expect(await storeRefreshToken(ctx, 'campus', long, 'keyring', 'keyring')).toBe('file')
  expect(kept.size).toBe(0)
  const file = join(ctx.stateDir(), 'secrets/campus.json')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ version: 1, token: long })
  expect(statSync(file).mode.toString(8)).toBe('100600')
  expect(printed.stderr.match(/kept in/gu)).toHaveLength(1)
  expect(await storeRefreshToken(ctx, 'campus', long, 'keyring', 'file')).toBe('file')
  expect(printed.stderr.match(/kept in/gu)).toHaveLength(1)
  expect(await storeRefreshToken(ctx, 'campus', 'short again', 'keyring', 'file')).toBe('keyring')
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined()
})
