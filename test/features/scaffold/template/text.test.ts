import { assert, property } from 'fast-check'
import { expect, test } from 'vitest'
import { renderText } from '../../../../src/features/scaffold/template/evaluate.ts'
import { parseText } from '../../../../src/features/scaffold/template/text.ts'
import type { Values } from '../../../../src/features/scaffold/types.ts'
import { texts } from './rendered.ts'

const PLACE = { file: 'x/template.yaml', line: 7 }

function put(text: string, values: Values): string {
  return renderText(parseText(text, PLACE), values)
}

test.each([
  ['kubectl apply -f {{ file }}', { file: 'a.yaml' }, 'kubectl apply -f a.yaml'],
  ['{{host}}: {{ port }}, {{ open }}', { host: 'h', port: 80, open: true }, 'h: 80, true'],
  ['none: {{ gone }}.', {}, 'none: .'],
  ['two\n  {{ text }}\nlines\n', { text: 'a\nb' }, 'two\n  a\nb\nlines\n'],
  ['{{ "{{" }} {{ "}}" }} } }} {', {}, '{{ }} } }} {'],
  [`{{ join(list, "}}'") }}`, { list: ['a', 'b'] }, `a}}'b`],
  ['', {}, ''],
])('%j', (text, values: Values, expected) => {
  expect(put(text, values)).toBe(expected)
})

test('any text is put in as it is', () => {
  const holds = property(texts, (t) => {
    expect(put('a {{ t }} b\n{{ t }}', { t })).toBe(`a ${t} b\n${t}`)
  })
  expect(() => assert(holds)).not.toThrow()
})

test('the names of all placeholders are told', () => {
  expect(parseText('{{ a }} {{ first(b) }}\n{{ a or c }}', PLACE).names).toEqual(['a', 'b', 'c'])
})

test.each([
  ['one\n{{ two', 'x/template.yaml:8: The {{ is never closed on its line. Nothing was written.'],
  ['{{ }}', 'x/template.yaml:7: An expression is missing. Nothing was written.'],
  ['one\ntwo {{ list }}', 'x/template.yaml:8: A list cannot stand within a text. Nothing was written.'],
])('refused with file and line: %j', (text, message) => {
  expect(() => put(text, { list: [1] })).toThrow(expect.objectContaining({ code: 'template-broken', message }))
})
