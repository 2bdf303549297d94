import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kubectl } from '../../tools/kubectl.ts'
import { runKubectl } from '../cluster/real-cluster.ts'
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
import { connectAdministration, type Administration } from './keycloak-administration.ts'
import { createPerson } from './person.ts'

const { path: keycloak, skipped } = named('ICC_KEYCLOAK', 'bin/kc.sh')

function issuerAt({ port }: Pick<Place, 'port'>): string {
  return `https://127.0.0.1:${port}/realms/campus`
}

const ADMINISTRATOR = { username: 'admin', password: 'only-for-this-run' }

let administration: Administration | undefined

function realm(): Administration {
  if (administration === undefined) throw new Error('Keycloak was not prepared')
  return administration
}

const program = {
  issuer: issuerAt,
  keys: (issuer: string) => `${issuer}/protocol/openid-connect/certs`,
  usernameClaim: 'preferred_username',
  ready: '/realms/master',
  start: (place: Place) =>
    startProgram(
      join(keycloak, 'bin', 'kc.sh'),
      [
        'start-dev',
        '--db=dev-mem',
        '--http-host=127.0.0.1',
        '--http-enabled=false',
        `--https-port=${place.port}`,
        `--https-certificate-file=${place.certificateFile}`,
        `--https-certificate-key-file=${place.keyFile}`,
      ],
      { KC_BOOTSTRAP_ADMIN_USERNAME: ADMINISTRATOR.username, KC_BOOTSTRAP_ADMIN_PASSWORD: ADMINISTRATOR.password },
    ),
  async prepare({ port }: Place, ca: string) {
    administration = await connectAdministration(`https://127.0.0.1:${port}`, ca, ADMINISTRATOR)
    await administration.makeRealm()
  },
}

const WITHOUT_OFFLINE = ['openid', 'profile', 'email']
const PROFILE = { usernameClaim: 'preferred_username', scopes: WITHOUT_OFFLINE }

describe.skipIf(skipped)(`Keycloak${skipped}`, () => {
  let campus: ProviderCampus
  beforeAll(async () => {
    campus = await startProvider(program)
  })
  afterAll(() => campus.close())

  const person = () =>
    createPerson(new URL(campus.issuer).origin, campus.ca, [
      { username: 'waa123', password: 'geheim' },
      { accept: 'Yes' },
    ])

  test('without offline_access the end of an unused session is told; many at once renew it with one refresh', async () => {
    const home = await studentAt(campus, PROFILE)
    const login = await signIn(home, person)
    expect(login).toMatchObject({ exitCode: 0 })
    const { username, groups, credential, idleEndsAt } = JSON.parse(login.stdout)
    expect({ username, groups, credential }).toEqual({ username: 'waa123', groups: ['students'], credential: 'exec' })
    expect(Math.round((Date.parse(idleEndsAt) - Date.now()) / 60_000)).toBe(30)
    for (const round of [1, 2]) {
      expireToken(home)
      const asked = await Promise.all([1, 2, 3, 4].map(() => iccProcess(home, ['token'])))
      expect({ round, codes: asked.map(({ exitCode }) => exitCode) }).toEqual({ round, codes: [0, 0, 0, 0] })
      expect(new Set(asked.map(({ stdout }) => stdout)).size).toBe(1)
    }
    const logout = await iccProcess(home, ['logout', '-o', 'json'])
    expect(JSON.parse(logout.stdout)).toMatchObject({ revoked: true })
  })

  test('in the browser it is the same', async () => {
    const home = await studentAt(campus, PROFILE)
    const login = await signIn(home, person, '--method', 'browser')
    expect(login).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(login.stdout)).toMatchObject({ username: 'waa123', idleEndsAt: expect.any(String) })
  })

  test('with offline_access a session lasts until its end; without the right to it icc asks once more', async () => {
    const home = await studentAt(campus, {
      usernameClaim: 'preferred_username',
      scopes: [...WITHOUT_OFFLINE, 'offline_access'],
    })
    expect(JSON.parse((await signIn(home, person)).stdout)).toMatchObject({ idleEndsAt: null })
    await realm().grantOffline(false)
    const login = await signIn(home, person)
    await realm().grantOffline(true)
    expect(login).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(login.stdout)).toMatchObject({
      idleEndsAt: expect.any(String),
      warnings: expect.arrayContaining([
        expect.stringContaining('icc site set login.oidc.scopes=openid,profile,email'),
      ]),
    })
  })

  test('a client that may not use device codes is told the browser', async () => {
    const home = await studentAt(campus, PROFILE)
    await realm().allowDevice(false)
    const login = await signIn(home, person)
    await realm().allowDevice(true)
    expect(login).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('--method browser') })
  })

  test('a session that the administrator ended is told to kubectl in one line', async ({ skip }) => {
    if ((await kubectl()) === undefined) skip('there is no kubectl here')
    const home = await studentAt(campus, PROFILE)
    await signIn(home, person)
    await realm().endSessions()
    expireToken(home)
    const { stderr, exitCode } = await runKubectl(home, 'get', 'pods')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('Your session at playground is over. Sign in: icc login --site playground')
    expect(await iccProcess(home, ['status'])).toMatchObject({ exitCode: 4 })
  })
})
