import type { ProviderContext } from 'oidc-provider/lib/provider.js'

/** One request that a server of the playground got. Never tokens, codes or cookies. */
export type RecordedRequest = {
  /** Milliseconds since the epoch. */
  time: number
  method: string
  /** Without the query; `:uid` in place of the random part of the sign-in pages' addresses. */
  path: string
  /** The answer's status; 0 until it was sent. */
  status: number
  /** Of a token request. */
  grantType?: string
  clientId?: string
}

/** Sees what a client sent to an endpoint and what that answered, secrets included. */
export type ExchangeWatch = (sent: Readonly<Record<string, unknown>>, answered: unknown) => void

/** Notes what the identity provider is asked. `watch` sees what must not be noted. */
export function createRecorder(
  requests: RecordedRequest[],
  watch?: ExchangeWatch,
): (ctx: ProviderContext, next: () => Promise<void>) => Promise<void> {
  return async (ctx, next) => {
    const path = ctx.path.replace(/^(\/[a-z]+\/)[\w-]{40,}$/, '$1:uid')
    const request: RecordedRequest = { time: Date.now(), method: ctx.method, path, status: 0 }
    requests.push(request)
    await next()
    request.status = ctx.status
    watch?.(ctx.oidc?.body ?? {}, ctx.body)
    const grantType = ctx.oidc?.body?.['grant_type']
    if (typeof grantType === 'string') request.grantType = grantType
    if (ctx.oidc?.client) request.clientId = ctx.oidc.client.clientId
  }
}
