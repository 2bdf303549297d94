import { describe, expect, test } from 'vitest'
import { IccError } from '../../../../src/errors.ts'
import type { Values } from '../../../../src/features/scaffold/types.ts'
import { rendered } from './rendered.ts'

const VALUES: Values = { name: 'web', list: [1, 2], map: { a: 1 } }

/** What a template is refused with, without its file and the end of the sentence. */
function refusal(text: string, parts?: Record<string, string>, values = VALUES): string {
  try {
    rendered(text, values, parts === undefined ? {} : { parts })
  } catch (error) {
    if (!(error instanceof IccError && error.code === 'template-broken' && error.exitCode === 1)) throw error
    const [, found] = /^\.icc\/templates\/x\/(.*) Nothing was written\.$/u.exec(error.message) ?? []
    return found ?? error.message
  }
  throw new Error(`not refused: ${text}`)
}

describe('refused with file and line', () => {
  test.each([
    ['a: 1\nb: {{ nmae }}', 'x.yaml:2: nmae is not known here; did you mean name?'],
    ['a: {{ zzz }}', 'x.yaml:1: zzz is not known here; there are name, list, map.'],
    ['# {{ zzz }}', 'x.yaml:1: zzz is not known here; there are name, list, map.'],
    ['a: |\n  x\n  {{ nmae }}', 'x.yaml:3: nmae is not known here; did you mean name?'],
    ['#% if nmae\n#% end', 'x.yaml:1: nmae is not known here; did you mean name?'],
    ['#% each x in list\n#% end\na: {{ x }}', 'x.yaml:3: x is not known here; there are name, list, map.'],
    ['a: {{ name', 'x.yaml:1: The {{ is never closed on its line.'],
    ['a: {{ name\n  }}', 'x.yaml:1: The {{ is never closed on its line.'],
    ['a: "{{ name }}', 'x.yaml:1: The " that opens here is never closed.'],
    ['a: [{{ name }},\n b]', 'x.yaml:2: Quotes and brackets with placeholders must close on their line.'],
    ['a: [b,\n {{ name }}]', 'x.yaml:2: Quotes and brackets with placeholders must close on their line.'],
    ['a: [b,\n #% if name\n b]', 'x.yaml:2: Quotes and brackets with placeholders must close on their line.'],
    ['a: [b', 'x.yaml:1: The [ that opens here is never closed.'],
    ['a: [b: {{ name }}]', 'x.yaml:1: A colon followed by a blank makes a key: put b: {{ name }} in quotes.'],
    ['a: [{{ name }} [b]]', 'x.yaml:1: [b]] cannot stand there in brackets that hold a placeholder.'],
    ['a: {b {{ name }}}', 'x.yaml:1: } cannot stand there in brackets that hold a placeholder.'],
    ['a: [{{ name }}, , b]', 'x.yaml:1: , b] cannot stand there in brackets that hold a placeholder.'],
    ['a: b: {{ name }}', 'x.yaml:1: A colon followed by a blank makes a key: put b: {{ name }} in quotes.'],
    ['a: *{{ name }}', 'x.yaml:1: Text cannot begin with *: put *{{ name }} in quotes.'],
    ['a: - {{ name }}', 'x.yaml:1: - {{ name }} must begin on a line of its own.'],
    ['a: "b" {{ name }}', 'x.yaml:1: {{ name }} cannot follow a: "b".'],
    ['a: "\\x41{{ name }}"', /^x\.yaml:1: \\x cannot stand beside a placeholder/u],
    ['a: |x', 'x.yaml:1: |x is no sign of a block: put it in quotes.'],
    ['a: >\n  {{ name }}', 'x.yaml:2: Placeholders stand in blocks that begin with |, not with >.'],
    ['a: |\n    b\n  c', 'x.yaml:3: This line stands further left than the first one of its block.'],
    ['a: |\n  b\n   \n  c', 'x.yaml:3: Nothing but blanks stands on this line of a block.'],
    ['a: |\n   \n  b', 'x.yaml:3: A line of blanks above this one goes further right.'],
    ['a:\n\tb: 1', 'x.yaml:2: A tab stands where YAML wants spaces.'],
    ['a: b\n  c d', /^x\.yaml:2: c d is neither "key: value" nor "- item"/u],
    ['x {{ name }}', /^x\.yaml:1: x \{\{ name \}\} is neither/u],
    ['--- b', 'x.yaml:1: b cannot follow ---.'],
    ['a: x-{{ list }}', 'x.yaml:1: A list cannot stand within a text.'],
    ['a: |\n  {{ map }}', 'x.yaml:2: A mapping cannot stand within a text.'],
    ['# {{ map }}', 'x.yaml:1: A mapping cannot stand within a text.'],
    ['{{ list }}: 1', 'x.yaml:1: A list cannot stand within a text.'],
    ['a:\n  {{ name }}', 'x.yaml:2: Alone on a line stands a list or a mapping; this is neither.'],
    ['#% each x in map\n#% end', 'x.yaml:1: each takes a list; of a mapping, take entries().'],
    ['#% each name in list\n#% end', 'x.yaml:1: name stands for something else here: take another word.'],
    ['#% each x\n#% end', 'x.yaml:1: each is written "each WORD in LIST".'],
    ['#% each x in list\n#% each x in list\n#% end\n#% end', /^x\.yaml:2: x stands for something else here/u],
    ['a: 1\n#% if name\nb: 1', 'x.yaml:2: This if has no end.'],
    ['#% each x in list', 'x.yaml:1: This each has no end.'],
    ['#% end', 'x.yaml:1: This end has no if or each before it.'],
    ['#% else', 'x.yaml:1: This else has no if before it.'],
    ['#% each x in list\n#% else\n#% end', 'x.yaml:2: This else has no if before it.'],
    ['#% if name\n#% else\n#% else\n#% end', 'x.yaml:3: This else has no if before it.'],
    ['#% if name\n#% else if list\n#% end', 'x.yaml:2: Nothing can follow else; put another if below it.'],
    ['#% if name\n#% end if', 'x.yaml:2: Nothing can follow end.'],
    ['#% if', 'x.yaml:1: An expression is missing.'],
    ['#% fi name', 'x.yaml:1: #% fi is no directive; did you mean if?'],
    ['#% for x in list', 'x.yaml:1: #% for is no directive; there are if, else, end, each, include.'],
    ['#%', 'x.yaml:1: #%  is no directive; there are if, else, end, each, include.'],
    ['#% include', 'x.yaml:1: include takes the name of a part.'],
    ['#% include none', 'x.yaml:1: There is no part none.'],
    ['#% include ../../secret', 'x.yaml:1: There is no part ../../secret.'],
  ])('%j', (text, expected) => {
    expect(refusal(text)).toMatch(expected)
  })
})

