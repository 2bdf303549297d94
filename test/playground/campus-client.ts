import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:https'
import type { Campus } from '../../playground/campus.ts'

/** An answer of one of the campus's servers; `json` is the parsed body where it is JSON. */
export type Answer = { status: number; headers: Record<string, unknown>; text: string; json: Record<string, unknown> }

export const ALL_SCOPES = 'openid profile email groups offline_access'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a device holds while it waits. */
export type PendingDevice = {
  deviceCode: string
  userCode: string
  verifier: string
  answer: Record<string, unknown>
}

/** A plain client of the campus, written against the RFCs alone: it shares no code with icc. */
export function createClient(campus: Campus, clientId = 'icc') {
  const post = (path: string, form: Record<string, string>): Promise<Answer> =>
    send(campus, 'POST', campus.issuer + path, new URLSearchParams({ client_id: clientId, ...form }))

  async function startDevice(extra: Record<string, string> = {}): Promise<PendingDevice> {
    const { verifier, challenge } = pkce()
    const form = { scope: ALL_SCOPES, code_challenge: challenge, code_challenge_method: 'S256', ...extra }
    const { json, text } = await post('/device/auth', form)
    if (typeof json['device_code'] !== 'string') throw new Error(`no device code came: ${text}`)
    return { deviceCode: json['device_code'], userCode: String(json['user_code']), verifier, answer: json }
  }

  const poll = ({ deviceCode, verifier }: PendingDevice): Promise<Answer> =>
    post('/token', { grant_type: DEVICE_GRANT, device_code: deviceCode, code_verifier: verifier })

  /** The whole device flow. */
  async function signIn(username: string, extra: Record<string, string> = {}): Promise<Record<string, string>> {
    const device = await startDevice(extra)
    await campus.approve(device.userCode, username)
    const { status, json, text } = await poll(device)
    if (status !== 200) throw new Error(`no tokens came: ${text}`)
    return json as Record<string, string>
  }

  const refresh = (refreshToken: string): Promise<Answer> =>
    post('/token', { grant_type: 'refresh_token', refresh_token: refreshToken })

  return { post, startDevice, poll, signIn, refresh }
}

/** @see RFC 7636 section 4 */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** Sends one request with the campus's certificate authority as the only trusted one. */
export function send(
  campus: Campus,
  method: string,
  url: string,
  body?: URLSearchParams | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const form = body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
  const outgoing = request(
    url,
    { method, ca: campus.ca, agent: false, headers: { ...form, ...headers } },
    (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const isJson = String(response.headers['content-type']).startsWith('application/json')
        const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
      })
    },
  )
  outgoing.on('error', reject)
  outgoing.end(body?.toString())
  return promise
}
