import { describe, expect, test } from 'vitest'
import { readManifests } from '../../../src/features/manifests/read.ts'
import {
  credentialIn,
  hasPassword,
  isPublic,
  isStandIn,
  mayHoldCredential,
  namesSecret,
} from '../../../src/features/manifests/secrets.ts'

// Nobody's credentials, put together here: written out, programs that look for such would take them for real.
const LETTERS = 'aZ8kXd93LmQ20z7cVb51N64nRt38Yw92UiEo16Ps47Tf05Hg7JkQwErTyUiOp2468AsDf'

const PEM = ['-----BEGIN', 'PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC']

const CREDENTIALS: [string, string][] = [
  ['a GitLab token', `glpat-${LETTERS.slice(0, 20)}`],
  ['a GitLab token', `glpat-${LETTERS.slice(0, 27)}.01.${LETTERS.slice(0, 9)}`],
  ['a GitHub token', `ghp_${LETTERS.slice(0, 36)}`],
  ['a GitHub token', `github_pat_${LETTERS.slice(0, 22)}_${LETTERS.slice(0, 59)}`],
  ['an AWS access key', `AKIA${LETTERS.toUpperCase().slice(0, 16)}`],
  ['a Slack token', `xoxb-${LETTERS.slice(0, 40)}`],
  ['a Google API key', `AIza${LETTERS.slice(0, 35)}`],
  ['an API key', `sk-proj-${LETTERS.slice(0, 48)}`],
  ['an API key', `sk_live_${LETTERS.slice(0, 24)}`],
  ['a Hugging Face token', `hf_${LETTERS.slice(0, 34)}`],
  ['an npm token', `npm_${LETTERS.slice(0, 36)}`],
  ['a PyPI token', `pypi-AgEI${LETTERS.slice(0, 60)}`],
  ['a Docker Hub token', `dckr_pat_${LETTERS.slice(0, 27)}`],
  ['an OpenShift token', `sha256~${LETTERS.slice(0, 43)}`],
  ['a Rancher token', `token-x7k2p:${LETTERS.toLowerCase().slice(0, 54)}`],
  ['a signed token (JWT)', `eyJ${LETTERS.slice(0, 30)}.eyJ${LETTERS.slice(0, 40)}.${LETTERS.slice(0, 43)}`],
  ['a private key', PEM.join(' ')],
  ['a private key', PEM.join(' RSA ')],
  ['a private key', PEM.join(' ').replace('\n', String.raw`\n`)],
]

