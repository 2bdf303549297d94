import { expect, test } from 'vitest'
import type { Edit } from '../../../src/features/manifests/edit.ts'
import { edited } from './edited.ts'

/** Text in lines without the indentation of the test's own code. */
function lines(...parts: string[]): string {
  return `${parts.join('\n')}\n`
}

const deployment = lines(
  '# The app',
  'kind: Deployment # here',
  'metadata:',
  '  # its name',
  '  name: app',
  '  creationTimestamp: null',
  'spec:',
  '  replicas: "2"   # two',
  '  template:',
  '    containers:',
  '      - name: app # first',
  '        args: [a, "b"]',
  '',
  '      # the other',
  "      - name: 'other'",
  '        limits:',
  '          cpu: 1',
  '          # much',
  '          memory: 1Gi',
)
const container = ['spec', 'template', 'containers', 1]

test.each<[string, Edit, string, string]>([
  [
    'a scalar is set in place',
    { kind: 'set', path: ['spec', 'replicas'], value: 2 },
    'replicas: "2"   # two',
    'replicas: 2   # two',
  ],
  [
    'a text that would be something else gets quotes',
    { kind: 'set', path: ['metadata', 'name'], value: 'no' },
    'name: app\n  c',
    'name: "no"\n  c',
  ],
  [
    'a null is set',
    { kind: 'set', path: ['metadata', 'creationTimestamp'], value: 'x' },
    'Timestamp: null',
    'Timestamp: x',
  ],
  [
    'a scalar gives way to a mapping below its key',
    { kind: 'set', path: ['spec', 'replicas'], value: { a: [1, { b: 'x' }] } },
    'replicas: "2"   # two\n',
    'replicas:   # two\n    a:\n      - 1\n      - b: x\n',
  ],
  [
    'a mapping gives way to a scalar',
    { kind: 'set', path: [...container, 'limits'], value: 3 },
    'limits:\n          cpu: 1\n          # much\n          memory: 1Gi\n',
    'limits: 3\n',
  ],
  [
    'an item of a flow list is set',
    { kind: 'set', path: ['spec', 'template', 'containers', 0, 'args', 0], value: 'c d' },
    '[a, "b"]',
    '["c d", "b"]',
  ],
  ['a scalar is put in quotes', { kind: 'requote', path: [...container, 'limits', 'cpu'] }, 'cpu: 1', 'cpu: "1"'],
  ['a key is renamed', { kind: 'rename', path: [...container, 'limits'], key: 'resources' }, 'limits:', 'resources:'],
  [
    'a pair goes with its comments',
    { kind: 'remove', path: ['metadata', 'name'] },
    '  # its name\n  name: app\n',
    '',
  ],
  [
    'a pair in the middle goes',
    { kind: 'remove', path: ['metadata', 'creationTimestamp'] },
    '  creationTimestamp: null\n',
    '',
  ],
  [
    'the last pair leaves an empty mapping',
    { kind: 'remove', path: ['spec', 'template', 'containers'] },
    deployment.slice(deployment.indexOf(':\n    containers')),
    ': {}\n',
  ],
  [
    'the first pair of an item leaves its dash',
    { kind: 'remove', path: [...container, 'name'] },
    "- name: 'other'\n        limits",
    '- limits',
  ],
  [
    'an item goes with its comments',
    { kind: 'remove', path: container },
    deployment.slice(deployment.indexOf('      # the other')),
    '',
  ],
  [
    'an item of a flow list goes',
    { kind: 'remove', path: ['spec', 'template', 'containers', 0, 'args', 1] },
    '[a, "b"]',
    '[a]',
  ],
  [
    'a pair is added at the end',
    { kind: 'add', path: ['metadata'], key: 'namespace', value: 'x' },
    'Timestamp: null\n',
    'Timestamp: null\n  namespace: x\n',
  ],
  [
    'a pair is added after another',
    { kind: 'add', path: ['metadata'], key: 'namespace', value: 'x', after: 'name' },
    'name: app\n  c',
    'name: app\n  namespace: x\n  c',
  ],
  [
    'a pair is added before another and its comments',
    { kind: 'add', path: ['metadata'], key: 'labels', value: { a: 'b' }, before: 'name' },
    'metadata:\n',
    'metadata:\n  labels:\n    a: b\n',
  ],
  [
    'a pair is added before the first of an item',
    { kind: 'add', path: container, key: 'image', value: 'x', before: 'name' },
    "- name: 'other'",
    "- image: x\n        name: 'other'",
  ],
  [
    'an item is appended',
    {
      kind: 'append',
      path: ['spec', 'template', 'containers'],
      value: { name: 'c', ports: [{ containerPort: 80 }] },
    },
    'memory: 1Gi\n',
    'memory: 1Gi\n      - name: c\n        ports:\n          - containerPort: 80\n',
  ],
  [
    'an item is appended to a flow list',
    { kind: 'append', path: ['spec', 'template', 'containers', 0, 'args'], value: 'on' },
    '"b"]',
    '"b", "on"]',
  ],
  [
    'a pair is moved with its comments',
    { kind: 'move', from: [...container, 'limits'], to: [...container, 'resources', 'limits'] },
    'limits:\n          cpu: 1\n          # much\n          memory: 1Gi\n',
    'resources:\n          limits:\n            cpu: 1\n            # much\n            memory: 1Gi\n',
  ],
])('%s', (_, edit, before, after) => {
  expect(deployment).toContain(before)
  expect(edited(deployment, [edit])).toBe(deployment.replace(before, () => after))
})

