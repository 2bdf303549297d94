import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JSONWebKeySet } from 'jose'

/** Makes ID tokens, good ones and bad ones. */
export type Signer = {
  jwks: JSONWebKeySet
  /** Signed with the provider's key (ES256); an undefined claim is left out. `seconds` is its life, default 43,200. */
  sign(claims?: Record<string, unknown>, seconds?: number): Promise<string>
  /** Signed with a key that the provider does not publish, under the name of the one it does. */
  signWithOtherKey(): Promise<string>
  /** `alg: none`. @see RFC 7518 section 3.6 */
  unsigned(): Promise<string>
  /** HS256 with the public key's text as the secret: the confusion of RFC 8725 section 2.1. */
  signWithPublicKey(): Promise<string>
}

const KEY_ID = 'the-only-key'

/** A provider's own key. */
export async function createSigner(issuer: string): Promise<Signer> {
  const own = await generateKeyPair('ES256', { extractable: true })
  const publicKey = { ...(await exportJWK(own.publicKey)), kid: KEY_ID, use: 'sig', alg: 'ES256' }
  const header = { alg: 'ES256', kid: KEY_ID }
  return {
    jwks: { keys: [publicKey] },
    sign: (claims, seconds) =>
      new SignJWT(usual(issuer, claims, seconds)).setProtectedHeader(header).sign(own.privateKey),
    async signWithOtherKey() {
      const other = await generateKeyPair('ES256')
      return new SignJWT(usual(issuer)).setProtectedHeader(header).sign(other.privateKey)
    },
    unsigned: async () => new UnsecuredJWT(usual(issuer)).encode(),
    signWithPublicKey: () =>
      new SignJWT(usual(issuer))
        .setProtectedHeader({ alg: 'HS256', kid: KEY_ID })
        .sign(new TextEncoder().encode(JSON.stringify(publicKey))),
  }
}

/** Claims of the student infw001. The token's own id makes two of the same second differ. */
function usual(issuer: string, changes: Record<string, unknown> = {}, seconds = 43_200): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer,
    sub: '1001',
    aud: 'icc',
    iat: now,
    exp: now + seconds,
    jti: randomUUID(),
    preferred_username: 'infw001',
    groups: ['se2/magic-team'],
    ...changes,
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}