test('a mistake in a part is told with its own file and line', () => {
  expect(refusal('a: 1\n#% include labels', { labels: 'b: 1\nc: {{ nmae }}' })).toBe(
    'labels.yaml:2: nmae is not known here; did you mean name?',
  )
  expect(refusal('#% if name\n#% include labels\n#% end', { labels: 'b: 1\n#% end' })).toBe(
    'labels.yaml:2: This end has no if or each before it.',
  )
  expect(refusal('  #% include labels', { labels: '---' })).toContain('labels.yaml:1: A part that is put in')
})

test('parts that include themselves are refused, in a circle too', () => {
  const parts = { one: 'a: 1\n#% include two', two: '#% include one' }
  expect(refusal('#% include one', parts)).toBe('two.yaml:1: The part one includes itself: one, two, one.')
  expect(refusal('#% include one\n#% include one', { one: '#% include one' })).toContain('one.yaml:1: ')
})

test('the same part may be put in twice', () => {
  expect(rendered('#% include one\n#% include one', {}, { parts: { one: '- 1' } })).toBe('- 1\n- 1\n')
})

describe('what grows beyond all measure is refused', () => {
  test('by parts that include parts', () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`)
    const parts = Object.fromEntries(names.map((name, index) => [name, `#% include p${index + 1}\n`.repeat(2)]))
    expect(refusal('#% include p0', { ...parts, p20: '- 1' })).toContain('A manifest has at most 20000 lines.')
  })

  test('by lists within lists', () => {
    const text = '#% each x in list\n#% each y in list\n#% each z in list\n- {{ z }}\n#% end\n#% end\n#% end'
    const list = Array.from({ length: 200 }, (_, index) => index)
    expect(refusal(text, {}, { list })).toBe('x.yaml:1: What comes out is larger than any API server takes.')
    expect(refusal(text.replace('- {{ z }}\n', ''), {}, { list })).toContain('What comes out is larger')
  })

  test('by long texts put in often', () => {
    const values = { list: Array.from({ length: 100 }, (_, index) => index), text: 'x'.repeat(1_000_000) }
    expect(refusal('#% each x in list\n- {{ text }}\n#% end', {}, values)).toContain('What comes out is larger')
    expect(refusal('a: |\n  #% each x in list\n  {{ text }}\n  #% end', {}, values)).toContain(
      'What comes out is larger',
    )
  })

  test('by nesting', () => {
    expect(refusal(`${'#% if name\n'.repeat(21)}${'#% end\n'.repeat(21)}`)).toBe(
      'x.yaml:21: At most 20 if and each stand in each other.',
    )
    const loops = ['p', 'q', 'r', 's'].map((word) => `#% each ${word} in list\n`).join('')
    expect(refusal(`${loops}${'#% end\n'.repeat(4)}`)).toBe('x.yaml:4: At most 3 each stand in each other.')
    expect(refusal(`a: ${'['.repeat(21)}{{ name }}${']'.repeat(21)}`)).toBe(
      'x.yaml:1: Brackets have at most 20 levels.',
    )
  })
})

test('long lists and long texts take their time once', () => {
  const list = Array.from({ length: 50_000 }, (_, index) => `item ${index}`)
  const text = `${'\n'.repeat(20_000)}x\n`.repeat(3)
  const template =
    'a: {{ list }}\nb: |\n  {{ text }}\nc: {{ text }}\n# {{ text }}\n#% each x in list\n- {{ x }}\n#% end\n'
  expect(rendered(template, { list, text }).length).toBeGreaterThan(1_000_000)
})
