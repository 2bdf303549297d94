import { array, assert, boolean, constantFrom, property, record, sample } from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { IccError } from '../../../../src/errors.ts'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { isObject } from '../../../../src/features/manifests/json.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { judge, readByKubectl } from '../../manifests/kubectl-reading.ts'
import { fixtures, yamlTexts } from '../../manifests/yaml-samples.ts'
import { ODD_SCALARS, USUAL_SCALARS } from '../../manifests/yaml-words.ts'
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

const PIECES = [
  ...USUAL_SCALARS,
  ...ODD_SCALARS,
  ...Array.from('abxy:,#"\'[]{}|>\\\t\n '),
  ...[': ', 'b: ', '- ', '\n  ', '\n    ', '\n\n', ' # ', '# icc-ignore x: y', ': |+\n  ', '\n---\n'].concat(
    ['{{ name }}', '{{ list }}', '{{ map }}', '{{ none }}', '{{', '}}', '!x ', '&y ', '*y'],
    ['\n#% if name\n', '\n  #% if none\n', '\n#% else\n', '\n#% end\n', '\n#% each x in list\n'],
    ['\n  #% include part\n', '\n  a: {{ name }}\n', '\nb: {{ none }}\n', '\n- {{ text }}\n'],
  ),
]

const VALUES = { name: 'web', list: [1, 'b'], map: { m: 1 }, text: ' x\n\n' }

/** What becomes of a template; undefined where it is refused. */
const outcome = (text: string, comments: boolean): string | undefined => {
  try {
    return rendered(text, VALUES, { comments, parts: { part: '# p\np: {{ name }}\n' }, known: ['none'] })
  } catch (error) {
    if (error instanceof IccError && error.code === 'template-broken') return undefined
    throw error
  }
}

/** The documents of a text; undefined where icc cannot read it. */
const valuesIn = (text: string | undefined): Json[] | undefined => {
  const { documents, faults } = readManifests({ name: 'x.yaml', text: text ?? '' })
  return text === undefined || faults.length > 0 ? undefined : documents.map(({ value }) => value)
}

test('any template is refused as broken, or means the same without its comments', () => {
  let compared = 0
  const holds = property(array(constantFrom(...PIECES), { maxLength: 20 }), (pieces) => {
    const [full, bare] = [true, false].map((comments) => outcome(pieces.join(''), comments))
    expect(typeof full).toBe(typeof bare)
    const documents = valuesIn(full)
    if (documents === undefined) return
    compared += documents.length
    expect({ full, bare, documents: valuesIn(bare) }).toEqual({ full, bare, documents })
  })
  expect(() => assert(holds, { numRuns: 4000 })).not.toThrow()
  expect(compared).toBeGreaterThan(100)
})

/** Checks that a text as a template means what the text itself means; returns how many documents were compared. */
const checkAsItIs = (text: string): number => {
  const documents = valuesIn(text)
  for (const comments of [true, false]) {
    const found = outcome(text, comments)
    if (documents === undefined || found === undefined) return 0
    expect({ text, found, documents: valuesIn(found) }).toEqual({ text, found, documents })
  }
  return documents?.length ?? 0
}

test('a manifest without placeholders is a template that gives that manifest', () => {
  const yaml = fixtures('usual').filter(({ name, text }) => name.endsWith('.yaml') && !text.includes('{{'))
  const read = yaml.filter(({ text }) => valuesIn(text) !== undefined)
  const counts = read.map(({ name, text }) => [name, valuesIn(text)?.length])
  expect(read.map(({ name, text }) => [name, checkAsItIs(text)])).toEqual(counts)
})

test.each(['usual', 'any'] as const)('YAML of the %s style means the same as a template, or is refused', (style) => {
  let compared = 0
  const holds = property(yamlTexts(style), (text) => {
    compared += checkAsItIs(text)
  })
  expect(() => assert(holds, { numRuns: 1000 })).not.toThrow()
  expect(compared).toBeGreaterThan(150)
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
