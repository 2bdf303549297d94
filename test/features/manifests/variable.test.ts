import { expect, test } from 'vitest'
import { hasVariable } from '../../../src/features/manifests/variable.ts'

test.each(['${HOST}', '$HOST', 'web-$TAG', '$(HOST)', '__IMAGE__', '@VERSION@', '%NAME%', '{{ .Values.name }}'])(
  '%s is filled in later',
  (text) => {
    expect(hasVariable(text)).toBe(true)
  },
)

test.each(['web', 'a_b', 'ada@example.org', '100%', '5$', 'NAME_OF_APP', '<name>', '__', ''])(
  '%s is as it is',
  (text) => {
    expect(hasVariable(text)).toBe(false)
  },
)
