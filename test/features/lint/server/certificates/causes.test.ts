import { expect, test } from 'vitest'
import { causeIn } from '../../../../../src/features/lint/server/certificates/causes.ts'

const HOST = 'web.campus.example'
const SELF_CHECK = `Waiting for HTTP-01 challenge propagation: failed to perform self check GET request 'http://${HOST}/.well-known/acme-challenge/x1': Get "http://${HOST}/.well-known/acme-challenge/x1"`

/** Sentences as cert-manager, Let's Encrypt and API servers write them, and what is made of them. */
const SENTENCES: [reason: string, what: string, hint: string][] = [
  [
    `${SELF_CHECK}: dial tcp: lookup ${HOST} on 10.96.0.10:53: no such host`,
    'its host name is not in the DNS',
    `have ${HOST} set up`,
  ],
  [
    `Error accepting authorization: acme: authorization error for ${HOST}: 400 urn:ietf:params:acme:error:dns: DNS problem: NXDOMAIN looking up A for ${HOST}`,
    'its host name is not in the DNS',
    'goes on by itself',
  ],
  [`${SELF_CHECK}: dial tcp 192.0.2.7:80: connect: connection refused`, 'nobody answers', 'port 80'],
  [
    `acme: authorization error for ${HOST}: 400 urn:ietf:params:acme:error:connection: 192.0.2.7: Fetching http://${HOST}/: Timeout during connect (likely firewall problem)`,
    'nobody answers',
    'DNS-01',
  ],
  [
    "Waiting for HTTP-01 challenge propagation: wrong status code '401', expected '200'",
    'comes for its host name (HTTP 401)',
    'no password',
  ],
  [
    `acme: authorization error for ${HOST}: 403 urn:ietf:params:acme:error:unauthorized: 192.0.2.7: Invalid response from http://${HOST}/.well-known/acme-challenge/x1: 404`,
    'comes for its host name (HTTP 404)',
    `${HOST} must lead to this cluster`,
  ],
  [
    'Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates (50) already issued for "campus.example" in the last 168h0m0s, retry after 2026-11-25 02:50:38 UTC: see https://letsencrypt.org/docs/rate-limits/',
    'the limit of the authority is reached until 2026-11-25 02:50 UTC',
    'staging',
  ],
  [
    'Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: Error creating new order :: too many failed authorizations recently',
    'the limit of the authority is reached',
    'wait',
  ],
  [
    'pods "cm-acme-http-solver-x1" is forbidden: exceeded quota: compute, requested: limits.cpu=100m, used: limits.cpu=2, limited: limits.cpu=2',
    'does not fit the quota',
    'kubectl describe quota',
  ],
  [
    'pods "cm-acme-http-solver-x1" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    'a policy of the cluster',
    'icc site show',
  ],
  [
    'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt" not found',
    'the issuer that is named does not exist',
    'kubectl get clusterissuers,issuers',
  ],
  ['Referenced issuer does not have a Ready status condition', 'the issuer itself is not ready', 'another one'],
  [
    '403 urn:ietf:params:acme:error:caa: CAA record for campus.example prevents issuance',
    'lets other authorities alone',
    'whoever runs the domain',
  ],
  [
    'Failed to create Order: 400 urn:ietf:params:acme:error:rejectedIdentifier: Invalid identifiers requested :: Cannot issue for "web.local": Domain name does not end with a valid public suffix (TLD)',
    'makes no certificate for such a name',
    'public DNS',
  ],
]

test.each(SENTENCES)('%s', (reason, what, hint) => {
  const cause = causeIn(reason, HOST)
  expect(cause.what).toContain(what)
  expect(cause.hint).toContain(hint)
  expect(cause.hint).not.toContain('HOST')
})

test('what nobody knows is told in the words of cert-manager, on one line and without control characters', () => {
  expect(causeIn('The venafi zone \u001b[31mis\nclosed', HOST)).toEqual({
    what: 'cert-manager says "The venafi zone is"',
  })
})

test('a host name is not read as a pattern', () => {
  expect(causeIn('no such host', '$&.campus.example').hint).toContain('$&.campus.example')
})
