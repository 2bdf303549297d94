import { IccError } from '../../errors.ts'
import type { Profile } from '../sites/schema.ts'

export type Claimed = { username: string; groups: string[] }

/**
 * Who the cluster will take the user for, by the claims and prefixes that the site's profile names (Kubernetes'
 * `--oidc-username-claim`, `--oidc-groups-claim` and their prefixes). Without a profile value: `sub`, as the API server
 * does by default, and no groups.
 *
 * @throws `username-missing` (exit 1)
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens
 */
export function identify(profile: Profile, claims: Readonly<Record<string, unknown>>): Claimed {
  const { usernameClaim = 'sub', usernamePrefix = '', groupsClaim, groupsPrefix = '' } = profile.login.oidc ?? {}
  const username = claims[usernameClaim]
  if (typeof username !== 'string' || username === '') {
    throw new IccError(
      'username-missing',
      `The sign-in worked, but the ID token does not say who you are: it has no claim ${usernameClaim}. Nothing was written.`,
      { hint: `ask your campus, or correct login.oidc.usernameClaim: icc site show ${profile.id}` },
    )
  }
  const groups = groupsClaim === undefined ? [] : claims[groupsClaim]
  return { username: usernamePrefix + username, groups: texts(groups).map((group) => groupsPrefix + group) }
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : []
}
