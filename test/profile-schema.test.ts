import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { profileJsonSchema, profileJsonSchemaText } from '../tools/profile-schema.ts'

const root = join(import.meta.dirname, '..')
const file = join(root, 'docs', 'site-profile.schema.json')
const profiles = [
  ...readdirSync(join(root, 'sites')).map((name) => join('sites', name)),
  'test/fixtures/sites/every-field.yaml',
]

/** As an editor judges a profile, which reads YAML 1.2. */
function faultsOf(profile: unknown): string[] {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false })
  const validate = ajv.compile(profileJsonSchema())
  validate(profile)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

test('the schema for editors is current', () => {
  expect(
    readFileSync(file, 'utf8'),
    'node tools/profile-schema.ts writes it anew, as the fields of profiles have changed',
  ).toBe(profileJsonSchemaText())
})

test.each(profiles)('an editor finds no fault in %s', (name) => {
  expect(faultsOf(parse(readFileSync(join(root, name), 'utf8')))).toEqual([])
})

test.each(profiles.filter((name) => name.startsWith('sites/')))('%s names the schema to editors', (name) => {
  const [first] = readFileSync(join(root, name), 'utf8').split('\n')
  expect(first).toBe('# yaml-language-server: $schema=../docs/site-profile.schema.json')
})

test('a profile that builds on another one need not say what that says', () => {
  expect(faultsOf({ id: 'campus', extends: 'generic', login: { oidc: { clientId: 'icc' } } })).toEqual([])
  expect(faultsOf({ id: 'campus' })).not.toEqual([])
})

test.each([
  [{ titel: 'x' }, 'must NOT have additional properties'],
  [{ login: { method: 'magic' } }, '/login/method must be equal to one of the allowed values'],
  [{ ingress: { class: 1 } }, '/ingress/class must be string'],
  [{ storage: { classes: [{ modes: [] }] } }, "/storage/classes/0 must have required property 'name'"],
  [{ loadBalancer: { allowed: 'maybe' } }, '/loadBalancer/allowed must match a schema in anyOf'],
  [{ smtp: { port: 70_000 } }, '/smtp/port must be <= 65535'],
  [{ generations: { 2019: { gpu: { modls: [] } } } }, '/generations/2019/gpu must NOT have additional properties'],
])('%j is a fault', (part, message) => {
  expect(faultsOf({ id: 'campus', extends: 'generic', ...part }).join('\n')).toContain(message)
})

test('small and capital letters are as good as in icc', () => {
  expect(faultsOf({ id: 'campus', extends: 'generic', network: { jumpHost: 'SSH.Example.org' } })).toEqual([])
})
