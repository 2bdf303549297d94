import * as client from 'openid-client'
import type { CodeRequest, Tokens } from '../context.ts'
import { IccError } from '../errors.ts'
import { oneLine } from '../output.ts'
import { refusal, signIn, translate, type Issuer } from './oidc-errors.ts'

type TokenAnswer = Awaited<ReturnType<typeof client.genericGrantRequest>>

/**
 * The address that the user's browser has to open.
 *
 * @see RFC 7636 section 4.3, OpenID Connect Core 1.0 sections 3.1.2.1 and 11 (`offline_access` needs `prompt=consent`)
 */
export async function startCode(
  config: client.Configuration,
  redirectUri: string,
  scopes: string[],
): Promise<CodeRequest> {
  const codeVerifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(scopes.includes('offline_access') ? { prompt: 'consent' } : {}),
  })
  return { authorizationUrl: address.href, redirectUri, state, nonce, codeVerifier }
}

/**
 * Trades the code of an answer in. The answer must be of this provider, for this request, and no refusal.
 *
 * Not by the library's own call for it: that takes the redirect address from what the browser opened, where an empty
 * path has become `/`, and some providers compare it by the letter.
 *
 * @param read makes tokens of a verified answer
 * @throws `sign-in-denied`, `idp-wrong-issuer`, `idp-invalid-answer`, `idp-refused`, `idp-unreachable`,
 * `sign-in-lost`, `id-token-invalid` (exit 1)
 */
export async function redeemCode(
  config: client.Configuration,
  issuer: Issuer,
  asked: CodeRequest,
  answer: URLSearchParams,
  read: (answer: TokenAnswer) => Tokens,
): Promise<Tokens> {
  checkIssuer(config, issuer, answer)
  if (single(answer, 'state', issuer) !== asked.state)
    throw invalid(issuer, 'what came back belongs to another sign-in (state)')
  const error = single(answer, 'error', issuer)
  if (error !== undefined) throw refusedInBrowser(issuer, error, answer.get('error_description') ?? '')
  const code = single(answer, 'code', issuer)
  if (code === undefined) throw invalid(issuer, 'what came back holds neither a code nor an error')
  const parameters = { code, redirect_uri: asked.redirectUri, code_verifier: asked.codeVerifier }
  const tokens = await client
    .genericGrantRequest(config, 'authorization_code', parameters)
    .then(read)
    .catch((failure: unknown) => {
      throw isInvalidGrant(failure) ? lost(issuer, failure) : translate(failure, issuer)
    })
  // The library looks at the nonce only in the call that is not used here.
  if (tokens.claims['nonce'] === asked.nonce) return tokens
  throw new IccError(
    'id-token-invalid',
    `${issuer.host} sent an ID token that was made for another sign-in (nonce). Nothing was changed.`,
    { hint: signIn(issuer) },
  )
}

/** Another provider's answer must not bring its code to this one. @see RFC 9207 section 2.4 */
function checkIssuer(config: client.Configuration, issuer: Issuer, answer: URLSearchParams): void {
  const server = config.serverMetadata()
  const named = single(answer, 'iss', issuer)
  if (named === server.issuer) return
  const mustBeThere = server.authorization_response_iss_parameter_supported === true
  if (named === undefined && !mustBeThere) return
  const what =
    named === undefined
      ? 'does not say which provider it is of, although it always should'
      : `is of another provider, ${oneLine(named).slice(0, 200)}`
  throw new IccError('idp-wrong-issuer', `The answer for ${issuer.host} ${what} (iss). Nothing was changed.`, {
    hint: `${signIn(issuer)}; should it happen again, tell your campus: somebody may be mixing up sign-ins`,
  })
}

/** A parameter must not come twice (RFC 6749 section 3.1); an empty one counts as left out. */
function single(answer: URLSearchParams, name: string, issuer: Issuer): string | undefined {
  const [value, ...more] = answer.getAll(name)
  if (more.length > 0) throw invalid(issuer, `what came back names ${name} more than once`)
  return value === '' ? undefined : value
}

/** @see RFC 6749 section 4.1.2.1, OpenID Connect Core 1.0 section 3.1.2.6 */
function refusedInBrowser(issuer: Issuer, error: string, description: string): IccError {
  const why = description === '' ? '' : `: ${oneLine(description).slice(0, 200)}`
  if (error === 'access_denied') {
    return new IccError('sign-in-denied', `The sign-in was refused in the browser${why}. Nothing was changed.`, {
      hint: signIn(issuer),
    })
  }
  if (error === 'server_error' || error === 'temporarily_unavailable') {
    const message = `${issuer.host} has trouble (${error}${why}). Nothing was changed.`
    return new IccError('idp-unreachable', message, { hint: 'try again in a few minutes' })
  }
  const hint = `check login.oidc.clientId, scopes and redirectUri of the profile: icc site show ${issuer.site}`
  return refusal(issuer, error, description, { hint })
}

function invalid(issuer: Issuer, what: string): IccError {
  return new IccError(
    'idp-invalid-answer',
    `${issuer.host} does not answer as an OpenID Connect provider does: ${what}. Nothing was changed.`,
    { hint: `${signIn(issuer)}; should it happen again, ask your campus` },
  )
}

function isInvalidGrant(failure: unknown): boolean {
  return failure instanceof client.ResponseBodyError && failure.error === 'invalid_grant'
}

/** The code was used already, is too old, or was given for something else. @see RFC 6749 section 5.2 */
function lost(issuer: Issuer, cause: unknown): IccError {
  return new IccError('sign-in-lost', `${issuer.host} no longer knows this sign-in. Nothing was changed.`, {
    hint: signIn(issuer),
    cause,
  })
}
