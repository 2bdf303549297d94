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
  const alg = objectOf(header)?.['alg']
  if (typeof alg !== 'string' || alg.toLowerCase() === 'none') return undefined
  return objectOf(payload) ?? {}
}

function objectOf(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    // No JSON.
    return undefined
  }
}
