import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SchemaShape } from '../../../src/features/sites/faults.ts'
import { checkSiteFile, loadSite } from '../../../src/features/sites/load.ts'
import { profileSchema } from '../../../src/features/sites/schema.ts'
import { failure, siteFolders } from './site-folders.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/sites')
const checkout = join(import.meta.dirname, '../../..')

test('every field can be written, and the fixture that shows it leaves none out', () => {
  const { ctx } = siteFolders()
  const { profile } = checkSiteFile(ctx, join(fixtures, 'every-field.yaml'))
  expect(fieldsMissingIn(profileSchema, profile, '')).toEqual([])
})

/** Fields of the schema that the value does not hold. Earlier generations repeat the groups and are left out. */
function fieldsMissingIn(schema: SchemaShape, value: unknown, path: string): string[] {
  if (path === '.generations') return value === undefined ? [path] : []
  if (value === undefined) return [path]
  if (schema.wrapped) return fieldsMissingIn(schema.wrapped, value, path)
  if (schema.item) return fieldsMissingIn(schema.item, (value as unknown[])[0], `${path}[0]`)
  return Object.entries(schema.entries ?? {}).flatMap(([key, entry]) =>
    fieldsMissingIn(entry, (value as Record<string, unknown>)[key], `${path}.${key}`),
  )
}

test('years, dates and amounts that YAML reads as numbers are texts in the profile', () => {
  const { ctx } = siteFolders()
  const { profile } = checkSiteFile(ctx, join(fixtures, 'every-field.yaml'))
  expect(profile).toMatchObject({ validFrom: '2025', validTo: '2026-03-31' })
  expect(profile.resources?.defaults?.requests).toEqual({ cpu: '1' })
})

const key = '-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\\n'
const certificate = readFileSync(join(fixtures, 'ca.pem'), 'utf8').replaceAll('\n', '\\n')

test.each([
  ['login.oidc.issuer', '{method: device, oidc: {issuer: "https://user:secret@sso.example.org/"}}'],
  ['login.oidc.issuer', '{method: device, oidc: {issuer: "https://sso.example.org/?x"}}'],
  ['login.oidc.issuer', '{method: device, oidc: {issuer: "https://sso.example.org/?"}}'],
  ['login.oidc.issuer', '{method: device, oidc: {issuer: "https://sso.example.org/#x"}}'],
  ['login.oidc.issuer', '{method: device, oidc: {issuer: "https://sso.example.org/\\nx"}}'],
  ['login.oidc.issuer', '{method: device, oidc: {issuer: sso.example.org}}'],
  ['login.oidc.issuer', '{method: device, oidc: {issuer: "javascript:alert(1)"}}'],
  ...[
    'https://127.0.0.1/callback',
    'http://campus.example/callback',
    'http://127.0.0.1.evil.example/',
    'http://localhost:80',
    'http://127.0.0.1:/',
    'http://[::1]:80/x',
    'http://127.0.0.1/?x',
    'http://user@127.0.0.1/',
  ].map((uri): [string, string] => ['login.oidc.redirectUri', `{method: browser, oidc: {redirectUri: "${uri}"}}`]),
  ['login.oidc.ca', '{method: device, oidc: {ca: none}}'],
  ['login.oidc.ca', `{method: device, oidc: {ca: "${key}"}}`],
  ['login.oidc.ca', `{method: device, oidc: {ca: "${certificate}${key}"}}`],
  ['login.oidc.ca', `{method: device, oidc: {ca: "${certificate.replace('MIIB', 'AAAA')}"}}`],
  ['login.oidc.verificationHosts[0]', '{method: device, oidc: {verificationHosts: ["https://sso.example.org"]}}'],
  ['login.portal.url', '{method: kubeconfig, portal: {url: "http://portal.example.org/"}}'],
  ['login.portal.url', '{method: kubeconfig, portal: {fileName: config.txt}}'],
  ['login.sessionHours', '{method: device, sessionHours: 0}'],
  ['login.sessionHours', '{method: device, sessionHours: 1e9}'],
  ['login.sessionHours', '{method: device, sessionHours: .nan}'],
  ['login.method', '{}'],
  ['login', 'device'],
])('%s of login: %s is refused', (field, login) => {
  expect(faultFields(`login: ${login}`)).toEqual([field])
})

