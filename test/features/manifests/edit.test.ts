import { expect, test } from 'vitest'
import type { ManifestDocument } from '../../../src/features/manifests/document.ts'
import { applyEdits } from '../../../src/features/manifests/edit.ts'
import type { Edit } from '../../../src/features/manifests/edit.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { applySplices } from '../../../src/features/manifests/splice.ts'

function documentOf(text: string, index = 0): ManifestDocument {
  const document = readManifests({ name: 'a.yaml', text }).documents[index]
  if (document === undefined) throw new Error('The test gives no document.')
  return document
}

/** The text after edits of one of its documents, or the reason why they are refused. */
function edited(text: string, edits: readonly Edit[], index = 0): string {
  const result = applyEdits(documentOf(text, index), edits)
  return 'refused' in result ? `refused: ${result.refused}` : applySplices(text, result.splices)
}

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
