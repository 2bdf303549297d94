import type { Session } from '../../src/features/session/session-file.ts'

/** A complete session that lasts for years. */
export function sessionAt(site: string, given: Partial<Session> = {}): Session {
  return {
    version: 1,
    site,
    issuer: 'https://idp.example',
    subject: '1001',
    clientId: 'icc',
    issuerCa: undefined,
    username: 'infw001',
    groups: [],
    credential: 'inline',
    signedInAt: '2030-01-01T09:00:00.000Z',
    endsAt: '2040-01-01T21:00:00.000Z',
    tokenExpiresAt: '2040-01-01T21:00:00.000Z',
    clockDrift: 0,
    personalNamespace: undefined,
    previousContext: undefined,
    refreshToken: 'none',
    ...given,
  }
}
