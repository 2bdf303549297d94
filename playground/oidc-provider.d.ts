// oidc-provider ships no types. This is what the playground uses of it, and no more.
//
// Its inner modules are imported because the package's entry prints a warning on every Node release that is not (yet)
// a long-term one, and the playground's output belongs to its user.

declare module 'oidc-provider/lib/provider.js' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  /** What is stored of a token, code, session or grant. */
  export type StoredPayload = {
    grantId?: string
    uid?: string
    userCode?: string
    consumed?: number
    [key: string]: unknown
  }

  export type Adapter = {
    upsert(id: string, payload: StoredPayload, expiresIn: number): Promise<void>
    find(id: string): Promise<StoredPayload | undefined>
    findByUserCode(userCode: string): Promise<StoredPayload | undefined>
    findByUid(uid: string): Promise<StoredPayload | undefined>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export type Client = { clientId: string; clientName?: string; grantTypeAllowed(grantType: string): boolean }

  export type DeviceCode = {
    kind: 'DeviceCode'
    clientId: string
    accountId?: string
    error?: string
    inFlight?: boolean
    isExpired: boolean
    nonce?: string
    params: Record<string, string | undefined>
    deviceInfo?: { codeChallenge: string }
    save(): Promise<string>
  }

  export type Grant = {
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }

  /** A Koa context; `oidc` is there once a route of the provider has matched. */
  export type ProviderContext = {
    req: IncomingMessage
    res: ServerResponse
    method: string
    path: string
    url: string
    query: Record<string, string | string[] | undefined>
    status: number
    type: string
    body: unknown
    state: { userCode?: string }
    set(headers: Record<string, string>): void
    redirect(url: string): void
    oidc?: {
      body?: Record<string, string | string[] | undefined>
      client?: Client
      deviceCode?: DeviceCode
      params?: Record<string, string | undefined>
      session?: { state?: { secret: string } }
      urlFor(route: string): string
    }
  }

  export type Interaction = {
    uid: string
    prompt: { name: string; details: { missingOIDCScope?: string[] } }
    params: { client_id: string }
    session?: { accountId: string }
    grantId?: string
  }

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    use(middleware: (ctx: ProviderContext, next: () => Promise<void>) => Promise<void>): this
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    on(event: 'server_error', listener: (ctx: ProviderContext, error: unknown) => void): this
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>
    interactionResult(request: IncomingMessage, response: ServerResponse, result: unknown): Promise<string>
    readonly Client: { find(id: string): Promise<Client | undefined> }
    readonly DeviceCode: {
      findByUserCode(code: string, options: { ignoreExpiration: boolean }): Promise<DeviceCode | undefined>
    }
    readonly Grant: {
      new (properties: { accountId: string; clientId: string }): Grant
      find(id: string): Promise<Grant | undefined>
    }
  }
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  export class InvalidRequest extends Error {
    constructor(description: string)
  }
  export class InvalidGrant extends Error {
    constructor(detail: string)
  }
  export class SessionNotFound extends Error {}
}
