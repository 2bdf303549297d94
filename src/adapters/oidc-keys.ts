import type * as client from 'openid-client'
import type { Context } from '../context.ts'
import { IccError } from '../errors.ts'
import { parseJson } from '../unknown-json.ts'
import { signIn, translate, troubled, type Issuer } from './oidc-errors.ts'

type Keys = client.ExportedJWKSCache['jwks']

/** How often the keys are asked for, the milliseconds in between, and after how many of them no more try is begun. */
const TRIES = 3
const PAUSE = 500
const PATIENCE = 5000

/**
 * The keys that the provider signs ID tokens with. They are asked for before a device code or a refresh token is spent:
 * both work once, and an answer that nobody can check would cost the user the sign-in. One dropped connection, or one
 * page of a proxy, is not the end.
 *
 * @throws `idp-unreachable`, `idp-untrusted`, `idp-invalid-answer` (exit 1)
 * @see OpenID Connect Discovery 1.0 section 3 (`jwks_uri`), RFC 7517 section 5
 */
export async function fetchKeys(
  ctx: Pick<Context, 'clock' | 'signal'>,
  send: client.CustomFetch,
  server: client.ServerMetadata,
  issuer: Issuer,
): Promise<Keys> {
  const patience = AbortSignal.timeout(PATIENCE)
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await askForKeys(ctx, send, server.jwks_uri ?? '', issuer)
    } catch (error) {
      if (left === 0 || patience.aborted || ctx.signal.aborted) throw translate(error, issuer)
    }
    await ctx.clock.sleep(PAUSE, ctx.signal)
  }
}

async function askForKeys(
  ctx: Pick<Context, 'signal'>,
  send: client.CustomFetch,
  address: string,
  issuer: Issuer,
): Promise<Keys> {
  const asked = {
    method: 'GET',
    headers: { accept: 'application/json' },
    body: undefined,
    redirect: 'manual',
  } as const
  const response = await send(address, { ...asked, signal: ctx.signal })
  if (response.status >= 500 || response.status === 429) throw troubled(issuer, response.status)
  const body = response.status === 200 ? parseJson(await response.text()) : undefined
  if (isKeys(body)) return body
  throw new IccError(
    'idp-invalid-answer',
    `${issuer.host} does not tell the keys that it signs with (HTTP ${response.status}). Nothing was changed.`,
    { hint: `try again later: ${signIn(issuer)}` },
  )
}

/**
 * The keys as the library keeps them: a minute old, so that it uses them, but asks once more when a token names a key
 * that is not among them. By the library's clock, which is the system's.
 */
export function cachedKeys(jwks: Keys): client.ExportedJWKSCache {
  return { jwks, uat: Math.floor(Date.now() / 1000) - 60 }
}

function isKeys(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}