test('line breaks, byte order mark and a missing last line break stay as they are', () => {
  expect(edited('\ufeffa: 1\r\nb:\r\n  c: d', [{ kind: 'add', path: ['b'], key: 'e', value: { f: [1] } }])).toBe(
    '\ufeffa: 1\r\nb:\r\n  c: d\r\n  e:\r\n    f:\r\n    - 1',
  )
  expect(edited('a: 1\nb: 2', [{ kind: 'remove', path: ['b'] }])).toBe('a: 1')
  expect(edited('a: 1\r\nb: 2', [{ kind: 'remove', path: ['b'] }])).toBe('a: 1')
  expect(edited('a: 1', [{ kind: 'append', path: [], value: 1 }])).toBe('refused: No list stands at ')
})

test('a document in the midst of a file is edited where it stands', () => {
  const text = 'a: 1\n--- # second\n# note\nb: [1]\n---\nc: 1\n'
  expect(edited(text, [{ kind: 'append', path: ['b'], value: 2 }], 1)).toBe(text.replace('[1]', '[1, 2]'))
})

test('JSON stays JSON', () => {
  const text = '{\n  "a": { "b": 1 },\n  "c": [\n    1\n  ],\n  "d": {}\n}\n'
  expect(edited(text, [{ kind: 'add', path: [], key: 'e', value: { f: 'g' } }])).toBe(
    text.replace('{}\n', '{},\n  "e": {"f": "g"}\n'),
  )
  expect(edited(text, [{ kind: 'add', path: ['a'], key: 'x', value: 'y' }])).toBe(
    text.replace('1 }', '1, "x": "y" }'),
  )
  expect(edited(text, [{ kind: 'append', path: ['c'], value: 2 }])).toBe(text.replace('1\n  ]', '1,\n    2\n  ]'))
  expect(edited(text, [{ kind: 'add', path: ['d'], key: 'x', value: 'y' }])).toBe(text.replace('{}', '{"x": "y"}'))
  expect(edited(text, [{ kind: 'remove', path: ['d'] }])).toBe(text.replace(',\n  "d": {}', ''))
  expect(edited(text, [{ kind: 'remove', path: ['a'] }])).toBe(text.replace('"a": { "b": 1 },\n  ', ''))
  expect(edited(text, [{ kind: 'set', path: ['a', 'b'], value: 'x' }])).toBe(text.replace('1 }', '"x" }'))
})

test('a list in brackets keeps its comments', () => {
  const text = 'a: [\n  1, # one\n  2, # two\n  3 # three\n]\n'
  expect(edited(text, [{ kind: 'remove', path: ['a', 1] }])).toBe('a: [\n  1 # one\n  , # two\n  3 # three\n]\n')
})

test('what is empty is filled below its key', () => {
  const add: Edit = { kind: 'add', path: ['a'], key: 'b', value: 'c' }
  for (const empty of ['a:\nz: 1\n', 'a: {}\nz: 1\n', 'a: null\nz: 1\n', 'a: ~\nz: 1\n'])
    expect(edited(empty, [add])).toBe('a:\n  b: c\nz: 1\n')
  expect(edited('a: {} # note\n', [add])).toBe('a: # note\n  b: c\n')
  expect(edited('a: []\n', [{ kind: 'append', path: ['a'], value: { b: 1, c: 2 } }])).toBe('a:\n- b: 1\n  c: 2\n')
  expect(edited('- {}\n', [{ kind: 'add', path: [0], key: 'b', value: 'c' }])).toBe('- {"b": "c"}\n')
})

