import { parseJson } from '../../unknown-json.ts'

/**
 * The header or the payload of a signed token in its compact form, unverified; undefined where it is no JSON object.
 *
 * @see RFC 7515 section 7.1, RFC 7519 section 7.2
 */
export function objectInPart(part: string): Record<string, unknown> | undefined {
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'))
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}
