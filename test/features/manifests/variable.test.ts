import { expect, test } from 'vitest'
import { hasVariable } from '../../../src/features/manifests/variable.ts'

test.each([
  '${HOST}',
  '$HOST',
  'web-$TAG',
  '$(HOST)',
  '__IMAGE__',
  '@VERSION@',
  '%NAME%',
  '{{ .Values.name }}',
  'ENC[AES256_GCM,data:Zr7b,iv:3o5r,tag:uT9s,type:str]',
])('%s is filled in later', (text) => {
  expect(hasVariable(text)).toBe(true)
})

test.each(['web', 'a_b', 'ada@example.org', '100%', '5$', 'NAME_OF_APP', '<name>', '__', ''])(
  '%s is as it is',
  (text) => {
    expect(hasVariable(text)).toBe(false)
  },
)
