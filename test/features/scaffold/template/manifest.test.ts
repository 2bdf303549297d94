import { expect, test } from 'vitest'
import type { Values } from '../../../../src/features/scaffold/types.ts'
import { rendered, renderedLines } from './rendered.ts'

type Case = [name: string, template: string, values: Values, expected: string]

/** Names that are known, and have no value where none is given. */
const KNOWN = ['none', 'other', 'a', 'b', 'list', 'env']

test.each<Case>([
  ['text goes without quotes where no reader takes it otherwise', 'a: {{ a }}', { a: 'nginx:1.27' }, 'a: nginx:1.27'],
  ['a word of YAML 1.1 goes in quotes', 'a: {{ a }}', { a: 'no' }, 'a: "no"'],
  ['so does text that is a number', 'a: {{ a }}', { a: '012' }, 'a: "012"'],
  ['numbers and booleans go without', '- {{ a }}\n- {{ b }}', { a: 1.5, b: false }, '- 1.5\n- false'],
  ['text of several lines is a block', 'a: {{ a }}', { a: 'x\n y\n' }, 'a: |\n  x\n   y'],
  ['without a last line break', '- {{ a }}', { a: 'x\ny' }, '- |-\n  x\n  y'],
  ['with several', 'a: {{ a }}\nb: 1', { a: 'x\n\n' }, 'a: |+\n  x\n\nb: 1'],
  ['with blanks at its beginning', 'a: {{ a }}', { a: '  x\ny' }, 'a: |2-\n    x\n  y'],
  ['unless a block cannot hold it', 'a: {{ a }}', { a: 'x\r\ny' }, 'a: "x\\u000d\\ny"'],
  ['a list stands below its key', 'a: {{ a }} # why', { a: ['x', [1], {}] }, 'a: # why\n  - x\n  - - 1\n  - {}'],
  ['a mapping, too', 'a: {{ a }}', { a: { b: { c: 'x\ny\n' } } }, 'a:\n  b:\n    c: |\n      x\n      y'],
  ['or behind its dash', '- {{ a }}', { a: { b: 1, c: [2] } }, '- b: 1\n  c:\n    - 2'],
  ['an empty one is a value', 'a: {{ a }}\nb: {{ b }}', { a: [], b: '' }, 'a: []\nb: ""'],
  ['tags and anchors stay', 'a: !x &y {{ a }}\nb: *y', { a: [1] }, 'a: !x &y\n  - 1\nb: *y'],
  ['within text', 'a: {{ a }}-{{ b }} # c', { a: 'x', b: 1 }, 'a: x-1 # c'],
  ['the whole is quoted where it must be', 'a: {{ a }}{{ b }}', { a: 1, b: 2 }, 'a: "12"'],
  ['quotes of the template stay', `a: "{{ a }}"\nb: '{{ a }}'`, { a: "it's" }, `a: "it's"\nb: 'it''s'`],
  ['a key is text', '{{ a }}: 1\n{{ b }}-x: 2', { a: 80, b: 'y' }, '"80": 1\ny-x: 2'],
  ['in brackets', 'a: [x, {{ a }}, {{ none }}, "{{ b }}"]', { a: [1], b: 2 }, 'a: [x, [1], "2"]'],
  ['in braces', 'a: {x: {{ a }}, y: {{ none }}, {{ b }}: 1}', { a: 'no', b: 'k' }, 'a: {x: "no", k: 1}'],
  ['alone, a mapping', 'a:\n  b: 1\n  {{ a }}\nc: 1', { a: { x: [1] } }, 'a:\n  b: 1\n  x:\n    - 1\nc: 1'],
  ['alone, a list', 'a:\n  - 1\n  {{ a }} # more', { a: [2, 3] }, 'a:\n  - 1\n  # more\n  - 2\n  - 3'],
  ['in a comment, of one line each', '# {{ a }}\nb: 1 # {{ a }}', { a: 'x\ny' }, '# x\n# y\nb: 1 # x y'],
  [
    'in a block, at the column of its line',
    'a: |\n  {\n    {{ a }}\n  }',
    { a: 'x\n\ny\n' },
    'a: |\n  {\n    x\n\n    y\n  }',
  ],
  ['a block may need quotes then', 'a: |\n  {{ a }}\n  x', { a: '\u0007' }, 'a: "\\u0007\\nx\\n"'],
  ['a word in braces is made of a text', 'a: {{ "{{ x }}" }}', {}, 'a: "{{ x }}"'],
])('values: %s', (_, template, values, expected) => {
  expect(rendered(template, values, { known: KNOWN })).toBe(`${expected}\n`)
})

