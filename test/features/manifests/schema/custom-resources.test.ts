import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../src/features/manifests/document.ts'
import { faultsOf, schemas, told } from './support.ts'

const definition = notebooks({
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['image'],
      properties: {
        image: { type: 'string', minLength: 2, pattern: '^[a-z]+$' },
        replicas: { type: 'integer', minimum: 0, maximum: 3 },
        ratio: { type: 'number', minimum: 0, exclusiveMinimum: true },
        small: { type: 'integer', format: 'int32' },
        mode: { type: 'string', enum: ['lab', 'classic'] },
        maybe: { type: 'string', enum: ['lab'], nullable: true },
        size: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
        env: { type: 'object', additionalProperties: { type: 'string' } },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } },
        bare: { type: 'object' },
        list: { type: 'array', maxItems: 2, items: { type: 'object', properties: { name: { type: 'string' } } } },
        embedded: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          'x-kubernetes-preserve-unknown-fields': true,
        },
      },
    },
    status: { type: 'object', properties: { ready: { type: 'boolean' } } },
  },
})

function notebooks(openAPIV3Schema: JsonObject): JsonObject {
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    subresources: { status: {} },
    schema: { openAPIV3Schema },
  }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'notebooks.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Notebook', plural: 'notebooks' },
      versions: [version, { name: 'v1alpha1', served: false, storage: false }],
    },
  }
}

function faults(spec: Json, more: JsonObject = {}): string[] {
  const value = { apiVersion: 'example.org/v1', kind: 'Notebook', metadata: { name: 'a' }, spec, ...more }
  return faultsOf(value, 35, [definition]).map(told)
}

describe('a custom resource is held against its definition', () => {
  // The verdicts are those of a kube-apiserver 1.37.
  test.each<[string, JsonObject, string[]]>([
    ['as it should be', { image: 'lab', replicas: 3, ratio: 0.5, mode: 'lab', size: '5Gi' }, []],
    ['a number where number or text may stand', { image: 'lab', size: 5_000_000_000 }, []],
    ['a field that is not there', { image: 'lab', imgae: 'lab' }, ['unknown-field spec.imgae: image']],
    ['a field elsewhere', { image: 'lab', name: 'a', list: [{}] }, ['misplaced-field spec.name: spec.list[].name']],
    ['no image', {}, ['required spec.image']],
    [
      'a wrong type',
      { image: 5, replicas: '2' },
      ['type spec.image: text, not integer, quote it', 'type spec.replicas: integer, not text, 2'],
    ],
    ['a value of another case', { image: 'lab', mode: 'Lab' }, ['enum spec.mode: lab']],
    ['an empty text is none of the values here', { image: 'lab', mode: '' }, ['enum spec.mode: lab|classic']],
    [
      'out of bounds',
      { image: 'l', replicas: 4, ratio: 0 },
      [
        'limit spec.image: minLength 2, not 1',
        'limit spec.replicas: maximum 3, not 4',
        'limit spec.ratio: exclusiveMinimum 0, not 0',
      ],
    ],
    ['too many', { image: 'lab', list: [{}, {}, {}] }, ['limit spec.list: maxItems 2, not 3']],
    ['more than 32 bits', { image: 'lab', small: 3_000_000_000 }, ['type spec.small: int32, not integer']],
    ['keys of one’s own', { image: 'lab', env: { A: 'a', B: 1 } }, ['type spec.env.B: text, not integer, quote it']],
    ['a place that keeps everything', { image: 'lab', free: { a: 'b', c: { d: 1 } } }, []],
    ['and yet knows some of it', { image: 'lab', free: { a: 1 } }, ['type spec.free.a: text, not integer, quote it']],
    ['a place that keeps nothing', { image: 'lab', bare: { a: 1 } }, ['unknown-field spec.bare.a: ']],
    ['null is dropped', { image: 'lab', replicas: null, env: { A: null }, bare: null }, []],
    ['null of what is required', { image: null }, ['required spec.image']],
    ['null in a list', { image: 'lab', list: [null] }, ['type spec.list[0]: mapping, not null']],
    ['null that is allowed, but none of the values', { image: 'lab', maybe: null }, ['enum spec.maybe: lab']],
    [
      'another object inside',
      { image: 'lab', embedded: { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: 'b' } }, spec: {} } },
      [],
    ],
    [
      'a broken one',
      { image: 'lab', embedded: { kind: 'Pod', metadata: { labels: { a: 1 } } } },
      ['required spec.embedded.apiVersion', 'type spec.embedded.metadata.labels.a: text, not integer, quote it'],
    ],
    ['a pattern', { image: 'LAB 5' }, ['condition spec.image: not pattern ^[a-z]+$']],
  ])('%s', (_, spec, expected) => {
    expect(faults(spec)).toEqual(expected)
  })

  test('at its root too, but for the status, which the server drops', () => {
    expect(faults({ image: 'lab' }, { status: { anything: 1 }, sepc: {} })).toEqual(['unknown-field sepc: spec'])
  })

  test('with the metadata of every object', () => {
    const metadata = { labels: { a: 1 }, annotation: {} }
    expect(faults({ image: 'lab' }, { metadata })).toEqual([
      'required metadata.name',
      'type metadata.labels.a: text, not integer, quote it',
      'unknown-field metadata.annotation: annotations',
    ])
  })
})

