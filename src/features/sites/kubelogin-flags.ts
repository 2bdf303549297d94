import { IccError } from '../../errors.ts'

/** What the command line of kubelogin says of a sign-in. */
export type Flags = {
  issuer: string | undefined
  clientId: string | undefined
  /** Besides `openid`, which it always asks for. */
  scopes: string[]
  grant: 'device' | 'browser'
  /** Where the browser comes back to, as the provider knows it; the first of them whose port is free. */
  redirectUris: [string, ...string[]]
  /** PEM texts, or files of them. */
  ca: { data: string } | { files: string[] }
  /** Flags that change the sign-in, and that icc has nothing like. */
  leftOut: string[]
}

/** Flags without a value. */
const SWITCHES = new Set([
  'skip-open-browser',
  'oidc-use-pkce',
  'oidc-use-access-token',
  'force-refresh',
  'insecure-skip-tls-verify',
  'tls-renegotiation-once',
  'tls-renegotiation-freely',
])

/** Flags about this computer or the look of things, for which icc needs no setting. */
const NEEDLESS = new Set([
  'skip-open-browser',
  'oidc-use-pkce',
  'oidc-pkce-method',
  'force-refresh',
  'browser-command',
  'authentication-timeout-sec',
  'open-url-after-authentication',
  'token-cache-dir',
  'token-cache-storage',
])

const TAKEN = new Set([
  'oidc-issuer-url',
  'oidc-client-id',
  'oidc-client-secret',
  'oidc-extra-scope',
  'grant-type',
  'listen-address',
  'listen-port',
  'oidc-redirect-url-hostname',
  'oidc-redirect-url',
  'certificate-authority',
  'certificate-authority-data',
])

/**
 * Reads the arguments of kubelogin.
 *
 * @throws `kubelogin-not-convertible` (exit 1) for ways to sign in that icc does not go
 * @see github.com/int128/kubelogin docs/usage.md
 */
export function kubeloginFlags(args: readonly string[]): Flags {
  const values = readFlags(args)
  const first = (name: string): string | undefined => values.get(name)?.find((value) => value !== '')
  const list = (name: string): string[] =>
    (values.get(name) ?? []).flatMap((value) => value.split(',')).filter(Boolean)
  refuse(first)
  const data = list('certificate-authority-data').map((one) => Buffer.from(one, 'base64').toString())
  return {
    issuer: first('oidc-issuer-url'),
    clientId: first('oidc-client-id'),
    scopes: list('oidc-extra-scope').filter((scope) => scope !== 'openid'),
    grant: first('grant-type') === 'device-code' ? 'device' : 'browser',
    redirectUris: redirectsOf(first, list),
    ca: data.length > 0 ? { data: data.join('') } : { files: list('certificate-authority') },
    leftOut: [...values.keys()].filter((name) => !TAKEN.has(name) && !NEEDLESS.has(name)).map((name) => `--${name}`),
  }
}

function readFlags(args: readonly string[]): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (let at = 0; at < args.length; at += 1) {
    const [, name, , inline] = /^--([a-z][\w-]*)(=([^]*))?$/iu.exec(args[at] ?? '') ?? []
    if (name === undefined) continue
    const takesNext = inline === undefined && !SWITCHES.has(name) && args[at + 1]?.startsWith('-') === false
    if (takesNext) at += 1
    const value = inline ?? (takesNext ? (args[at] ?? '') : 'true')
    values.set(name, [...(values.get(name) ?? []), value])
  }
  return values
}

function refuse(first: (name: string) => string | undefined): void {
  if (first('oidc-client-secret') !== undefined)
    throw notConvertible(
      'it has a client secret, and icc is a public client, which keeps none (RFC 8252)',
      'ask for a public client with PKCE (docs/sites.md says how it has to be)',
    )
  if (first('oidc-use-access-token') === 'true')
    throw notConvertible('it sends access tokens, and icc ID tokens', 'ask the people who run the cluster')
  const grant = first('grant-type')
  if (grant === 'password' || (first('username') !== undefined && grant === undefined))
    throw notConvertible(
      'it gives your password to the provider itself, which icc does not',
      'ask for the device grant',
    )
}

/** kubelogin tries the ports of a list in turn, 8000 and 18000 by itself, and registers no path. */
function redirectsOf(
  first: (name: string) => string | undefined,
  list: (name: string) => string[],
): Flags['redirectUris'] {
  const given = first('oidc-redirect-url')
  if (given !== undefined) return [given]
  const addresses = list('listen-address').flatMap((address) => /:(\d+)$/u.exec(address)?.[1] ?? [])
  const ports = [...list('listen-port'), ...addresses]
  const host = first('oidc-redirect-url-hostname') ?? 'localhost'
  const at = (port: string): string => (port === '0' ? `http://${host}` : `http://${host}:${port}`)
  const [one = '8000', ...others] = ports.length > 0 ? ports : ['8000', '18000']
  return [at(one), ...others.map(at)]
}

export function notConvertible(why: string, hint: string): IccError {
  return new IccError(
    'kubelogin-not-convertible',
    `No profile can be made of the entry of kubelogin: ${why}. Nothing was written.`,
    { hint },
  )
}
