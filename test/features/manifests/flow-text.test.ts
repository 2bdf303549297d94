import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../src/features/manifests/document.ts'
import { flowText } from '../../../src/features/manifests/flow-text.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'

test.each<[Json, string]>([
  [{ requests: { cpu: '100m', memory: 1024 } }, '{requests: {cpu: 100m, memory: 1024}}'],
  [{ key: 'gpu', value: 'true' }, '{key: gpu, value: "true"}'],
  [['a', 'b,c', null, true, {}], '[a, "b,c", null, true, {}]'],
  [{ 'nvidia.com/gpu': '1' }, '{nvidia.com/gpu: "1"}'],
])('%j', (value, text) => {
  expect(flowText(value)).toBe(text)
})

test('is read as what it was', () => {
  const words = fc.oneof(fc.constantFrom('on', '012', 'a, b', '{', 'x: y', '# no', '', '~', '1e3'), fc.string())
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      words,
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(words, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(value, (json) => {
      const text = `a: ${flowText(json as Json)}\n`
      expect(readManifests({ name: 'a.yaml', text }).documents[0]?.value).toEqual({ a: json })
    }),
  )
})
