import { describeFailure, HttpFailure, request, type HttpAnswer, type HttpRequest } from '../../src/adapters/http.ts'
import { createTestContext } from './run-icc.ts'

/** Sends one request as icc does, trusting one authority (PEM). */
export function ask(
  env: Record<string, string>,
  url: string,
  ca: string,
  more: Partial<HttpRequest> = {},
): Promise<HttpAnswer> {
  const { signal } = new AbortController()
  const wanted = { url: new URL(url), method: 'GET', headers: {}, tls: { ca: [ca] }, signal, ...more }
  return request(createTestContext({}, { env }), wanted)
}

/** What the user reads about a request that must fail, and every text behind it. */
export async function failureOf(asking: Promise<HttpAnswer>): Promise<{ told: string; all: string }> {
  const error: unknown = await asking.catch((reason: unknown) => reason)
  if (!(error instanceof HttpFailure)) throw new Error(`not a failed request: ${JSON.stringify(error)}`)
  const texts: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) texts.push(at.message, at.stack ?? '')
  return { told: describeFailure(error), all: texts.join('\n') }
}
