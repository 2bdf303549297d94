import { get } from 'node:https'
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose'
import { StatusError } from './kubernetes-status.ts'

/** Who asks, as the API server sees it. */
export type Requester = { username: string; groups: string[] }

export type Trust = {
  issuer: string
  jwksUri: string
  audiences: string[]
  ca: string
  /** The claim that is the user name; `preferred_username` where left out. */
  usernameClaim?: string
}

/** Who the holder of a token is that says nothing by itself, as Rancher and OpenShift give out. */
export type Holders = (token: string) => Requester | undefined

const ANONYMOUS: Requester = { username: 'system:anonymous', groups: ['system:unauthenticated'] }

/**
 * Verifies bearer tokens as an API server with OIDC does: issuer, audience, expiry and the signature by the issuer's
 * published keys. Without a token the requester is anonymous; a bad token throws Unauthorized.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens
 */
export function createAuthentication(
  trust: Trust,
  holders: Holders = () => undefined,
): (authorization: string | undefined) => Promise<Requester> {
  const keys = createRemoteJWKSet(new URL(trust.jwksUri), {
    [customFetch]: async (url) => new Response(await download(url, trust.ca)),
  })
  const { usernameClaim = 'preferred_username' } = trust
  return async (authorization) => {
    const token = /^bearer +(.*)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) return ANONYMOUS
    const holder = holders(token)
    if (holder !== undefined) return holder
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: trust.issuer,
        audience: trust.audiences,
        algorithms: ['ES256', 'RS256'],
        requiredClaims: ['exp', usernameClaim],
      })
      const username = payload[usernameClaim]
      if (typeof username !== 'string' || username === '') throw new errors.JWTInvalid('no username')
      return { username, groups: [...groupsOf(payload['groups']), 'system:authenticated'] }
    } catch (error) {
      // What is wrong with the token is not told to whoever sent it; anything else is a fault of the playground.
      if (error instanceof errors.JOSEError) throw new StatusError('Unauthorized', 'Unauthorized')
      throw error
    }
  }
}

function groupsOf(claim: unknown): string[] {
  return Array.isArray(claim) ? claim.filter((group) => typeof group === 'string') : []
}

/** `fetch` takes no certificate authority of its own, so this goes through node:https. */
function download(url: string, ca: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const request = get(url, { ca, agent: false }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => resolve(Buffer.concat(chunks).toString()))
  })
  request.on('error', reject)
  return promise
}