describe('credentials have a shape', () => {
  test.each(CREDENTIALS)('%s', (kind, credential) => {
    expect(credentialIn(credential)).toBe(kind)
    expect(credentialIn(`curl -H "Authorization: ${credential}" https://example.org`)).toBe(kind)
    expect(credentialIn(`x${credential}`)).toBe(kind === 'a private key' ? kind : undefined)
  })

  test.each(CREDENTIALS)('%s shows in a file, however it is written there', (_, credential) => {
    const folded = credential.replaceAll(/[ \n]/gu, (blank) => (blank === ' ' ? '\n  ' : '\n\n  '))
    const escaped = credential.replaceAll(/[^]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
    for (const text of [
      JSON.stringify({ a: credential }),
      `a: |-\n${credential.replaceAll(/^/gmu, '  ')}\n`,
      `a: '${folded}'\n`,
      `a: "${escaped}"\n`,
      `a: !!binary ${Buffer.from(credential).toString('base64')}\n`,
    ]) {
      const { documents } = readManifests({ name: 'a.yaml', text })
      expect(documents.map(({ value }) => value)).toEqual([{ a: credential }])
      expect(mayHoldCredential(text)).toBe(true)
    }
  })

  test('a file without any trace of one need not be looked at', () => {
    expect(mayHoldCredential('apiVersion: v1\nkind: ConfigMap\ndata: {token: from the vault}\n')).toBe(false)
  })

  test.each([
    'AKIAIOSFODNN7EXAMPLE',
    'glpat-xxxxxxxxxxxxxxxxxxxx',
    `ghp_${'x'.repeat(36)}`,
    'ghp_short',
    'sk-learn',
    'sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
    'registry.example.org/app@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
    '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ2Fub3QgYmUgcmVhbA==',
    PEM.join(' ENCRYPTED '),
    `grep -q "${PEM.join(' ').split('\n')[0]}" key.pem`,
    'eyJhbGciOiJub25lIn0',
    'hf_hub_download',
    'npm_config_registry',
  ])('%s is none', (text) => expect(credentialIn(text)).toBeUndefined())

  test.each([
    ['eyJ'.repeat(200_000)],
    ['-eyJ'.repeat(200_000)],
    [`glpat-${'-glpat'.repeat(150_000)}`],
    ['-----BEGIN PRIVATE KEY-----'.repeat(40_000)],
    [':'.repeat(1_000_000)],
    ['sk-'.repeat(300_000)],
    [`${'token-'.repeat(200_000)}:${'a'.repeat(54)}`],
    [`postgres://${'a:'.repeat(400_000)}`],
  ])('a long text is looked at once', (text) => {
    expect(text.length).toBeGreaterThan(500_000)
    expect([credentialIn(text), hasPassword(text)]).toEqual([undefined, false])
  })
})

test.each([
  'PASSWORD',
  'DB_PASSWORD',
  'POSTGRES_PASSWORD',
  'dbPassword',
  'spring.datasource.password',
  'SMTP_PASS',
  'DB_PWD',
  'TLS_KEYSTORE_PASSWORD',
  'TOKEN',
  'GITLAB_TOKEN',
  'HF_TOKEN',
  'API_KEY',
  'apiKey',
  'OPENAI_API_KEY',
  'AWS_SECRET_ACCESS_KEY',
  'DJANGO_SECRET_KEY',
  'CLIENT_SECRET',
  'JWT_SECRET',
  'PASSWORD2',
])('%s is the name of a secret', (name) => expect(namesSecret(name)).toBe(true))

test.each([
  '',
  'PWD',
  'OLDPWD_DIR',
  'PASSWORD_FILE',
  'DB_PASSWORD_PATH',
  'TOKEN_URL',
  'TOKEN_TTL',
  'MAX_TOKENS',
  'PAD_TOKEN',
  'EOS_TOKEN',
  'NEXT_PAGE_TOKEN',
  'ALLOW_EMPTY_PASSWORD',
  'MYSQL_RANDOM_ROOT_PASSWORD',
  'REQUIRE_PASSWORD',
  'CACHE_KEY',
  'PARTITION_KEY',
  'PRIMARY_KEY',
  'PUBLIC_KEY',
  'KEYBOARD',
  'TOKENIZERS_PARALLELISM',
  'TLS_SECRET',
  'IMAGE_PULL_SECRET',
  'COMPASS',
])('%s is not', (name) => expect(namesSecret(name)).toBe(false))

test.each([
  '',
  '  ',
  'true',
  'No',
  '0',
  '/run/secrets/db',
  '$(DB_PASSWORD)',
  '${DB_PASSWORD}',
  '{{ .Values.password }}',
  '__PASSWORD__',
  '<your password>',
  'CHANGEME',
  'ENC[AES256_GCM,data:p673w==]',
  'vault:secret/data/app#password',
  'ref+vault://secret/app#/password',
  'op://vault/item/password',
])('"%s" stands in place of a secret', (value) => expect(isStandIn(value)).toBe(true))

test.each(['hunter2', 'correct horse', '123456', 'postgres', 'p/w', '/x', 'no-password'])('"%s" is one', (value) =>
  expect(isStandIn(value)).toBe(false),
)

test.each<[string, boolean]>([
  ['postgres://app:hunter2@db/app', true],
  ['amqp://guest:guest@mq:5672', true],
  ['postgres://app@db/app', false],
  ['postgres://app:$(DB_PASSWORD)@db/app', false],
  ['postgres://app:${DB_PASSWORD}@db/app', false],
  ['http://example.org:8080/a@b', false],
  ['https://example.org/?q=a:b@c', false],
  ['app:hunter2@db', false],
])('%s has a password in it: %s', (address, has) => expect(hasPassword(address)).toBe(has))

test('certificates and public keys are for everybody', () => {
  expect(isPublic('-----BEGIN CERTIFICATE-----\nMIIB')).toBe(true)
  expect(isPublic('\n-----BEGIN RSA PUBLIC KEY-----\nMIIB')).toBe(true)
  expect(isPublic(PEM.join(' '))).toBe(false)
  expect(isPublic(`-----BEGIN CERTIFICATE-----\nMIIB\n${PEM.join(' ')}`)).toBe(false)
})
