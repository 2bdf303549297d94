import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { coversHost, hostFault, isBelow } from '../../../src/features/manifests/host.ts'

test.each(['web.example.org', '*.example.org', 'localhost', '1.2.example', 'xn--bro-hoa.example.org', 'a-b.c'])(
  '%s is a host',
  (host) => {
    expect(hostFault(host)).toBeUndefined()
  },
)

test.each([
  ['https://Web.example.org/a?b', 'may not begin with a scheme', 'web.example.org'],
  ['web.example.org:8080', 'may not have a port', 'web.example.org'],
  ['web.example.org/app', 'may not have a path', 'web.example.org'],
  ['Web.Example.org', 'may have small letters only', 'web.example.org'],
  ['web.example.org.', 'may not end with a dot', 'web.example.org'],
  ['Web_1.example.org', 'may not have "_"', undefined],
  ['192.0.2.7', 'must be a name, not an address', undefined],
  ['2001:db8::1', 'must be a name, not an address', undefined],
  ['[::1]', 'must be a name, not an address', undefined],
  ['a.*.example.org', 'may have "*" only as its first part', undefined],
  ['*', 'may have "*" only as its first part', undefined],
  ['*.', 'may not end with a dot', undefined],
  ['a..b', 'must begin and end with a letter or digit, also beside each dot', undefined],
  ['', 'is empty', undefined],
  ['büro.example.org', 'may have small letters, digits, "-" and "." only', 'xn--bro-hoa.example.org'],
  [`${'a'.repeat(64)}.example.org`, 'is too long: 63 characters between two dots, 253 in all', undefined],
])('%s is no host', (host, reason, meant) => {
  expect(hostFault(host)).toEqual({ reason, meant })
})

test('what is meant is a host, whatever was written', () => {
  const written = fc.string({
    unit: fc.constantFrom('a', 'B', '1', '.', '*', ':', '/', '_', '-', 'ü', '?'),
    maxLength: 12,
  })
  fc.assert(
    fc.property(written, (host) => {
      const meant = hostFault(host)?.meant
      expect(meant === undefined || hostFault(meant) === undefined).toBe(true)
    }),
  )
})

test.each([
  ['*.example.org', 'web.example.org', true],
  ['*.example.org', 'a.b.example.org', false],
  ['*.example.org', 'example.org', false],
  ['*.example.org', '*.example.org', true],
  ['Web.example.org', 'web.example.org', true],
  ['*', 'web', false],
])('%s covers %s: %s', (pattern, host, covers) => {
  expect(coversHost(pattern, host)).toBe(covers)
})

test.each([
  ['web.example.org', 'example.org', true],
  ['a.b.Example.org', 'example.ORG', true],
  ['example.org', 'example.org', false],
  ['badexample.org', 'example.org', false],
])('%s lies below %s: %s', (host, domain, below) => {
  expect(isBelow(host, domain)).toBe(below)
})
