import { objectInPart } from '../jws-part.ts'

/**
 * The claims of a signed token in its compact form, unverified: only the cluster knows the key. The payload of a JWS
 * may be anything (early versions of kubernetes-ldap signed a protocol buffer): then there are none to read.
 *
 * @returns undefined for a text that is none, or whose signature anybody could make (`alg: none`)
 * @see RFC 7515 section 7.1, RFC 7519 section 7.2
 */
export function claimsOfJws(text: string): Record<string, unknown> | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/u.test(text)) return undefined
  const [header = '', payload = ''] = text.split('.')
  const alg = objectInPart(header)?.['alg']
  if (typeof alg !== 'string' || alg.toLowerCase() === 'none') return undefined
  return objectInPart(payload) ?? {}
}
