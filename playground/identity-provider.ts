import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Provider, type Client, type DeviceCode, type ProviderContext } from 'oidc-provider/lib/provider.js'
import type { CampusOptions, ClientId } from './campus.ts'
import { checkVerifier, deviceFlow } from './identity-device.ts'
import { createInteractions, interactionPath } from './identity-interactions.ts'
import { errorPage, pageHeaders } from './identity-pages.ts'
import { createPacing } from './identity-polling.ts'
import { createRecorder, type RecordedRequest } from './identity-requests.ts'
import { createIdentityStore } from './identity-store.ts'
import { campusUsers, findBySubject } from './identity-users.ts'

export type IdentityProvider = {
  listener: ReturnType<Provider['callback']>
  requests: RecordedRequest[]
  /** From now on this account cannot sign in or refresh. */
  disable: (username: string) => void
  /** The user codes that nobody has answered yet, oldest first. */
  waitingCodes: () => string[]
}

type Middleware = (ctx: ProviderContext, next: () => Promise<void>) => Promise<void>

const DAY = 86_400

const CLIENT_NAMES: Record<ClientId, string> = {
  icc: 'icc',
  'icc-short': 'icc (short tokens)',
  'icc-other': 'another program',
}

const ID_TOKEN_SECONDS: Record<ClientId, number> = { icc: 43_200, 'icc-short': 300, 'icc-other': 43_200 }

/**
 * A real OpenID Connect provider (oidc-provider) for the campus's accounts: device flow and authorization code flow,
 * both with PKCE, refresh token rotation, revocation.
 */
export function createIdentityProvider(issuer: string, options: CampusOptions): IdentityProvider {
  const requests: RecordedRequest[] = []
  const disabled = new Set<string>()
  const store = createIdentityStore()
  const provider: Provider = new Provider(issuer, {
    ...protocol(options),
    ...keys(),
    adapter: store.adapter,
    features: features(() => provider, options),
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => interactionPath(uid) },
    clientBasedCORS: () => false,
    renderError(ctx: ProviderContext, out: { error: string; error_description?: string }) {
      ctx.set(pageHeaders)
      ctx.body = errorPage(out.error_description ?? out.error)
    },
    async findAccount(ctx: ProviderContext, subject: string, source?: { kind: string }) {
      if (source?.kind === 'DeviceCode') checkVerifier(ctx, source as DeviceCode)
      const user = findBySubject(subject)
      if (!user || disabled.has(user.username)) return undefined
      return { accountId: subject, claims: () => ({ sub: subject, ...user.claims }) }
    },
  })
  provider.use(createRecorder(requests, options.watchExchanges))
  if (options.pollInterval !== undefined) provider.use(createPacing(options.pollInterval))
  provider.use(startAfresh)
  const offered = () => campusUsers.filter((user) => options.showFaultyUsers === true || !user.faulty)
  provider.use(createInteractions(provider, { offered, mayIn: ({ username }) => !disabled.has(username) }))
  // Everything else is an answer to the client; this is a fault of the playground, which nobody should miss.
  provider.on('server_error', (_ctx, error) => console.error(error))
  return {
    listener: provider.callback(),
    requests,
    disable: (username) => void disabled.add(username),
    waitingCodes: () => store.waitingCodes(),
  }
}

function protocol(options: CampusOptions): Record<string, unknown> {
  return {
    clients: Object.entries(CLIENT_NAMES).map(([id, name]) => ({
      client_id: id,
      client_name: name,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
      // A native client may come back to any port of these (RFC 8252 section 7.3).
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback', 'http://localhost/callback'],
      id_token_signed_response_alg: 'ES256',
    })),
    claims: { openid: ['sub'], profile: ['preferred_username', 'name'], email: ['email'], groups: ['groups'] },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'groups'],
    // The cluster sees nothing but the ID token, so what it needs must be in there.
    conformIdTokenClaims: false,
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      DeviceCode: options.deviceCodeSeconds ?? 600,
      Grant: 14 * DAY,
      IdToken: (_ctx: unknown, _token: unknown, client: Client) => idTokenSeconds(client.clientId, options),
      Interaction: 3600,
      RefreshToken: options.refreshTokenSeconds ?? 14 * DAY,
      Session: DAY,
    },
  }
}

function idTokenSeconds(clientId: string, options: CampusOptions): number {
  const id = clientId as ClientId
  return options.idTokenSeconds?.[id] ?? ID_TOKEN_SECONDS[id]
}

function keys(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
  }
}

function features(provider: () => Provider, options: CampusOptions): Record<string, unknown> {
  return {
    devInteractions: { enabled: false },
    deviceFlow: deviceFlow(provider, options.echoDeviceNonce === true),
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    revocation: {
      enabled: true,
      allowedPolicy: async (_ctx: unknown, client: Client, token: Client) => token.clientId === client.clientId,
    },
  }
}

/**
 * Each sign-in begins without a session, so that the same browser can try one account after the other. The code of a
 * complete verification link is kept aside: oidc-provider would answer it with a page that needs JavaScript.
 */
const startAfresh: Middleware = async (ctx, next) => {
  if (ctx.method === 'GET' && (ctx.path === '/device' || ctx.path === '/auth')) delete ctx.req.headers.cookie
  if (ctx.method === 'GET' && ctx.path === '/device') {
    const { user_code: userCode } = ctx.query
    if (typeof userCode === 'string') ctx.state.userCode = userCode
    ctx.url = '/device'
  }
  // oidc-provider stumbles (500) over a form whose page never gave out a session.
  if (ctx.method === 'POST' && ctx.path === '/device' && !/\b_session=/.test(ctx.req.headers.cookie ?? '')) {
    ctx.status = 400
    ctx.set(pageHeaders)
    ctx.body = errorPage('This form was not opened in this browser, or the browser keeps no cookies.')
    return
  }
  await next()
}
