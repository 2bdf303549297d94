import { expect, test } from 'vitest'
import type { Finding } from '../../../../src/features/lint/finding.ts'
import { createProject } from '../../../../src/features/lint/project.ts'
import type { Severity } from '../../../../src/features/lint/rule.ts'
import { serverWord } from '../../../../src/features/lint/server/server-word.ts'
import type { Path } from '../../../../src/features/manifests/document.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'

const text = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
      ports: [{containerPort: 99999, name: http}]
      env: [{name: A, value: x}]
`
const source = { name: 'a.yaml', text }
const { objects } = createProject([{ source, ...readManifests(source) }])
const [object] = objects

function finding(rule: string, severity: Severity, path: Path, message = 'It is so.'): Finding {
  if (object === undefined) throw new Error('no object')
  return {
    rule,
    severity,
    object,
    place: { document: object.document, path },
    message,
    hint: undefined,
    fix: undefined,
  }
}

const container = ['spec', 'containers', 0]

function settled(findings: readonly Finding[], secrets: readonly string[] = []): string[] {
  return serverWord(new Map(), 'campus')
    .settle(findings, secrets)
    .map(({ rule, message }) => `${rule}: ${message}`)
}

const refused = (path: Path, message = 'no'): Finding => finding('server-refused', 'error', path, message)

test('at the same field a rule of icc is left alone, if it weighs as much', () => {
  const port = [...container, 'ports', 0, 'containerPort']
  expect(settled([finding('port-range', 'error', port), refused(port)])).toEqual(['port-range: It is so.'])
  expect(settled([finding('port-range', 'warning', port), refused(port)])).toHaveLength(2)
})

test('one step away counts as the same place, another thing on the same line does not', () => {
  const ports = [...container, 'ports', 0]
  const missing = finding('schema-required', 'error', ports)
  expect(settled([missing, refused([...ports, 'containerPort'])])).toEqual(['schema-required: It is so.'])
  expect(settled([finding('port-name', 'error', [...ports, 'name']), refused([...container, 'ports'])])).toHaveLength(
    1,
  )
  const value = [...container, 'env', 0, 'value']
  expect(settled([finding('port-name', 'error', [...ports, 'name']), refused(value)])).toHaveLength(2)
})

test('in a file of one line, what is elsewhere in the object is another matter', () => {
  const line = { name: 'a.json', text: JSON.stringify(objects[0]?.value) }
  const [one] = createProject([{ source: line, ...readManifests(line) }]).objects
  if (one === undefined) throw new Error('no object')
  const at = (rule: string, path: Path): Finding => ({
    ...finding(rule, 'error', path),
    object: one,
    place: { document: one.document, path },
  })
  expect(
    settled([at('name-invalid', ['metadata', 'name']), at('server-refused', [...container, 'image'])]),
  ).toHaveLength(2)
})

test('a condition of the server that icc tells is not told again, at whichever of its fields', () => {
  const condition = finding('schema-condition', 'error', [
    ...container,
    'securityContext',
    'allowPrivilegeEscalation',
  ])
  expect(settled([condition, refused([...container, 'securityContext'], 'cannot set both')])).toHaveLength(1)
  expect(settled([condition, refused([...container, 'image'], 'is none')])).toHaveLength(2)
  expect(
    settled([finding('schema-condition', 'error', ['spec', 'replicas']), refused(['spec', 'paused'])]),
  ).toHaveLength(1)
})

test('sentences of admission are known by what they are about, wherever the rule points', () => {
  const quota = refused([...container, 'resources'], 'failed quota: compute: must specify limits.cpu for: web.')
  expect(settled([finding('resources-missing', 'error', container), quota])).toEqual(['resources-missing: It is so.'])
  expect(settled([finding('resources-missing', 'warning', container), quota])).toHaveLength(2)
  expect(settled([finding('image-tag', 'error', ['spec']), quota])).toHaveLength(2)
})

test('of two words of the server about one thing the heavier one is left', () => {
  const warning = finding(
    'server-warning',
    'warning',
    ['metadata', 'name'],
    'would violate PodSecurity "restricted".',
  )
  const refusal = refused(['spec'], 'violates PodSecurity "baseline".')
  expect(settled([warning, refusal])).toEqual(['server-refused: violates PodSecurity "baseline".'])
  expect(settled([warning])).toHaveLength(1)
})

test('what is known to be a secret is not in the words of the server', () => {
  const findings = [
    refused(['spec'], 'policy x: "hunter2" is weak, so is ab.'),
    finding('image-tag', 'error', container, 'hunter2'),
  ]
  expect(settled(findings, ['"hunter2"', 'ab'])).toEqual([
    'server-refused: policy x: "***" is weak, so is ab.',
    'image-tag: hunter2',
  ])
})

test('an object that the cluster was not asked about is not checked', () => {
  const run = { project: createProject([{ source, ...readManifests(source) }]), findings: [], notChecked: [] }
  expect(serverWord(new Map(), 'campus').tell(run).notChecked).toMatchObject([
    { rule: 'server-refused', file: 'a.yaml', reason: 'it changed after the cluster was asked' },
  ])
})
