import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { iccProcess } from '../support/icc-process.ts'
import {
  expireToken,
  named,
  signIn,
  startProgram,
  startProvider,
  studentAt,
  type Place,
  type ProviderCampus,
} from './campus.ts'
import { createPerson } from './person.ts'

const { path: dex, skipped } = named('ICC_DEX')

/** Of the password `geheim`. */
const HASH = '$2a$10$tdJppfAO74s9HdeT4GIqnuU.lPNIzW02p6lUriyCw4rejqvYOcLie'

function issuerAt({ port }: Pick<Place, 'port'>): string {
  return `https://127.0.0.1:${port}/dex`
}

/** Tokens of a minute, which icc renews; each refresh token works once. */
function configuration(place: Place): object {
  return {
    issuer: issuerAt(place),
    storage: { type: 'memory' },
    web: { https: `127.0.0.1:${place.port}`, tlsCert: place.certificateFile, tlsKey: place.keyFile },
    expiry: { idTokens: '1m', refreshTokens: { reuseInterval: '0s' } },
    staticClients: [{ id: 'icc', name: 'icc', public: true }],
    connectors: [{ type: 'mockCallback', id: 'mock', name: 'Groups' }],
    enablePasswordDB: true,
    staticPasswords: [{ email: 'waa123@example.org', hash: HASH, username: 'waa123', userID: '1001' }],
  }
}

const program = {
  issuer: issuerAt,
  keys: (issuer: string) => `${issuer}/keys`,
  usernameClaim: 'name',
  ready: '/dex/.well-known/openid-configuration',
  start(place: Place) {
    const file = join(place.folder, 'dex.yaml')
    writeFileSync(file, stringify(configuration(place)))
    return startProgram(dex, ['serve', file])
  },
}

const PROFILE = { usernameClaim: 'name', scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'] }

describe.skipIf(skipped)(`Dex${skipped}`, () => {
  let campus: ProviderCampus
  beforeAll(async () => {
    campus = await startProvider(program)
  })
  afterAll(() => campus.close())

  /** Signs in with the password of the student, or by the connector that gives groups. */
  const person = (connector: 'local' | 'mock', approval = 'approve') =>
    createPerson(
      new URL(campus.issuer).origin,
      campus.ca,
      [{ login: 'waa123@example.org', password: 'geheim' }, { approval }, { user_code: '' }],
      new RegExp(`/auth/${connector}\\?`, 'u'),
    )

  test('a device code is approved with a password, and the token is renewed by one of many at once', async () => {
    const home = await studentAt(campus, PROFILE)
    const login = await signIn(home, () => person('local'))
    expect(login).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(login.stdout)).toMatchObject({ username: 'waa123', credential: 'exec', idleEndsAt: null })
    for (const round of [1, 2]) {
      expireToken(home)
      const asked = await Promise.all([1, 2, 3, 4].map(() => iccProcess(home, ['token'])))
      expect({ round, codes: asked.map(({ exitCode }) => exitCode) }).toEqual({ round, codes: [0, 0, 0, 0] })
      expect(new Set(asked.map(({ stdout }) => stdout)).size).toBe(1)
    }
    expect(await iccProcess(home, ['whoami'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^waa123/u),
    })
  })

  test('groups of a connector arrive, and logout says that nothing could be revoked', async () => {
    const home = await studentAt(campus, PROFILE)
    const login = await signIn(home, () => person('mock'))
    expect(JSON.parse(login.stdout)).toMatchObject({ groups: ['authors'] })
    const logout = await iccProcess(home, ['logout', '-o', 'json'])
    expect(logout).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('does not offer to revoke tokens') })
    expect(JSON.parse(logout.stdout)).toMatchObject({ revoked: false })
  })

  test('in the browser it comes back to localhost, the only name that Dex lets a public client have', async () => {
    const home = await studentAt(campus, { ...PROFILE, redirectUri: 'http://localhost/callback' })
    const login = await signIn(home, () => person('local'), '--method', 'browser')
    expect(login).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(login.stdout)).toMatchObject({ username: 'waa123' })
  })

  test('Dex does not tell who waits that access was refused: that ends with --timeout', async () => {
    const home = await studentAt(campus, PROFILE)
    const login = await signIn(home, () => person('mock', 'rejected'), '--timeout', '8s')
    expect(login).toMatchObject({ exitCode: 4, stdout: '', stderr: expect.stringContaining('"sign-in-timeout"') })
  })
})