test.each([
  ['namespace.personal.from', 'namespace: {personal: {from: preferred_username}}'],
  ['namespace.personal.suffix', 'namespace: {personal: {from: username, suffix: "-"}}'],
  ['namespace.personal.prefix', 'namespace: {personal: {from: username, prefix: A}}'],
  ['namespace.known[1]', 'namespace: {known: [a, A]}'],
  ['validFrom', 'validFrom: 2025-02-30'],
  ['validFrom', 'validFrom: 20250101'],
  ['contacts[0]', 'contacts: [{topic: Help}]'],
  ['contacts[0].mail', 'contacts: [{mail: help}]'],
  ['docs.start', 'docs: {start: "file:///etc/passwd"}'],
  ['generations.2019.login.method', 'generations: {2019: {login: {method: magic}}}'],
  ['generations.2019.titel', 'generations: {2019: {titel: x}}'],
  ['lifecycle.deletionDates[0]', 'lifecycle: {deletionDates: [31-03]}'],
  ['nodePort.portRange.to', 'nodePort: {portRange: {from: 1, to: 65536}}'],
  ['resources.solverNeeds.cpu', 'resources: {solverNeeds: {cpu: much}}'],
  ['ingress.internalCidrs[0]', 'ingress: {internalCidrs: [0.0.0.0]}'],
  ['ingress.internalCidrs[0]', 'ingress: {internalCidrs: ["10.0.0.256/8"]}'],
  ['ingress.internalCidrs[0]', 'ingress: {internalCidrs: ["::1::/64"]}'],
  ['ingress.internalCidrs[0]', 'ingress: {internalCidrs: ["2001:db8::/129"]}'],
  ['api.proxyUrl', 'api: {proxyUrl: "ftp://proxy.example.org"}'],
  ['timeZone', 'timeZone: europe/berlin'],
  ['title', 'title: "  "'],
])('%s of "%s" is refused', (field, text) => {
  const title = text.startsWith('title:') ? '' : 'title: Campus\n'
  expect(faultFields(`login: {method: token}\n${title}${text}`, '')).toEqual([field])
})

function faultFields(text: string, title = 'title: Campus\n'): string[] {
  const { ctx, user } = siteFolders()
  user('campus', `id: campus\n${title}${text}\n`)
  const { message } = failure(() => loadSite(ctx, 'campus')) as Error
  const faults = message.split('\n').slice(1)
  return faults.map((line) => /^ {2}\S+:\d+:\d+: ([\w.[\]]+): /u.exec(line)?.[1] ?? line)
}

test('a value in the wrong place is shown by its beginning only', () => {
  const { ctx, user } = siteFolders()
  user('campus', `id: campus\ntitle: Campus\nlogin: {method: device, oidc: {ca: "${key}"}}\n`)
  const { message } = failure(() => loadSite(ctx, 'campus')) as Error
  expect(message).toContain('found "-----BEGIN PRIVATE KEY-----..."')
  expect(message).not.toContain('AAAA')
})

const campuses = readdirSync(join(checkout, 'sites')).filter((name) => !/^(?:generic|playground)\./u.test(name))

test.each(campuses)('beside every value of %s stands its evidence and year', (name) => {
  const lines = readFileSync(join(checkout, 'sites', name), 'utf8').split('\n')
  const start = lines.findIndex((line) => /^(?:docs|login):/u.test(line))
  const values = lines.slice(start).filter((line) => /^\s*(- \S|[^#]*: \S)/u.test(line.replace(/: #.*$/u, ':')))
  expect(values.length).toBeGreaterThan(20)
  const bare = values.filter((line) => !/ # (seed|docs|code|user) (\d{4}|n\.d\.)$/u.test(line))
  // An alias is icc's own word for a model, not something that a source says.
  expect(bare.filter((line) => !/^\s*- alias: /u.test(line))).toEqual([])
})
