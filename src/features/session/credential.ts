/** What the kubeconfig will hold. */
export type Credential = 'inline' | 'exec'

export type Lifetimes = {
  /** Milliseconds since the epoch. */
  now: number
  tokenExpiresAt: number
  /** When the session would end by the profile. */
  sessionEndsAt: number
  hasRefreshToken: boolean
}

/** How much shorter than the session a token may be and still count as living through it, in milliseconds. */
const TOLERANCE = 5 * 60_000

/**
 * Chooses between a token in the kubeconfig, which costs kubectl nothing, and a call of `icc token` for each kubectl,
 * which can renew a short-lived token.
 *
 * @returns the credential, and when the user has to sign in again
 */
export function chooseCredential(
  wanted: 'auto' | Credential,
  times: Lifetimes,
): { credential: Credential; endsAt: number } {
  const lastsTheSession = times.tokenExpiresAt >= times.sessionEndsAt - TOLERANCE
  const automatic = lastsTheSession || !times.hasRefreshToken ? 'inline' : 'exec'
  const credential = wanted === 'auto' ? automatic : wanted
  if (credential === 'inline') return { credential, endsAt: times.tokenExpiresAt }
  // Without a way to renew, the session ends with its one token.
  return {
    credential,
    endsAt: times.hasRefreshToken ? times.sessionEndsAt : Math.min(times.sessionEndsAt, times.tokenExpiresAt),
  }
}
