import { expect, test } from 'vitest'
import type { KubeRefusal } from '../../../../src/context.ts'
import { judge } from '../../../../src/features/lint/server/judge.ts'
import type { JsonObject } from '../../../../src/features/manifests/document.ts'

// The refusals are those of a kube-apiserver 1.37.

const object: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 1 }, labls: {} },
  spec: {
    replicas: 'two',
    selectr: 1,
    template: {
      spec: {
        containers: [
          { name: 'web', imag: 'nginx', ports: [{ containerPort: 99_999 }], env: [{ name: 'A', value: 'hunter2' }] },
        ],
      },
    },
  },
}

function refusal(given: Partial<KubeRefusal>): KubeRefusal {
  return { code: 422, reason: 'Invalid', message: '', about: 'Deployment', causes: [], ...given }
}

function complaints(given: Partial<KubeRefusal>, secret = false): unknown {
  const verdict = judge(refusal(given), object, secret)
  return 'gap' in verdict ? verdict : verdict.complaints.map(({ path, message }) => [path.join('.'), message])
}

test('each cause of an invalid object is a complaint at its field', () => {
  const causes = [
    {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: 99999: must be between 1 and 65535, inclusive',
      field: 'spec.template.spec.containers[0].ports[0].containerPort',
    },
    { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' },
    {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: null: some validation rules were not checked because the object was invalid',
      field: '<nil>',
    },
  ]
  expect(complaints({ message: 'Deployment.apps "web" is invalid: [...]', causes })).toEqual([
    [
      'spec.template.spec.containers.0.ports.0.containerPort',
      'Invalid value: 99999: must be between 1 and 65535, inclusive',
    ],
    ['spec.selector', 'Required value'],
  ])
  expect(complaints({ causes: [{ reason: 'X', message: 'Too long', field: '[]' }] })).toEqual([['', 'Too long']])
})

test('unknown fields are found in every wording', () => {
  const fields =
    'strict decoding error: unknown field "metadata.labls", unknown field "spec.template.spec.containers[0].imag"'
  const expected = [
    ['metadata.labls', 'unknown field "metadata.labls"'],
    ['spec.template.spec.containers.0.imag', 'unknown field "spec.template.spec.containers[0].imag"'],
  ]
  const message = `Deployment in version "v1" cannot be handled as a Deployment: ${fields}`
  expect(complaints({ code: 400, reason: 'BadRequest', message })).toEqual(expected)
  const dump = `Invalid value: "map[spec:map[env:[map[name:A value:hunter2]]]]": ${fields}`
  const patched = {
    message: ` "" is invalid: patch: ${dump}`,
    causes: [{ reason: 'FieldValueInvalid', message: dump, field: 'patch' }],
  }
  expect(complaints(patched)).toEqual(expected)
})

test('wrong types are found in every wording, without what Go prints of values', () => {
  const decoding = 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string'
  expect(complaints({ code: 400, message: `Deployment in version "v1" cannot be handled: ${decoding}` })).toEqual([
    ['metadata.labels', 'number where string belongs'],
  ])
  const applied = [
    'failed to create typed patch object (/web; apps/v1, Kind=Deployment): errors:',
    '  .spec.replicas: expected numeric (int or float), got string',
    '  .spec.template.spec.containers[name="web"].env[name="A"].value: expected string, got &value.valueUnstructured{Value:[]interface {}{"hunter2"}}',
    '  .spec.selectr: field not declared in schema',
  ]
  expect(complaints({ code: 500, reason: '', message: applied.join('\n') })).toEqual([
    ['spec.replicas', 'expected numeric (int or float), got string'],
    ['spec.template.spec.containers.0.env.0.value', 'expected string, got something else'],
    ['spec.selectr', 'field not declared in schema'],
  ])
  const dump = 'Invalid value: "map[spec:map[env:[map[name:A value:hunter2]]]]": unrecognized type: int32'
  expect(complaints({ causes: [{ reason: 'FieldValueInvalid', message: dump, field: 'patch' }] })).toEqual([
    ['patch', 'unrecognized type: int32'],
  ])
})

test('an item without the key of its list is named', () => {
  const message = 'map: map[value:hunter2] does not contain declared merge key: name'
  const verdict = judge(
    refusal({ code: 500, reason: '', message }),
    { kind: 'Pod', spec: { containers: [{}] } },
    false,
  )
  expect(verdict).toEqual({
    complaints: [
      {
        path: ['spec', 'containers', 0],
        what: 'this',
        message: 'an item of a list has no name, by which it would be told from the others',
      },
    ],
  })
})

const POD: JsonObject = {
  kind: 'Pod',
  spec: {
    containers: [{ name: 'a' }, { name: 'web' }],
    volumes: [{ name: 'host' }],
    initContainers: [{ name: 'set' }],
  },
}

test.each([
  ['failed quota: compute: must specify limits.cpu for: web,a; limits.memory for: a', 'spec.containers.1.resources'],
  [
    'violates PodSecurity "baseline:latest": privileged (container "set" must not set it)',
    'spec.initContainers.0.securityContext',
  ],
  ['violates PodSecurity "baseline:latest": hostPath volumes (volume "host")', 'spec.volumes.0'],
  ['violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)', ''],
  ['maximum cpu usage per Container is 1, but limit is 5', ''],
  ['no PriorityClass with name high was found', ''],
])('what admission says is placed by what it names: %s', (said, place) => {
  const message = `pods "web" is forbidden: ${said}`
  const verdict = judge(refusal({ code: 403, reason: 'Forbidden', message, about: 'pods' }), POD, false)
  const path = place.split('.').flatMap((step) => (step === '' ? [] : /^\d+$/u.test(step) ? Number(step) : step))
  expect(verdict).toEqual({ complaints: [{ path, at: undefined, what: 'this', message: said }] })
})

test.each([
  [400, 'BadRequest', 'admission webhook "x.example" does not support dry run', 'policy'],
  [404, 'NotFound', 'deployments "web" not found', '404'],
  [409, 'Conflict', 'the object has been modified', 'meanwhile'],
  [415, 'UnsupportedMediaType', 'the body of the request was in an unknown format', '415'],
  [429, 'TooManyRequests', 'too many requests', '429'],
  [500, 'InternalError', 'Internal error occurred: failed calling webhook "x.example"', '500'],
  [503, 'ServiceUnavailable', '', '503'],
])('%i %s says nothing about the manifest', (code, reason, message, gap) => {
  expect(judge(refusal({ code, reason, message }), object, false)).toEqual({ gap: expect.stringContaining(gap) })
})

test('a manifest with an old resourceVersion is refused for that', () => {
  const exported = { ...object, metadata: { name: 'web', resourceVersion: '12' } }
  expect(judge(refusal({ code: 409, reason: 'Conflict' }), exported, false)).toMatchObject({
    complaints: [{ path: ['metadata', 'resourceVersion'] }],
  })
})

test('of a Secret fields and reasons are told, and no sentence', () => {
  const causes = [
    {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: "<secret contents redacted>": invalid character \'h\'',
      field: 'data[x]',
    },
    { reason: 'SomethingNew', message: 'hunter2', field: 'data[y]' },
  ]
  expect(complaints({ causes }, true)).toEqual([
    ['data.x', 'its value is not valid'],
    ['data.y', 'it is not as it should be'],
  ])
  const message = 'admission webhook "x.example" denied the request: hunter2'
  expect(JSON.stringify(complaints({ code: 403, message }, true))).not.toContain('hunter2')
})

test('a long sentence is cut, further lines and control characters are left out', () => {
  const causes = [{ reason: 'X', message: 'a'.repeat(2000), field: 'spec' }]
  expect(JSON.stringify(complaints({ causes })).length).toBeLessThan(800)
  const odd = [{ reason: 'X', message: 'Forbidden: no\u001B[31m change\n  core.PodSpec{ "hunter2" }', field: 'spec' }]
  expect(complaints({ causes: odd })).toEqual([['spec', 'Forbidden: no change']])
})
