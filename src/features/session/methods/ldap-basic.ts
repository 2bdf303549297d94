import type { HttpReply } from '../../../context.ts'
import { IccError, wrongCall } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { need } from '../../sites/need.ts'
import type { Site } from '../../sites/profile.ts'
import { fingerprintOf } from '../import/fingerprint.ts'
import type { Imported } from '../import/imported.ts'
import { claimsOfJws } from './compact-jws.ts'
import { askUsername, withPassword } from './credentials-input.ts'
import { seenFromOutside } from './from-outside.ts'
import { knownCluster } from './known-cluster.ts'
import type { SignIn, SignInContext, SignInRequest } from './method.ts'

/**
 * Signs in with the user's name and password at a service of the campus (kubernetes-ldap and its like): a GET with
 * HTTP Basic credentials, answered by a signed token in its compact form. The password goes there and nowhere else.
 *
 * @throws `usage` (exit 2), `password-wrong` (exit 4), `sign-in-service-failed`, `sign-in-service-invalid`,
 * `site-incomplete`, the `server-` codes (exit 1), `cancelled` (exit 130)
 * @see RFC 7617, and https://github.com/apprenda-kismatic/kubernetes-ldap for the service
 */
export async function signInByLdap(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  const { site } = request
  const { url } = need(ctx, site, 'login.ldapBasic')
  const place = await knownCluster(ctx, site)
  const username = await askUsername(ctx, request, `User name at ${site.id}`)
  if (username.includes(':'))
    throw wrongCall(
      'A user name with a colon cannot be sent to this sign-in service. Nothing was sent.',
      `icc login --site ${site.id} --username NAME`,
    )
  const token = await withPassword(ctx, request, { username, service: site.id }, async (password) => {
    const reply = await ask(ctx, site, username, password)
    return reply.status === 401 ? undefined : tokenIn(site, reply)
  })
  const claims = claimsOfJws(token) ?? {}
  const imported: Imported = {
    origin: {
      method: 'ldap-basic',
      called: `the sign-in service ${new URL(url).host}`,
      again: `icc login --site ${site.id}`,
      endIsSilent: true,
    },
    path: undefined,
    place,
    credential: { kind: 'token', token },
    asked: { kind: 'token', token },
    runs: undefined,
    endsAt: endOf(ctx, site, claims['exp']),
    fingerprint: fingerprintOf(token),
    claims,
    // The token's subject can be an entry of the directory; the cluster's name for the user is the one that was typed.
    certified: { username, groups: [] },
    userName: username,
    namespace: undefined,
  }
  return { kind: 'imported', imported }
}

/** @param exp seconds since the epoch by the service's clock, if the token says any */
function endOf(ctx: SignInContext, site: Site, exp: unknown): number | undefined {
  const end = typeof exp === 'number' ? new Date(exp * 1000).getTime() : Number.NaN
  if (Number.isNaN(end)) return undefined
  if (end > ctx.clock.now()) return end
  throw new IccError(
    'sign-in-service-invalid',
    `The token that the sign-in service of ${site.id} gave has expired already. Nothing was changed.`,
    { hint: 'is the clock of this computer right? Else ask your campus' },
  )
}

async function ask(ctx: SignInContext, site: Site, username: string, password: string): Promise<HttpReply> {
  const { url, ca } = need(ctx, site, 'login.ldapBasic')
  const credentials = Buffer.from(`${username}:${password}`, 'utf8').toString('base64')
  const headers = { authorization: `Basic ${credentials}`, accept: 'text/plain, application/jwt' }
  try {
    return await (await ctx.http()).send({ url, method: 'GET', headers, ca, signal: ctx.signal })
  } catch (error) {
    throw seenFromOutside(site, error)
  }
}

/** What the service answered, if that is a token. */
function tokenIn(site: Site, reply: HttpReply): string {
  const { status, headers, body } = reply
  const text = body.trim()
  if (status === 200 && claimsOfJws(text) !== undefined) return text
  const isPage = /^\s*</u.test(body) || headers['content-type']?.startsWith('text/html') === true
  const url = site.profile.login.ldapBasic?.url ?? ''
  const service = `The sign-in service ${new URL(url).host}`
  const correct = {
    hint: `ask your campus, and correct login.ldapBasic.url of the profile: icc site show ${site.id}`,
  }
  if (status >= 300 && status < 400)
    return refuse(
      'invalid',
      `${service} sends on to ${whereTo(url, headers['location'])}. Your password did not follow.`,
      correct,
    )
  if (status >= 500)
    return refuse('failed', `${service} could not make a token (status ${status}).`, {
      hint: `try again later: icc login --site ${site.id}`,
    })
  if (status === 429 || status === 403)
    return refuse('failed', `${service} does not let you in now (status ${status}): your account may be locked.`, {
      hint: 'wait, then ask your campus; more tries can make it worse',
    })
  if (isPage)
    return refuse(
      'invalid',
      `${service} answered with a web page (status ${status}), where a token was awaited.`,
      correct,
    )
  return refuse('invalid', `${service} answered with status ${status} and no token.`, correct)
}

function whereTo(url: string, location: string | undefined): string {
  const target = location === undefined ? null : URL.parse(location, url)
  return target === null ? 'nowhere' : `${target.protocol}//${oneLine(target.host)}`
}

function refuse(kind: 'failed' | 'invalid', what: string, options: { hint: string }): never {
  throw new IccError(`sign-in-service-${kind}`, `${what} Nothing was changed.`, options)
}
