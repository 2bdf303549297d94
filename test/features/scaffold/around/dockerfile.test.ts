import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, constantFrom, array, property } from 'fast-check'
import { expect, test } from 'vitest'
import { dockerfileFacts } from '../../../../src/features/scaffold/around/dockerfile.ts'
import { temporaryFolder } from '../../../support/run-icc.ts'

function factsOf(text: string, name = 'Dockerfile') {
  const folder = temporaryFolder()
  writeFileSync(join(folder, name), text)
  return dockerfileFacts(folder)
}

test.each([
  ['FROM node:22\nEXPOSE 5000\nUSER 1000:1000\n', { port: 5000, uid: 1000 }],
  ['FROM node:22\r\nuser node\r\nexpose 3000/tcp 3001\r\n', { port: 3000, user: 'node' }],
  ['FROM nginx\nEXPOSE 80 443\n', { lowPort: 80 }],
  ['FROM a\nEXPOSE 53/udp 80 8443\nUSER root\n', { port: 8443 }],
  ['FROM a\nEXPOSE $PORT 8000-8010 70000\nUSER ${USER_ID}\nUSER 0', {}],
  ['FROM a\nUSER 3000000000\n', {}],
  ['FROM a AS build\nEXPOSE 9\nUSER build\nFROM b\nEXPOSE 8080', { port: 8080 }],
  ['FROM a AS Base\nEXPOSE 9000\nUSER app\nFROM --platform=linux/amd64 base\nUSER 7', { port: 9000, uid: 7 }],
  ['FROM a\n# EXPOSE 1111\nRUN x \\\n  # USER y\n  EXPOSE 2222 \\\n  z\nEXPOSE 3333', { port: 3333 }],
  ['FROM a\nRUN <<EOF cat\nUSER inner\nEOF\nRUN echo $((1<<3)) <<< USER\nEXPOSE 4444', { port: 4444 }],
  ['FROM a\nCOPY <<"one" <<-two /\nEXPOSE 1\none\nUSER x\n\ttwo\nUSER y', { user: 'y' }],
  ['FROM a\nRUN <<EOF\nEXPOSE 1111', {}],
  ['FROM a\nEXPOSE 1111 \\', { port: 1111 }],
  ['', {}],
])('%j', (text, expected) => {
  expect(factsOf(text)).toEqual(expected)
})

test('without one, or with one that is no file, nothing is known; a Containerfile is one', () => {
  const folder = temporaryFolder()
  expect(dockerfileFacts(folder)).toBeUndefined()
  mkdirSync(join(folder, 'Dockerfile'))
  expect(dockerfileFacts(folder)).toBeUndefined()
  expect(dockerfileFacts(join(folder, 'gone'))).toBeUndefined()
  expect(factsOf('EXPOSE 8080', 'Containerfile')).toEqual({ port: 8080 })
})

test('whatever stands in it, the facts are such as can be offered', () => {
  const words = constantFrom(
    'FROM a',
    'AS b',
    'EXPOSE',
    'USER',
    '8080',
    '0',
    '80/tcp',
    '-1',
    'root',
    '$X',
    '\\',
    '\n',
    '<<E',
    'E',
    '#',
    ' ',
  )
  const holds = property(array(words, { maxLength: 30 }), (all) => {
    const { port = 1024, lowPort = 1, uid = 1, user = 'a', ...others } = factsOf(all.join(' ')) ?? {}
    expect(others).toEqual({})
    expect([Number(port) >= 1024, Number(lowPort) < 1024, Number(uid) > 0, user]).toEqual([
      true,
      true,
      true,
      expect.stringMatching(/^[a-z_][\w-]*$/iu),
    ])
  })
  expect(() => assert(holds)).not.toThrow()
})
