import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseImageReference } from '../../../src/features/manifests/image-reference.ts'

const SHA256 = `sha256:${'0123456789abcdef'.repeat(4)}`
const SHA512 = `sha512:${'0123456789abcdef'.repeat(8)}`

describe('what runtimes take', () => {
  test.each([
    ['nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['nginx:1.29', 'docker.io', 'library/nginx', '1.29', undefined],
    ['grafana/grafana:12.2.0', 'docker.io', 'grafana/grafana', '12.2.0', undefined],
    ['docker.io/nginx:1', 'docker.io', 'library/nginx', '1', undefined],
    ['index.docker.io/nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['registry:5000/app', 'registry:5000', 'app', undefined, undefined],
    ['registry:5000/app:v2', 'registry:5000', 'app', 'v2', undefined],
    // Without a slash there is no registry: 5000 is a tag.
    ['registry:5000', 'docker.io', 'library/registry', '5000', undefined],
    ['localhost/app', 'localhost', 'app', undefined, undefined],
    ['localhost:5000/app', 'localhost:5000', 'app', undefined, undefined],
    ['ghcr.io/org/team/app:Tag_1.0-rc', 'ghcr.io', 'org/team/app', 'Tag_1.0-rc', undefined],
    ['192.0.2.1:5000/app:5050', '192.0.2.1:5000', 'app', '5050', undefined],
    ['[2001:db8::1]/app', '[2001:db8::1]', 'app', undefined, undefined],
    ['[2001:db8::1]:5000/app:v1', '[2001:db8::1]:5000', 'app', 'v1', undefined],
    ['Registry/app', 'Registry', 'app', undefined, undefined],
    ['a__b/c---d/e.f_g:x', 'docker.io', 'a__b/c---d/e.f_g', 'x', undefined],
    ['quay.io/o/a.b-c_d__e---f:x', 'quay.io', 'o/a.b-c_d__e---f', 'x', undefined],
    [`app@${SHA256}`, 'docker.io', 'library/app', undefined, SHA256],
    [`registry:5000/app:v1@${SHA512}`, 'registry:5000', 'app', 'v1', SHA512],
    [`app:${'t'.repeat(128)}`, 'docker.io', 'library/app', 't'.repeat(128), undefined],
    [`quay.io/${'a'.repeat(255)}`, 'quay.io', 'a'.repeat(255), undefined, undefined],
  ])('%s', (text, registry, repository, tag, digest) => {
    expect(parseImageReference(text)).toEqual({ registry, repository, tag, digest })
  })
})

describe('what they refuse, and why', () => {
  test.each([
    ['', 'empty'],
    ['not an image!!', 'blank'],
    [' nginx', 'blank'],
    ['nginx:1.29\n', 'blank'],
    ['https://registry.example.org/app', 'scheme'],
    ['docker://nginx', 'scheme'],
    ['nginx:', 'tag after ":" is missing'],
    ['nginx:-1', 'a tag has'],
    [`nginx:${'t'.repeat(129)}`, 'a tag has'],
    ['nginx:1:2', 'a tag has'],
    [':1.0', 'name of the image is missing'],
    [`@${SHA256}`, 'name of the image is missing'],
    ['registry:5000/', 'name of the image is missing'],
    ['Nginx', 'small letters'],
    ['registry:5000/Team/app', 'small letters'],
    ['foo_bar.com/app', 'no host name'],
    ['registry:port/app', 'no host name'],
    ['[fe80::1%eth0]:5000/app', 'no host name'],
    ['team//app', 'a name is made of'],
    ['/app', 'a name is made of'],
    ['team/-app', 'a name is made of'],
    ['team/a___b', 'a name is made of'],
    ['$CI_REGISTRY_IMAGE/app:v1', 'no host name'],
    ['app/$name', 'a name is made of'],
    [`quay.io/${'a'.repeat(256)}`, 'more than 255'],
    ['a'.repeat(100_000), 'too long'],
    ['app@sha256:abc', '64 hexadecimal'],
    [`app@sha256:${'F'.repeat(64)}`, '64 hexadecimal'],
    [`app@md5:${'0'.repeat(32)}`, '64 hexadecimal'],
    [`app@${SHA256}@${SHA256}`, 'more than one'],
    ['0123456789abcdef'.repeat(4), 'id of an image'],
  ])('%j', (text, problem) => {
    expect(parseImageReference(text)).toEqual({ problem: expect.stringContaining(problem) })
  })
})

test('a reference that is put together is taken apart again', () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,4})?$/u)
  const registry = fc.tuple(word, fc.integer({ min: 1, max: 65_535 })).map(([name, port]) => {
    return `${name.replaceAll('_', '-')}:${port}`
  })
  const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/u), { nil: undefined })
  const digest = fc.constantFrom(undefined, SHA256, SHA512)
  fc.assert(
    fc.property(registry, fc.array(word, { minLength: 1, maxLength: 4 }), tag, digest, (host, words, label, sum) => {
      const repository = words.join('/')
      const text = `${host}/${repository}${label === undefined ? '' : `:${label}`}${sum === undefined ? '' : `@${sum}`}`
      expect(parseImageReference(text)).toEqual({ registry: host, repository, tag: label, digest: sum })
    }),
  )
})

test('any text is either taken or told what is wrong with it', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseImageReference(text)
      expect('problem' in parsed ? parsed.problem : parsed.repository).not.toBe('')
    }),
  )
})
