import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseProjectConfig } from '../../../src/features/lint/config-schema.ts'
import { plainConfig } from '../../../src/features/lint/plain-config.ts'

const source = (text: string) => ({ name: '.icc.yaml', text })

test.each([
  'site: haw-icc\n',
  "# where it runs\nsite: haw-icc\nkubernetesVersion: '1.34' # since May\nnamespace: team-a\n",
  'namespace: "team-a"\r\n',
])('%j needs no validator, and says the same with it', (text) => {
  const { ignorePlace: _, ...plain } = plainConfig(source(text)) ?? {}
  expect(parseProjectConfig(source(text))).toMatchObject(plain)
  expect(plain).not.toEqual({})
})

const words = ['haw-icc', 'a', "'1.34'", '1.34', '"1.34"', 'no', 'null', '12', '0x1f', 'A', '[a]', '', '&a b', '-a']
const lines = fc.constantFrom(
  ...['site', 'kubernetesVersion', 'namespace', 'other', 'constructor'].flatMap((key) =>
    words.map((word) => `${key}: ${word}`),
  ),
  '# note',
  '',
  '---',
  'lint:',
  '  off: [image-tag]',
  '- a',
)

test('whatever stands in the file, nothing is read that the validator would refuse or read otherwise', () => {
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 4 }), (chosen) => {
      const text = `${chosen.join('\n')}\n`
      const plain = plainConfig(source(text))
      if (plain === undefined) return
      const { ignorePlace: _, ...checked } = parseProjectConfig(source(text))
      expect(plain).toMatchObject(checked)
      expect(Object.keys(plain).toSorted()).toEqual([...Object.keys(checked), 'ignorePlace'].toSorted())
    }),
    { numRuns: 2000 },
  )
})