test('new lines look like those around them', () => {
  const text = 'a:\n    b:\n      - c: 1\n'
  expect(edited(text, [{ kind: 'add', path: ['a'], key: 'd', value: { e: [1] } }])).toBe(
    `${text}    d:\n        e:\n          - 1\n`,
  )
})

test('texts are quoted as kubectl and others need it', () => {
  const quoted = ['no', '012', '1e3', '', 'a: b', '2026-01-01', '# x', 'two\nlines', '~', '1.5', '1k5', '100', '1E']
  const plain = ['plain', 'nginx:1.29', '/a/b', '100m', '128Mi', '1.5Gi', '50%', '2k']
  const edits = [...quoted, ...plain].map((value): Edit => ({ kind: 'append', path: ['a'], value }))
  const items = [...quoted.map((value) => JSON.stringify(value)), ...plain].map((value) => `- ${value}\n`)
  expect(edited('a: []\n', edits)).toBe(`a:\n${items.join('')}`)
})

test('scalars and keys get quotes for what stands there, not for what it was read as', () => {
  expect(edited('a: yes # really\n', [{ kind: 'requote', path: ['a'] }])).toBe('a: "yes" # really\n')
  expect(edited('on: 0644\n', [{ kind: 'requote', path: ['true'], key: true }])).toBe('"on": 0644\n')
  expect(edited('on: 0644\n', [{ kind: 'requote', path: ['true'] }])).toBe('on: "0644"\n')
  expect(edited('a:\nb: 1\n', [{ kind: 'requote', path: ['a'] }])).toBe('a: ""\nb: 1\n')
  expect(edited("a: 'yes'\n", [{ kind: 'requote', path: ['a'] }])).toBe("a: 'yes'\n")
  expect(edited('a: !!int "1"\n', [{ kind: 'requote', path: ['a'] }])).toBe('a: "1"\n')
})

test('one of several equal keys is taken out', () => {
  const text = 'a:\n  b: 1 # first\n  c: x\n  # of the second\n  b: 2\n'
  expect(edited(text, [{ kind: 'remove-duplicate', path: ['a', 'b'], occurrence: 1 }])).toBe(
    'a:\n  b: 1 # first\n  c: x\n',
  )
  expect(edited(text, [{ kind: 'remove-duplicate', path: ['a', 'b'], occurrence: 0 }])).toBe(
    'a:\n  c: x\n  # of the second\n  b: 2\n',
  )
  expect(edited(text, [{ kind: 'remove-duplicate', path: ['a', 'b'], occurrence: 2 }])).toBe(
    'refused: "b" does not stand there that often',
  )
  expect(edited(text, [{ kind: 'remove-duplicate', path: ['a', 'c'], occurrence: 0 }])).toBe(
    'refused: "c" does not stand there that often',
  )
})

test('edits count one after the other', () => {
  const backend = 'backend:\n  serviceName: web # the app\n  servicePort: 80\n'
  const edits: Edit[] = [
    { kind: 'move', from: ['backend', 'serviceName'], to: ['backend', 'service', 'name'] },
    { kind: 'move', from: ['backend', 'servicePort'], to: ['backend', 'service', 'port', 'number'] },
  ]
  expect(edited(backend, edits)).toBe('backend:\n  service:\n    name: web # the app\n    port:\n      number: 80\n')
  const list = 'a: [x, y, z]\n'
  expect(
    edited(list, [
      { kind: 'remove', path: ['a', 2] },
      { kind: 'remove', path: ['a', 0] },
    ]),
  ).toBe('a: [y]\n')
  expect(
    edited(list, [
      { kind: 'remove', path: ['a', 0] },
      { kind: 'set', path: ['a', 0], value: 'w' },
    ]),
  ).toBe('a: ["w", z]\n')
})

test('a move within a mapping is a new name', () => {
  expect(edited('a:\n  b: 1 # x\n', [{ kind: 'move', from: ['a', 'b'], to: ['a', 'c'] }])).toBe('a:\n  c: 1 # x\n')
})
