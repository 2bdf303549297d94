import { Agent, request } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import type { JsonObject } from '../src/features/manifests/document.ts'

export type ApiAnswer = { status: number; body: JsonObject; warnings: string[] }

/** JSON over https: how the operators of a real cluster talk to its API. */
export type ApiClient = {
  /** @param body a text is sent as YAML, for the server to read */
  send(method: string, path: string, body?: JsonObject | string): Promise<ApiAnswer>
  /** As `send`. @throws what the server said, where that is a refusal */
  must(method: string, path: string, body?: JsonObject): Promise<JsonObject>
  close(): void
}

/** @param tls whom to trust, and what to show in place of a token */
export function createApiClient(
  server: string,
  tls: Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>,
  token?: string,
): ApiClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 32, ...tls })
  async function send(method: string, path: string, body?: JsonObject | string): Promise<ApiAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>()
    const headers: Record<string, string> = { accept: 'application/json' }
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`
    if (typeof body === 'string') headers['content-type'] = 'application/yaml'
    else if (body) headers['content-type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const outgoing = request(server + path, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: parse(Buffer.concat(chunks).toString()),
          warnings: warningsIn(response.headersDistinct['warning'] ?? []),
        }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(typeof body === 'string' ? body : body && JSON.stringify(body))
    return promise
  }
  return {
    send,
    async must(method, path, body) {
      const answer = await send(method, path, body)
      if (answer.status < 300) return answer.body
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    },
    close: () => agent.destroy(),
  }
}

/** `/readyz` and its like answer with plain text. */
function parse(text: string): JsonObject {
  return text.startsWith('{') ? (JSON.parse(text) as JsonObject) : { text }
}

/** @see RFC 7234 section 5.5: `299 - "text"`, in which a backslash quotes what follows it */
function warningsIn(headers: readonly string[]): string[] {
  return headers.map((header) => (/^\d+ \S+ "(.*)"$/su.exec(header)?.[1] ?? header).replaceAll(/\\(.)/gsu, '$1'))
}