function required(...lists: string[][]): Json[] {
  return lists.map((list) => ({ required: list }))
}

describe('conditions beyond types and bounds', () => {
  const integer = { type: 'integer' }
  test.each<[string, JsonObject, Json, string[]]>([
    ['oneOf: one', { oneOf: required(['a'], ['b']) }, { a: 1 }, []],
    ['oneOf: none', { oneOf: required(['a'], ['b', 'c']) }, {}, ['condition spec: not oneOf a, b and c']],
    ['oneOf: both', { oneOf: required(['a'], ['b']) }, { a: 1, b: 1 }, ['condition spec: not oneOf a, b']],
    ['anyOf: both', { anyOf: required(['a'], ['b']) }, { a: 1, b: 1 }, []],
    ['anyOf: none', { anyOf: required(['a'], ['b']) }, { c: 1 }, ['condition spec: not anyOf a, b']],
    ['allOf: not all', { allOf: required(['a'], ['b']) }, { a: 1 }, ['condition spec: not allOf a, b']],
    ['not: kept', { not: { required: ['a'] } }, { b: 1 }, []],
    ['not: broken', { not: { required: ['a'] } }, { a: 1 }, ['condition spec: not not']],
    ['a condition on a field', { anyOf: [{ properties: { a: { enum: [1, 2] } } }] }, { a: 2 }, []],
    ['unmet', { anyOf: [{ properties: { a: { maximum: 2 } } }] }, { a: 3 }, ['condition spec: not anyOf']],
    ['a field that is not there', { allOf: [{ properties: { a: { enum: [1] } } }] }, {}, []],
    [
      'multipleOf',
      { properties: { a: { ...integer, multipleOf: 8 } } },
      { a: 12 },
      ['condition spec.a: not multipleOf'],
    ],
    [
      'CEL',
      { 'x-kubernetes-validations': [{ rule: 'self.a > 0' }] },
      { a: 1 },
      ['condition spec: perhaps not x-kubernetes-validations'],
    ],
    [
      'what is known decides, where it does',
      { anyOf: [{ required: ['a'] }, { 'x-kubernetes-validations': [] }] },
      { a: 1 },
      [],
    ],
    [
      'and else nothing does',
      { anyOf: [{ required: ['b'] }, { 'x-kubernetes-validations': [] }] },
      { a: 1 },
      ['condition spec: perhaps not anyOf'],
    ],
  ])('%s', (_, conditions, spec, expected) => {
    const properties = { a: integer, b: integer, c: integer, ...(conditions['properties'] as JsonObject | undefined) }
    const schema = { type: 'object', properties: { spec: { type: 'object', ...conditions, properties } } }
    const value = { apiVersion: 'example.org/v1', kind: 'Notebook', metadata: { name: 'a' }, spec }
    expect(faultsOf(value, 35, [notebooks(schema)]).map(told)).toEqual(expected)
  })

  test('of the whole object, and of a value of the wrong type none', () => {
    const schema = {
      type: 'object',
      not: { required: ['data'] },
      properties: { data: { type: 'string', pattern: '^a$', anyOf: [{ type: 'string' }] } },
    }
    const value = { apiVersion: 'example.org/v1', kind: 'Notebook', metadata: { name: 'a' }, data: 1 }
    expect(faultsOf(value, 35, [notebooks(schema)]).map(told)).toEqual([
      'type data: text, not integer, quote it',
      'condition : not not',
    ])
  })
})

describe('the kinds of definitions are looked up like others', () => {
  const version = schemas.at(35, [definition])

  test('a version that is not served, or not there', () => {
    const missing = { status: 'not-defined', served: ['example.org/v1'] }
    expect(version.find('example.org/v1', 'Notebook').status).toBe('known')
    expect(version.find('example.org/v1alpha1', 'Notebook')).toEqual(missing)
    expect(version.find('example.org/v2', 'Notebook')).toEqual(missing)
    expect(version.find('example.org/v1', 'Lab')).toEqual({ status: 'unknown', custom: true, served: [] })
  })

  test('they are listed with the others', () => {
    expect(version.apiVersionsOf('Notebook')).toEqual(['example.org/v1'])
    expect(version.kinds()).toContainEqual({ apiVersion: 'example.org/v1', kind: 'Notebook' })
  })
})

test.each<[string, Json]>([
  ['no schema', {}],
  ['a list for a schema', []],
  ['types that are none', { type: 'object', properties: { spec: { type: 'text' }, list: { type: 'array' } } }],
  ['properties that are none', { type: 'object', properties: [], 'x-kubernetes-preserve-unknown-fields': true }],
  ['required that is none', { type: 'object', required: 5, properties: { spec: 5, list: null } }],
])('a definition with %s accuses nobody', (_, schema) => {
  const broken = notebooks(schema as JsonObject)
  const value = { apiVersion: 'example.org/v1', kind: 'Notebook', metadata: { name: 'a' }, spec: { a: 1 }, list: [1] }
  expect(faultsOf(value, 35, [broken])).toEqual([])
})
