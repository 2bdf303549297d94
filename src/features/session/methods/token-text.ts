import { IccError, wrongCall } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import type { Site } from '../../sites/profile.ts'

/** The command whose line a portal shows for copying, and the server that it has to name. */
export type LoginLine = { program: 'oc' | 'rancher'; server: string }

/**
 * The token of what a user gave: the token alone, or the whole line of a portal (`oc login https://... --token=...`).
 * The line's server must be the expected one; what else it says counts for nothing.
 *
 * @throws `usage` (exit 2), `token-other-server` (exit 1); neither quotes what may be secret
 */
export function tokenOfText(text: string, site: Site, { program, server }: LoginLine): string {
  const words = text
    .trim()
    .replace(/^\$\s+/u, '')
    .split(/\s+/u)
    .map(unquoted)
  if (words[0] !== program) return checked(words.length === 1 ? words[0] : undefined, site)
  if (words[1] !== 'login') throw noToken(site, `That line of ${program} is no sign-in.`)
  const named = valueOf(words, '--server') ?? words.slice(2).find((word) => /^https?:\/\//u.test(word))
  if (named !== undefined && !isSame(named, server)) {
    throw new IccError(
      'token-other-server',
      `The line leads to ${whereTo(named)}, but ${site.id} is at ${server}. Nothing was sent, and nothing was changed.`,
      { hint: `is it the right site? Else correct the profile: icc site show ${site.id}` },
    )
  }
  return checked(valueOf(words, '--token'), site)
}

/** Of `--name=value` and `--name value`. */
function valueOf(words: readonly string[], name: string): string | undefined {
  const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`))
  const word = words[at]
  if (word === undefined) return undefined
  return word === name ? words[at + 1] : unquoted(word.slice(name.length + 1))
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/u, '$2')
}

/** Of an address its host alone: the rest of it, and what is none, may be the token. */
function whereTo(named: string): string {
  const host = URL.parse(named)?.host
  return host ? oneLine(host).slice(0, 200) : 'no address'
}

function isSame(named: string, server: string): boolean {
  const url = URL.parse(named)
  return url !== null && url.href.replace(/\/+$/u, '') === new URL(server).href.replace(/\/+$/u, '')
}

/** It goes into a header of each request, where only visible ASCII may stand. */
function checked(token: string | undefined, site: Site): string {
  if (token !== undefined && /^[!-~]{8,}$/u.test(token)) return token
  throw noToken(site, 'What was given is no token, and no line with one.')
}

function noToken(site: Site, what: string): IccError {
  return wrongCall(
    `${what} Nothing was sent, and nothing was changed.`,
    `copy it once more, then: icc login --site ${site.id}`,
  )
}
