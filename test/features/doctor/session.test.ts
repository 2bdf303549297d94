import { expect, test } from 'vitest'
import type { Session } from '../../../src/features/session/session-file.ts'
import { patient } from '../../commands/doctor-home.ts'
import { snapshot } from '../../support/scripted-idp-run.ts'
import { sessionAt } from '../../support/session.ts'

const NOW = Date.parse('2030-01-01T12:00:00Z')
const clock = { now: () => NOW, sleep: () => new Promise<void>(() => undefined) }

/** The time of day on that day. */
const at = (time: string): string => `2030-01-01T${time}:00.000Z`

async function look(session: Partial<Session>, given: Parameters<ReturnType<typeof patient>['doctor']>[1] = {}) {
  const home = patient()
  const extensions = [{ name: 'icc', extension: { site: 'haw-icc' } }]
  const kubeconfig = {
    'current-context': 'haw',
    contexts: [{ name: 'haw', context: { cluster: 'c', user: 'u', extensions } }],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { token: 'x' } }],
  }
  home.put('.kube/config', JSON.stringify(kubeconfig))
  const kept = sessionAt('haw-icc', { issuer: '', method: 'kubeconfig', ...session })
  home.put('.local/state/icc/sessions/haw-icc.json', JSON.stringify(kept))
  return { home, look: await home.doctor([], { clock, ...given }) }
}

const UNUSED: Partial<Session> = {
  endsAt: at('20:00'),
  tokenExpiresAt: at('11:10'),
  credential: 'exec',
  refreshToken: 'file',
}

test.each<[string, Partial<Session>, string, string]>([
  ['goes on', { endsAt: at('15:30'), tokenExpiresAt: at('15:30') }, 'ok', 'at haw-icc, 3 h 30 min left'],
  ['has an end that was assumed', { endsAt: at('15:30'), endIsAssumed: true }, 'ok', 'the credential does not say'],
  ['ends soon', { endsAt: at('12:10'), tokenExpiresAt: at('12:10') }, 'warning', 'ends in 10 min'],
  ['is over', { endsAt: at('11:00') }, 'problem', 'is over; it ended 1 h ago'],
  [
    'is over by the clock of the provider',
    { endsAt: at('12:30'), clockDrift: 3_600_000 },
    'problem',
    'is over; it ended 30 min ago',
  ],
  [
    'outlives its token',
    { endsAt: at('20:00'), tokenExpiresAt: at('11:59') },
    'problem',
    'the token in the kubeconfig has expired',
  ],
  [
    'has a short token and none to renew it with',
    { endsAt: at('20:00'), tokenExpiresAt: at('11:59'), credential: 'exec' },
    'problem',
    'there is no refresh token',
  ],
  [
    'has a short token that can be renewed',
    { endsAt: at('20:00'), tokenExpiresAt: at('11:59'), credential: 'exec', refreshToken: 'file' },
    'ok',
    ', 8 h left',
  ],
  ['ends earlier unless it is used', { ...UNUSED, refreshEndsAt: at('12:25') }, 'ok', '8 h left; unused it ends at '],
  ['ended because nobody used it', { ...UNUSED, refreshEndsAt: at('11:30') }, 'problem', 'it ended 30 min ago'],
])('a session that %s', async (_, session, status, told) => {
  const found = (await look(session)).look.of('session')
  expect(found).toMatchObject({ status, message: expect.stringContaining(told) })
  expect(found?.hint).toBe(status === 'ok' ? undefined : 'icc login --site haw-icc')
})

test('a keyring that holds the refresh token and does not open is a problem', async () => {
  const { look: found } = await look({ refreshToken: 'keyring' })
  expect(found.of('keyring')).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('The refresh token of haw-icc is in it'),
  })
})

test('a keyring that opens is fine, and nothing is put into it', async () => {
  const asked: string[] = []
  const keyring = async () => ({
    get: async (account: string) => void asked.push(`get ${account}`),
    set: async (account: string) => void asked.push(`set ${account}`),
    delete: async (account: string) => void asked.push(`delete ${account}`),
  })
  const { look: found } = await look({}, { keyring })
  expect(found.of('keyring')).toEqual({ id: 'keyring', status: 'ok', message: 'can be used' })
  expect(asked).toEqual(['get doctor'])
})

test('nothing is changed or made without --fix', async () => {
  const { home } = await look({})
  home.put('.kube/config.lock', '')
  const before = snapshot(home.folder, ['.'])
  await home.doctor([], { clock })
  await home.icc(['doctor', '--report'])
  expect(snapshot(home.folder, ['.'])).toEqual(before)
})