test.each<Case>([
  ['its line', 'a: 1\nb: {{ none }}\nc: x{{ none }}\n{{ none }}: y\n- {{ none }}', {}, 'a: 1'],
  ['a key whose lines all went', 'a:\n  b:\n    c: {{ none }}\n    {{ other }}\nd: 1', {}, 'd: 1'],
  ['a key whose block went', 'a: |\n  #% if none\n  x\n  #% end\nb: 1', {}, 'b: 1'],
  ['a key whose list went', 'a:\n- x: {{ none }}\n-   - {{ none }}\nb: 1', {}, 'b: 1'],
  ['brackets whose entries all went', 'a: [{{ none }}]\nb: {c: {{ none }}}\nc: []', {}, 'c: []'],
  ['not a key that has nothing in the template', 'a:\nb: {{ none }}\nc:\n#% if none\n#% end\nd:', {}, 'a:\nc:\nd:'],
  ['not the dash of an item that holds more', '- a: {{ none }}\n  b: {{ none }}\n  c: 1\n- 2', {}, '- c: 1\n- 2'],
  ['not the dashes of a list in it', '- - a: {{ none }}\n    b: 1', {}, '- - b: 1'],
  ['nor with a comment between', '- a: {{ none }}\n  # of b\n  b: 1', {}, '  # of b\n- b: 1'],
  [
    'the comments right above it',
    '# top\n\n# of a\n# more\na: {{ none }}\n# of b\nb: 1',
    {},
    '# top\n\n# of b\nb: 1',
  ],
  ['those below it that are deeper', 'a: 1\nb:\n  # of c\n  c: {{ none }}\n  # last\nd: 1', {}, 'a: 1\nd: 1'],
  ['a comment that would say nothing', '# {{ none }}\na: 1 # {{ none }}', {}, 'a: 1'],
  ['a line of a block', 'a: |\n  x\n  y {{ none }}\n  z', {}, 'a: |\n  x\n  z'],
  ['one of two empty lines around it', 'a: 1\n\nb: {{ none }}\n\nc: 1', {}, 'a: 1\n\nc: 1'],
  [
    'a sign between documents that nothing follows',
    '---\na: 1\n---\nb: {{ none }}\n---\nc: 1\n---',
    {},
    'a: 1\n---\nc: 1',
  ],
  ['null is nothing', 'a: {{ a }}\nb: 1', { a: null }, 'b: 1'],
])('nothing leaves out %s', (_, template, values, expected) => {
  expect(rendered(template, values, { known: KNOWN })).toBe(`${expected}\n`)
})

test.each<Case>([
  ['if', '#% if a\nx: 1\n#% else\ny: 1\n#% end\nz: 1', { a: 0 }, 'x: 1\nz: 1'],
  ['else', '#% if a\nx: 1\n#% else\ny: 1\n#% end\nz: 1', { a: '' }, 'y: 1\nz: 1'],
  ['if in if', '#%if a\n#%   if none\nx: 1\n#% else\ny: 1\n#% end\n#% end', { a: 1 }, 'y: 1'],
  [
    'each',
    'l:\n  #% each x in list\n  - {{ x.n }}: {{ x.v }}\n    c: 1\n  #% end',
    { list: [{ n: 'a', v: 'no' }, { n: 'b' }] },
    'l:\n  - a: "no"\n    c: 1\n  - c: 1',
  ],
  ['each of a single value', '#% each x in a\n- {{ x }}\n#% end', { a: 'x' }, '- x'],
  ['each of nothing', 'l:\n  #% each x in none\n  - {{ x }}\n  #% end\nb: 1', {}, 'b: 1'],
  [
    'each in each, with words free again',
    '#% each x in list\n#% each y in x\n- {{ y }}\n#% end\n#% end\n#% each y in list\n- {{ y }}\n#% end',
    { list: [[1, 2], [3]] },
    '- 1\n- 2\n- 3\n- - 1\n  - 2\n- - 3',
  ],
  [
    'entries',
    '#% each x in entries(env)\n- name: {{ x.key }}\n  value: {{ x.value }}\n#% end',
    { env: { A: '1', B: 'b' } },
    '- name: A\n  value: "1"\n- name: B\n  value: b',
  ],
  [
    'in a block',
    'a: |\n  x\n    #% if none\n  y\n    #% end\n\n  #% each z in list\n   {{ z }}\n  #% end\nb: 1',
    { list: [1, 2] },
    'a: |\n  x\n\n   1\n   2\nb: 1',
  ],
  ['in a block whose first line goes', 'a: |\n  #% if none\n  x\n  #% end\n    y\n  z', {}, 'a: |2\n    y\n  z'],
  [
    'in a folded block whose first line goes',
    'a: >-\n  #% if none\n  x\n  #% end\n    y\n  z',
    {},
    'a: >2-\n    y\n  z',
  ],
])('directives: %s', (_, template, values, expected) => {
  expect(rendered(template, values, { known: KNOWN })).toBe(`${expected}\n`)
})

