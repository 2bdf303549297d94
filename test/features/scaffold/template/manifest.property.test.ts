import { array, assert, boolean, property, record, sample } from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { isObject } from '../../../../src/features/manifests/json.ts'
import { judge, readByKubectl } from '../../manifests/kubectl-reading.ts'
import { jsonValues, plain, rendered, texts, valueOf } from './rendered.ts'

const WHOLE = `pair: {{ v }}
below: # why
  # and how
  deep: {{ v }} # a comment
      # far right
  "quoted: key": {{ v }}

list:
  - {{ v }}
  -   - {{ v }}
      - 1
  - name: x # x

    value: {{ v }}
  - value: {{ v }}
    # in between
    name: {{ nothing }}
  - name: {{ nothing }}
    value: {{ v }}
flat:
- {{ v }}
- a
flow: [{{ v }}, {a: {{ v }}, b: {{ nothing }}}, x y]
block: |
  text
last: {{ v }}
`

const whole = (v: Json): Json => ({
  pair: v,
  below: { deep: v, 'quoted: key': v },
  list: [v, [v, 1], { name: 'x', value: v }, { value: v }, { value: v }],
  flat: [v, 'a'],
  flow: [v, { a: v }, 'x y'],
  block: 'text\n',
  last: v,
})

const values = jsonValues.filter((value) => value !== null)

test('any value as a whole is read again as that value, with comments and without', () => {
  const holds = property(values, boolean(), (v, comments) => {
    const text = rendered(WHOLE, { v }, { comments, known: ['nothing'] })
    expect(valueOf(text)).toEqual(plain(whole(v)))
  })
  expect(() => assert(holds, { numRuns: 700 })).not.toThrow()
})

test('readers of YAML 1.2 take any value as a whole for that value, too', () => {
  const holds = property(values, (v) => {
    expect(parse(rendered(WHOLE, { v }, { known: ['nothing'] }), { maxAliasCount: 0 })).toEqual(plain(whole(v)))
  })
  expect(() => assert(holds, { numRuns: 300 })).not.toThrow()
})

const ALONE = `mapping:
  {{ mapping }}
list:
  {{ list }} # items
flat:
{{ list }}
mixed:
  first: 1
  {{ mapping }}
items:
  - first
  {{ list }}
  - last
end: 1
`

test('the pairs of a mapping and the items of a list are put where they stand', () => {
  const holds = property(values, array(jsonValues), boolean(), (v, list, comments) => {
    const mapping = isObject(v) ? v : { v }
    const isIn = Object.hasOwn(mapping, 'first')
    const text = rendered(ALONE, { mapping: isIn ? {} : mapping, list }, { comments })
    expect(valueOf(text)).toEqual(
      plain({
        ...(Object.keys(mapping).length > 0 && !isIn ? { mapping } : {}),
        ...(list.length > 0 ? { list } : {}),
        flat: list.length > 0 ? list : null,
        mixed: { first: 1, ...(isIn ? {} : mapping) },
        items: ['first', ...list, 'last'],
        end: 1,
      }),
    )
  })
  expect(() => assert(holds, { numRuns: 500 })).not.toThrow()
})

const WITHIN = `plain: app-{{ t }}
double: "a: \\"{{ t }}\\\\"
single: 'it''s {{ t }}'
begins: {{ t }}-app
twice: {{ t }}{{ u }}
"{{ t }}.key": 1
{{ u }}-key: 2
list:
  - --flag={{ t }}
  - [{{ t }} b, "{{ u }}", 'c', {"{{ t }}": "{{ u }}"}]
clip: |
  # {{ t }} and {{ u }}
  {{ t }}
    {{ t }}{{ u }}
  end
strip: |-
    {{ t }}
keep: |+
  {{ t }}

  {{ u }}

# {{ t }}
last: 1 # {{ t }} and {{ u }}
`

/** A text as it stands in a block of text, in lines that begin with `before`. */
const put = (text: string, before = ''): string => {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
  return lines.map((line) => (line === '' ? '' : before + line)).join('\n')
}

const clipped = (text: string, end: string): string => {
  const body = text.replace(/\n+$/u, '')
  return body === '' ? '' : body + end
}

const within = ({ t, u }: { t: string; u: string }): Json => ({
  plain: `app-${t}`,
  double: `a: "${t}\\`,
  single: `it's ${t}`,
  begins: `${t}-app`,
  twice: t + u,
  [`${t}.key`]: 1,
  [`${u}-key`]: 2,
  list: [`--flag=${t}`, [`${t} b`, u, 'c', { [t]: u }]],
  clip: clipped([put(`# ${t} and ${u}`), put(t), put(t + u, '  '), 'end'].join('\n'), '\n'),
  strip: clipped(put(t), ''),
  keep: [put(t), '', put(u), '', ''].join('\n'),
  last: 1,
})

const pairs = record({ t: texts, u: texts }).filter(
  ({ t, u }) => new Set(Object.keys(within({ t, u }) as object)).size === 12,
)

test('any text within text is read again as that text, with comments and without', () => {
  const holds = property(pairs, boolean(), (pair, comments) => {
    expect(valueOf(rendered(WITHIN, pair, { comments }))).toEqual(within(pair))
  })
  expect(() => assert(holds, { numRuns: 700 })).not.toThrow()
})

test.skipIf(judge === undefined)(
  'kubectl reads any value and any text again as it was put in',
  async () => {
    const wholes = sample(values, 400).map((v) => ({
      text: rendered(WHOLE, { v }, { known: ['nothing'] }),
      value: plain(whole(v)),
    }))
    const partial = sample(pairs, 400).map((pair) => ({ text: rendered(WITHIN, pair), value: within(pair) }))
    const all = [...wholes, ...partial]
    const readings = await readByKubectl(all.map(({ text }) => text))
    for (const [index, { text, value }] of all.entries())
      expect({ text, reading: readings[index] }).toEqual({ text, reading: { values: [value], refused: false } })
  },
  60_000,
)
