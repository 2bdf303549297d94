import { oneLine } from '../../output.ts'
import type { Profile } from './schema.ts'

/** The name of the user's own namespace, or one sentence on why the rule gives none. */
export type PersonalNamespace = { namespace: string } | { problem: string }

/**
 * The user's personal namespace by the profile's rule `namespace.personal`; undefined where the profile has none.
 *
 * The rule is data, applied in this order:
 *
 * 1. `from`: `username` (the cluster's name for the user, without `login.oidc.usernamePrefix`) or `claims.NAME` (a
 *    text claim of the ID token);
 * 2. capital letters A-Z become small, as namespace names have none;
 * 3. `stripPrefix` is taken off the beginning once, if it is there;
 * 4. `prefix` and `suffix` are put around it.
 *
 * `{from: username, stripPrefix: inf, suffix: -default}` makes `waa123-default` of `infwaa123`. Nothing else is
 * changed: the texts come from a token, and a rule that mended them could make one person's namespace of another's
 * name. So the result is either a DNS label (RFC 1123) of at most 63 characters or a problem; nothing is thrown.
 */
export function personalNamespace(
  profile: Pick<Profile, 'namespace' | 'login'>,
  claims: Readonly<Record<string, unknown>>,
  username: string,
): PersonalNamespace | undefined {
  const rule = profile.namespace?.personal
  if (!rule) return undefined
  const source = sourceOf(rule.from, profile, claims, username)
  if ('problem' in source) return source
  const lower = source.text.replace(/[A-Z]/gu, (letter) => letter.toLowerCase())
  const strip = rule.stripPrefix ?? ''
  const stem = lower.startsWith(strip) ? lower.slice(strip.length) : lower
  const name = `${rule.prefix ?? ''}${stem}${rule.suffix ?? ''}`
  const failed = stem === '' ? 'nothing is left of it' : nameProblem(name)
  return failed === undefined ? { namespace: name } : { problem: `${source.what} ${quoted(source.text)}: ${failed}` }
}

type Source = { what: string; text: string } | { problem: string }

function sourceOf(
  from: string,
  profile: Pick<Profile, 'login'>,
  claims: Readonly<Record<string, unknown>>,
  username: string,
): Source {
  if (from === 'username') {
    const prefix = profile.login.oidc?.usernamePrefix ?? ''
    return { what: 'the user name', text: username.startsWith(prefix) ? username.slice(prefix.length) : username }
  }
  const claim = from.slice('claims.'.length)
  // An own member only: `constructor` is no claim.
  const text = Object.hasOwn(claims, claim) ? claims[claim] : undefined
  if (text === undefined) return { problem: `the token has no claim ${claim}` }
  if (typeof text !== 'string') return { problem: `the claim ${claim} of the token is not a text` }
  return { what: `the claim ${claim}`, text }
}

function nameProblem(name: string): string | undefined {
  const wrong = /[^a-z0-9-]/u.exec(name)?.[0]
  if (wrong !== undefined) return `a namespace name holds only a-z, 0-9 and "-", not ${character(wrong)}`
  if (name.startsWith('-') || name.endsWith('-'))
    return `a namespace name begins and ends with a letter or digit, ${quoted(name)} does not`
  if (name.length > 63) return `the name would have ${name.length} characters and Kubernetes allows 63`
  return undefined
}

function character(one: string): string {
  if (/[!-~]/u.test(one)) return `"${one}"`
  return one === ' ' ? 'a space' : `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** A text from a token as part of a sentence: short and without anything that could steer a terminal. */
function quoted(text: string): string {
  const line = oneLine(text.slice(0, 200))
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}...` : line)
}
