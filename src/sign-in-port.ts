// What icc asks of identity providers and other sign-in services: a part of Context, types only.

/** What is needed to talk to one identity provider as one public client. */
export type OidcSettings = {
  /** The site it belongs to, which a next step has to name. */
  site: string
  issuer: string
  clientId: string
  /** PEM certificates that are trusted for the issuer besides the system's. */
  ca: string | undefined
}

/**
 * One identity provider (OpenID Connect Discovery was done when this was handed out).
 *
 * Its methods throw `idp-unreachable`, `idp-invalid-answer`, `idp-refused`, `scope-refused`, `id-token-invalid` (exit 1),
 * and `session-over` (exit 4) where a refresh token is no longer accepted.
 */
export type Oidc = {
  /** The server's clock minus ours in milliseconds, as far as a `Date` header told it; else undefined. */
  clockDrift(): number | undefined
  /** Whether it hands out device codes (RFC 8628 section 4), as far as it has said; some clients are refused later. */
  offersDevice(): boolean
  /** Starts a device sign-in. Throws `device-not-offered` (exit 1) as well. @see RFC 8628 sections 3.1 and 3.2 */
  startDevice(scopes: string[], signal: AbortSignal): Promise<DeviceCode>
  /** Asks once whether the user has approved. Never waits. @see RFC 8628 sections 3.4 and 3.5 */
  pollDevice(code: DeviceCode, signal: AbortSignal): Promise<DevicePoll>
  /** Makes the address of a sign-in in the browser; nothing is sent. @see RFC 6749 section 4.1.1, RFC 7636 section 4.3 */
  startCode(redirectUri: string, scopes: string[]): Promise<CodeRequest>
  /** Trades in what the browser brought back. @see RFC 6749 sections 4.1.2 and 4.1.3, RFC 9207 section 2.4 */
  redeemCode(asked: CodeRequest, answer: URLSearchParams, signal: AbortSignal): Promise<Tokens>
  /** Trades a refresh token in. @see OpenID Connect Core 1.0 section 12 */
  refresh(refreshToken: string, expected: Subject, signal: AbortSignal): Promise<Tokens>
  /** Revokes a token; false where the provider offers no revocation. @see RFC 7009 section 2 */
  revoke(refreshToken: string, signal: AbortSignal): Promise<boolean>
}

export type Subject = { issuer: string; subject: string }

export type DeviceCode = {
  /** Secret: never shown or logged. */
  deviceCode: string
  userCode: string
  verificationUri: string
  verificationUriComplete: string | undefined
  /** Seconds until the code expires. */
  expiresIn: number
  /** Seconds between two polls; 5 where the provider names none (RFC 8628 section 3.2). */
  interval: number
  /** The PKCE verifier (RFC 7636) that belongs to this code. Secret. */
  codeVerifier: string
  nonce: string
}

/** One answer of the token endpoint during a device sign-in. */
export type DevicePoll =
  | { kind: 'tokens'; tokens: Tokens }
  | { kind: 'pending' }
  | { kind: 'slow-down'; retryAfter: number | undefined }
  | { kind: 'denied' }
  | { kind: 'expired' }
  /** Nothing usable came (connection lost, 5xx, a proxy's page): poll again later. `retryAfter` in seconds. */
  | { kind: 'trouble'; reason: string; retryAfter: number | undefined }

/** A sign-in in the browser by authorization code and PKCE. */
export type CodeRequest = {
  authorizationUrl: string
  /** To the letter as it was asked for. */
  redirectUri: string
  /** The answer must bring it back. */
  state: string
  nonce: string
  /** The PKCE verifier (RFC 7636). Secret. */
  codeVerifier: string
}

/** A verified token answer: issuer, audience, expiry and signature of the ID token were checked. */
export type Tokens = {
  idToken: string
  claims: Record<string, unknown>
  refreshToken: string | undefined
  /**
   * Until when the refresh token can be used, in milliseconds since the epoch by the provider's clock. Undefined where
   * the provider does not say, or says that it has no end.
   */
  refreshExpiresAt?: number | undefined
  /** Milliseconds since the epoch by the provider's clock (the ID token's `exp`). */
  expiresAt: number
}

/** Plain requests, for sign-in services that speak neither OpenID Connect nor Kubernetes. */
export type Http = {
  /**
   * Sends one request and reads the whole answer. Every status is an answer, redirects among them: none is followed,
   * since what was sent must not go elsewhere.
   *
   * @throws `server-unreachable`, `server-untrusted`, `server-not-https`, `server-invalid-answer` (exit 1); the signal's
   * reason
   */
  send(question: HttpQuestion): Promise<HttpReply>
}

export type HttpQuestion = {
  /** https, without a user name, password or fragment in it; nothing is sent to another one. Shown with `--verbose`, without its query. */
  url: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers?: Readonly<Record<string, string>>
  body?: string
  /** PEM certificates that are trusted besides the system's. */
  ca?: string | undefined
  signal: AbortSignal
}

export type HttpReply = {
  /** 200 to 599. */
  status: number
  /** By their names in small letters; of those that came more than once all, with commas between. */
  headers: Readonly<Record<string, string>>
  body: string
}

/** Listens on this computer alone for what the user's browser brings back. @see RFC 8252 section 7.3 */
export type Loopback = {
  /**
   * @param redirectUri `http://` with a loopback address or `localhost`; without a port it gets a free one
   * @throws `port-in-use`, `loopback-unusable` (exit 1)
   */
  listen(redirectUri: string): Promise<LoopbackListener>
}

export type LoopbackListener = {
  /** With its port. */
  redirectUri: string
  port: number
  /** The next visit to the redirect address; whatever else is asked gets a plain page. Rejects with the signal's reason. */
  next(signal: AbortSignal): Promise<Visit>
  /** Ends every connection, answered or not. */
  close(): Promise<void>
}

export type Visit = {
  query: URLSearchParams
  /** Shows the browser a page without scripts; the texts may come from anywhere. */
  answer(page: { title: string; text: string; failed?: boolean }): void
}
