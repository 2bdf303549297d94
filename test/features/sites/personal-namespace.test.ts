import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadSite } from '../../../src/features/sites/load.ts'
import { personalNamespace } from '../../../src/features/sites/personal-namespace.ts'
import type { Profile } from '../../../src/features/sites/schema.ts'
import { siteFolders } from './site-folders.ts'

type Rule = NonNullable<NonNullable<Profile['namespace']>['personal']>

function profileWith(
  personal: Rule | undefined,
  oidc?: Profile['login']['oidc'],
): Pick<Profile, 'namespace' | 'login'> {
  return { namespace: { personal }, login: { method: 'device', sessionHours: 12, oidc } }
}

test('haw-icc of 2025 takes inf off and puts -default behind', () => {
  const { ctx } = siteFolders()
  const { profile } = loadSite(ctx, 'haw-icc')
  expect(personalNamespace(profile, {}, 'infwaa123')).toEqual({ namespace: 'waa123-default' })
})

test('haw-icc of 2019 takes the user id as it is', () => {
  const { ctx } = siteFolders()
  const { profile } = loadSite(ctx, 'haw-icc')
  const earlier = { login: profile.login, namespace: profile.generations?.['2019']?.namespace }
  expect(personalNamespace(earlier, {}, 'abc123')).toEqual({ namespace: 'abc123' })
})

test('the playground reads the claim preferred_username', () => {
  const { ctx } = siteFolders()
  const { profile } = loadSite(ctx, 'playground')
  const claims = { preferred_username: 'infw001' }
  expect(personalNamespace(profile, claims, 'somebody-else')).toEqual({ namespace: 'w001-default' })
})

test('a site without a rule has no personal namespace', () => {
  expect(personalNamespace(profileWith(undefined), {}, 'infwaa123')).toBeUndefined()
})

test.each<[string, Rule, string, string]>([
  ['capital letters become small', { from: 'username', stripPrefix: 'inf' }, 'INFWaa123', 'waa123'],
  ['a beginning that is not there stays away', { from: 'username', stripPrefix: 'inf' }, 'abc123', 'abc123'],
  ['a beginning is taken off once', { from: 'username', stripPrefix: 'inf' }, 'infinf1', 'inf1'],
  ['a prefix comes before', { from: 'username', prefix: 'user-' }, 'abc', 'user-abc'],
])('%s', (_, rule, username, namespace) => {
  expect(personalNamespace(profileWith(rule), {}, username)).toEqual({ namespace })
})

test('the prefix that the cluster puts before names is no part of the user name', () => {
  const profile = profileWith({ from: 'username' }, { usernamePrefix: 'oidc:' })
  expect(personalNamespace(profile, {}, 'oidc:abc')).toEqual({ namespace: 'abc' })
  expect(personalNamespace(profile, {}, 'abc')).toEqual({ namespace: 'abc' })
})

test.each<[unknown, string]>([
  [undefined, 'the token has no claim name'],
  [['a'], 'the claim name of the token is not a text'],
  [null, 'the claim name of the token is not a text'],
  ['', 'the claim name "": nothing is left of it'],
  ['inf', 'the claim name "inf": nothing is left of it'],
  ['a b', 'the claim name "a b": a namespace name holds only a-z, 0-9 and "-", not a space'],
  ['a/b', 'the claim name "a/b": a namespace name holds only a-z, 0-9 and "-", not "/"'],
  ['\u212Aay', 'the claim name "\u212Aay": a namespace name holds only a-z, 0-9 and "-", not U+212A'],
  ['a\u200Bb', 'the claim name "ab": a namespace name holds only a-z, 0-9 and "-", not U+200B'],
  ['a\u001B[31m\nb', 'the claim name "a b": a namespace name holds only a-z, 0-9 and "-", not U+001B'],
  ['-a', 'the claim name "-a": a namespace name begins and ends with a letter or digit, "-a-x" does not'],
  [
    'a'.repeat(62),
    `the claim name "${'a'.repeat(60)}...": the name would have 64 characters and Kubernetes allows 63`,
  ],
])('the claim %j is a problem, said in one sentence', (name, problem) => {
  const rule = { from: 'claims.name', stripPrefix: 'inf', suffix: '-x' }
  expect(personalNamespace(profileWith(rule), { name }, 'ignored')).toEqual({ problem })
})

test('what every object inherits is no claim', () => {
  const rule = { from: 'claims.constructor' }
  expect(personalNamespace(profileWith(rule), {}, 'x')).toEqual({ problem: 'the token has no claim constructor' })
})

test('whatever a token says, the answer is a DNS label or a short printable problem', () => {
  const claim = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', 'i') }))
  fc.assert(
    fc.property(fc.oneof(claim, fc.anything()), (name) => {
      const rule = { from: 'claims.name', stripPrefix: 'i', suffix: '-default' }
      const answer = personalNamespace(profileWith(rule), { name }, 'ignored')
      const text = answer && 'namespace' in answer ? answer.namespace : `problem: ${answer?.problem}`
      expect(text).toMatch(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?|problem: [^\p{Cc}\u202A-\u202E]{1,400})$/u)
    }),
    { numRuns: 300 },
  )
})
