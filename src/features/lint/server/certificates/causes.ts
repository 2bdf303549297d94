import { quoted } from '../words.ts'

/** What keeps a certificate from being made, and what to do about it. */
export type Cause = {
  /** Completes "There is no certificate yet: ...". */
  what: string
  /** Undefined where nothing but the words of cert-manager is known. */
  hint?: string | undefined
}

type KnownCause = { pattern: RegExp; what: string | ((reason: string) => string); hint: string }

/**
 * By words of cert-manager, of ACME's error types (RFC 8555 section 6.7) and of the API server, which all come in one
 * sentence of a Challenge or Order; the first that fits counts. HOST stands for the host name.
 */
const KNOWN: readonly KnownCause[] = [
  {
    pattern: /error:rateLimited|too many (?:certificates|failed authorizations|new orders)/iu,
    what: (reason) => `the limit of the authority is reached${retryAfter(reason)}`,
    hint: 'wait for that, and change no host names before; to try things out, name a staging issuer',
  },
  {
    pattern: /exceeded quota|failed quota/u,
    what: 'the pod that proves the host name does not fit the quota of the namespace',
    hint: 'make room for it: kubectl describe quota',
  },
  {
    pattern: /violates PodSecurity|admission webhook .* denied/u,
    what: 'a policy of the cluster keeps out the pod that proves the host name',
    hint: 'ask the people who run the cluster (icc site show)',
  },
  {
    pattern: /Referenced "?(?:Cluster)?Issuer"? not found|issuers?\.cert-manager\.io "[^"]*" not found/u,
    what: 'the issuer that is named does not exist',
    hint: 'name one of these: kubectl get clusterissuers,issuers',
  },
  {
    pattern: /Referenced issuer does not have a Ready|issuer is not (?:yet )?ready/iu,
    what: 'the issuer itself is not ready',
    hint: 'name another one (kubectl get clusterissuers,issuers), or ask the people who run it',
  },
  {
    pattern: /\bCAA\b|error:caa/u,
    what: 'the domain lets other authorities alone make certificates (CAA record)',
    hint: 'ask whoever runs the domain of HOST',
  },
  {
    pattern: /rejectedIdentifier|does not end with a public suffix|not end with a valid public suffix/u,
    what: 'the authority makes no certificate for such a name',
    hint: 'HOST must be a name of the public DNS',
  },
  {
    pattern: /no such host|NXDOMAIN|error:dns\b|server misbehaving|SERVFAIL|no valid A records/u,
    what: 'its host name is not in the DNS',
    hint: 'have HOST set up in the DNS; cert-manager goes on by itself',
  },
  {
    pattern: /wrong status code|Invalid response from|error:unauthorized|did not return the expected/u,
    what: (reason) => `another answer than that of cert-manager comes for its host name${statusIn(reason)}`,
    hint: 'HOST must lead to this cluster, and /.well-known/acme-challenge/ be open: no password, no allow-list, no redirect elsewhere',
  },
  {
    pattern: /error:connection\b|connection re(?:fused|set)|time(?:d )?out|deadline exceeded|no route to host/iu,
    what: 'nobody answers under its host name',
    hint: 'HOST must lead to this cluster and be reached from everywhere on port 80; where it may not be, an issuer with DNS-01 is needed',
  },
]

/** @param reason of cert-manager, in its words */
export function causeIn(reason: string, host: string): Cause {
  const known = KNOWN.find(({ pattern }) => pattern.test(reason))
  if (known === undefined) return { what: `cert-manager says "${quoted(reason)}"` }
  const { what, hint } = known
  return { what: typeof what === 'string' ? what : what(reason), hint: hint.replace('HOST', () => host) }
}

function retryAfter(reason: string): string {
  const [, date, time] = /retry after (\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)/iu.exec(reason) ?? []
  return date === undefined || time === undefined ? '' : ` until ${date} ${time} UTC`
}

function statusIn(reason: string): string {
  const [, status] = /(?:wrong status code '|Invalid response from \S+: "?)(\d{3})\b/u.exec(reason) ?? []
  return status === undefined ? '' : ` (HTTP ${status})`
}