test('parts are put in at the column of their line, also in blocks, and may include others', () => {
  const parts = {
    labels: 'app: {{ a }}\n#% include more\n',
    more: '# more\nlist:\n  - x: |\n      y\n\n      z\n  - [a,\n     "b # c"]\n',
    script: 'if true; then\n  echo {{ a }} # no comment\nfi\n',
    item: '- {{ x }}',
  }
  const template =
    'm:\n  #% include labels\nl:\n  #% each x in list\n  #% include item\n  #% end\nrun:\n  - |\n    #% include script\n  - end'
  expect(rendered(template, { a: 'web', list: [1, 2] }, { parts })).toBe(`m:
  app: web
  # more
  list:
    - x: |
        y

        z
    - [a,
       "b # c"]
l:
  - 1
  - 2
run:
  - |
    if true; then
      echo web # no comment
    fi
  - end
`)
})

const COMMENTED = `#!/usr/bin/env icc
# Why this file

# icc-ignore image-tag: the course pins it
a: "x # y" # why
b: 'x # y' # icc-ignore gpu-fraction: shared
c: x#y # why
#
d:
  # alone

  e: [a, # one
    # only a comment
    "b # c"] # two
  # why f

  f: | # a block
    #!/bin/sh
    # stays

    echo x # stays
  # end
# last
---
# next
g: {{ a }} # why
{{ b }} # more
`

test('comments can be left out, but for what is none and what is for tools; no holes stay', () => {
  expect(rendered(COMMENTED, { a: 'x\ny', b: { h: 1 } }, { comments: false })).toBe(`#!/usr/bin/env icc

# icc-ignore image-tag: the course pins it
a: "x # y"
b: 'x # y' # icc-ignore gpu-fraction: shared
c: x#y
d:
  e: [a,
    "b # c"]

  f: |
    #!/bin/sh
    # stays

    echo x # stays
---
g: |-
  x
  y
h: 1
`)
})

test('comments stay as they are otherwise', () => {
  expect(rendered(COMMENTED, { a: 'x\ny', b: { h: 1 } })).toBe(
    COMMENTED.replace('g: {{ a }} # why\n{{ b }} # more', 'g: |- # why\n  x\n  y\n# more\nh: 1'),
  )
})

test('every line names the inputs and facts that were put into it', () => {
  const template = `# {{ a }}
kind: X
{{ a }}-key: {{ b }}
m: {{ env }}
#% each x in list
- {{ x.n }} # {{ a }}
-   c: {{ none }}
    d: [1, {{ x.m or b }}]
#% end
s: |
  {{ a }}
  {{ b }}
  end
q: |
  {{ a }}
  {{ other }}
`
  const values = { a: 'x\ny', b: 1, env: { A: 'x\ny' }, list: [{ n: 1 }], other: '\r' }
  const lines = renderedLines(template, values, { known: KNOWN })
  expect(lines.map(({ text, names }) => `${text} <${names.join()}>`)).toEqual([
    '# x <a>',
    '# y <a>',
    'kind: X <>',
    '"x\\ny-key": 1 <a,b>',
    'm: <env>',
    '  A: |- <env>',
    '    x <env>',
    '    y <env>',
    '- 1 # x y <list,a>',
    '-   d: [1, 1] <list,b>',
    's: | <>',
    '  x <a>',
    '  y <a>',
    '  1 <b>',
    '  end <>',
    'q: "x\\ny\\n\\u000d\\n" <a,other>',
  ])
})

test('a template may have line breaks of Windows and a byte order mark', () => {
  expect(rendered('\ufeffa: {{ a }} # x\r\n#% if a\r\nb: |\r\n  y\r\n#% end\r\n', { a: 1 })).toBe(
    'a: 1 # x\nb: |\n  y\n',
  )
})

test('a value that looks like a template is text', () => {
  expect(rendered('a: {{ a }}\nb: |\n  {{ a }}\n# {{ a }}\n', { a: '{{ b }}\n#% if b' })).toBe(
    'a: |-\n  {{ b }}\n  #% if b\nb: |\n  {{ b }}\n  #% if b\n# {{ b }}\n# #% if b\n',
  )
})

test('the same values give the same lines, however often', () => {
  const template = 'a: {{ a }}\nb: |\n  {{ a }}\n#% each x in list\n- {{ x }}\n#% end\n'
  const values = { a: 'x', list: [1, 2] }
  expect(rendered(template, values)).toBe(rendered(template, values))
})
