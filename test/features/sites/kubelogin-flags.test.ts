import { expect, test } from 'vitest'
import { kubeloginFlags } from '../../../src/features/sites/kubelogin-flags.ts'

const NEEDED = ['get-token', '--oidc-issuer-url=https://idp.example.org/realms/a', '--oidc-client-id', 'kubernetes']

test('issuer and client, with and without =, and what kubelogin takes by itself', () => {
  expect(kubeloginFlags(['oidc-login', ...NEEDED])).toEqual({
    issuer: 'https://idp.example.org/realms/a',
    clientId: 'kubernetes',
    scopes: [],
    grant: 'browser',
    redirectUris: ['http://localhost:8000', 'http://localhost:18000'],
    ca: { files: [] },
    leftOut: [],
  })
})

test.each([
  [['--oidc-extra-scope=groups,email', '--oidc-extra-scope', 'openid'], { scopes: ['groups', 'email'] }],
  [['--grant-type=device-code', '--username=x'], { grant: 'device' }],
  [['--grant-type', 'authcode'], { grant: 'browser' }],
  [
    ['--listen-address=127.0.0.1:12345', '--listen-address=127.0.0.1:2'],
    { redirectUris: ['http://localhost:12345', 'http://localhost:2'] },
  ],
  [['--listen-address=127.0.0.1:0'], { redirectUris: ['http://localhost'] }],
  [['--listen-port=8001', '--oidc-redirect-url-hostname=127.0.0.1'], { redirectUris: ['http://127.0.0.1:8001'] }],
  [['--oidc-redirect-url=http://localhost:9/back'], { redirectUris: ['http://localhost:9/back'] }],
  [['--certificate-authority=~/ca.pem', '--certificate-authority', 'b'], { ca: { files: ['~/ca.pem', 'b'] } }],
  [['--certificate-authority-data=UEVN'], { ca: { data: 'PEM' } }],
  [
    ['--skip-open-browser', '-v1', '--token-cache-dir=/x', '--oidc-use-pkce', '--oidc-client-secret='],
    { leftOut: [] },
  ],
  [
    ['--oidc-auth-request-extra-params=kc_idp_hint=x', '--insecure-skip-tls-verify', '--local-server-cert', 'c'],
    { leftOut: ['--oidc-auth-request-extra-params', '--insecure-skip-tls-verify', '--local-server-cert'] },
  ],
])('%j', (more, expected) => {
  expect(kubeloginFlags([...NEEDED, ...more])).toMatchObject(expected)
})

test.each([
  [['--oidc-client-secret=hunter-two'], 'client secret'],
  [['--oidc-client-secret', 'hunter-two'], 'client secret'],
  [['--grant-type=password'], 'password'],
  [['--username', 'waa123'], 'password'],
  [['--oidc-use-access-token'], 'access tokens'],
])('%j is a way that icc does not go, and no value of it is told', (more, why) => {
  const told = expect.objectContaining({ code: 'kubelogin-not-convertible', message: expect.stringContaining(why) })
  expect(() => kubeloginFlags([...NEEDED, ...more])).toThrow(told)
  expect(() => kubeloginFlags([...NEEDED, ...more])).not.toThrow(/hunter-two|waa123/u)
})
