import * as client from 'openid-client'
import type { DeviceCode } from '../context.ts'
import { parseJson } from '../unknown-json.ts'

/** Seconds between two polls where the provider names none. @see RFC 8628 section 3.2 */
const USUAL_INTERVAL = 5

/** Seconds between two polls at least, whatever the provider says: less is an attack on it. */
const SHORTEST_INTERVAL = 1

/**
 * Asks for a device code, with PKCE S256 and a nonce.
 *
 * @param send sends the library's requests
 * @see RFC 8628 sections 3.1 and 3.2, RFC 7636 section 4.3
 */
export async function startDevice(
  config: client.Configuration,
  send: client.CustomFetch,
  scopes: string[],
): Promise<DeviceCode> {
  const codeVerifier = client.randomPKCECodeVerifier()
  const nonce = client.randomNonce()
  config[client.customFetch] = async (address, options) => regular(await send(address, options))
  const answer = await client.initiateDeviceAuthorization(config, {
    scope: scopes.join(' '),
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    nonce,
  })
  return {
    deviceCode: answer.device_code,
    userCode: answer.user_code,
    verificationUri: answer.verification_uri,
    verificationUriComplete: answer.verification_uri_complete,
    expiresIn: answer.expires_in,
    interval: Math.max(SHORTEST_INTERVAL, answer.interval ?? USUAL_INTERVAL),
    codeVerifier,
    nonce,
  }
}

/**
 * The library refuses what servers do send and what is harmless: an interval of 0, null or as a text, and the address
 * under the name it had in drafts of RFC 8628.
 */
async function regular(response: Response): Promise<Response> {
  const text = await response.text()
  const { status, headers } = response
  return new Response(text === '' ? null : mended(text), { status, headers })
}

function mended(text: string): string {
  const answer = parseJson(text)
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return text
  const { interval, verification_url: formerName, ...rest } = answer as Record<string, unknown>
  const seconds = Number(interval)
  return JSON.stringify({
    ...(formerName === undefined ? {} : { verification_uri: formerName }),
    ...rest,
    ...(Number.isFinite(seconds) && seconds > 0 ? { interval: seconds } : {}),
  })
}
