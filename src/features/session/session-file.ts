import { join } from 'node:path'
import type { Context } from '../../context.ts'
import type { ImportingMethod } from './import/imported.ts'
import { readJson } from './state-file.ts'

/** Where the refresh token of a session is kept. */
export type RefreshTokenPlace = 'keyring' | 'file' | 'none'

/** One sign-in at one site, without any secret. Times are RFC 3339, UTC. */
export type Session = {
  version: 1
  site: string
  /** How it began, where that was not at an identity provider. */
  method?: ImportingMethod
  /**
   * `iss` and `sub` of the ID token: a renewed one must carry the same. Of an imported credential the issuer is empty
   * and the subject its fingerprint.
   */
  issuer: string
  subject: string
  clientId: string
  /** PEM certificates trusted for the issuer, as the site's profile said at sign-in. */
  issuerCa: string | undefined
  username: string
  groups: string[]
  credential: 'inline' | 'exec'
  signedInAt: string
  endsAt: string
  /** True where nothing says the end, and the site's usual length was taken. */
  endIsAssumed?: boolean
  tokenExpiresAt: string
  /** Until when the refresh token can be used, where the provider says so; each renewal moves it on. */
  refreshEndsAt?: string | undefined
  /** The identity provider's clock minus this computer's, in milliseconds, when the user signed in. */
  clockDrift: number
  /** The personal namespace, where the site's rule gives one. */
  personalNamespace: string | undefined
  /** The context that was current before the first sign-in, to go back to. */
  previousContext: string | undefined
  refreshToken: RefreshTokenPlace
}

/** Site ids are file names: letters, digits and hyphens only. */
export const SITE_ID = /^[a-z0-9][a-z0-9-]{0,62}$/u

export function sessionPath(ctx: Pick<Context, 'stateDir'>, site: string): string {
  return join(ctx.stateDir(), 'sessions', `${site}.json`)
}

/** The session at a site; undefined where there is none, or nothing usable: then a sign-in makes a new one. */
export function readSession(ctx: Pick<Context, 'stateDir'>, site: string): Session | undefined {
  const found = readJson(sessionPath(ctx, site))
  return isSession(found) && found.site === site ? found : undefined
}

/** What tells when a session ends. */
export type SessionTimes = Pick<Session, 'endsAt' | 'clockDrift' | 'credential' | 'tokenExpiresAt' | 'refreshEndsAt'>

/**
 * When a session ends that nobody uses (RFC 3339): once its token and its refresh token have both ended, there is
 * nothing left to go on with. Undefined where it lasts until its end also unused, to the minute.
 */
export function idleEnd(session: Omit<SessionTimes, 'clockDrift'>): string | undefined {
  const { credential, endsAt, tokenExpiresAt, refreshEndsAt } = session
  // A token in the kubeconfig is not renewed, and lasts by itself.
  if (credential !== 'exec' || refreshEndsAt === undefined) return undefined
  const last = Date.parse(tokenExpiresAt) > Date.parse(refreshEndsAt) ? tokenExpiresAt : refreshEndsAt
  return Date.parse(last) < Date.parse(endsAt) - MINUTE ? last : undefined
}

const MINUTE = 60_000

/** True once the session is over by the identity provider's clock, also because nobody used it. */
export function isOver(session: SessionTimes, now: number): boolean {
  return Date.parse(idleEnd(session) ?? session.endsAt) <= now + session.clockDrift
}

const TEXTS = ['site', 'issuer', 'subject', 'clientId', 'username'] as const
const TIMES = ['signedInAt', 'endsAt', 'tokenExpiresAt'] as const

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false
  const found = value as Partial<Session>
  return (
    found.version === 1 &&
    TEXTS.every((key) => typeof found[key] === 'string') &&
    TIMES.every((key) => !Number.isNaN(Date.parse(found[key] ?? ''))) &&
    (found.refreshEndsAt === undefined || !Number.isNaN(Date.parse(found.refreshEndsAt))) &&
    Number.isFinite(found.clockDrift) &&
    Array.isArray(found.groups) &&
    found.groups.every((group) => typeof group === 'string') &&
    (found.credential === 'inline' || found.credential === 'exec') &&
    ['keyring', 'file', 'none'].includes(found.refreshToken ?? '')
  )
}
