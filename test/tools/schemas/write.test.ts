import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createSchemas } from '../../../src/features/manifests/schema/schemas.ts'
import { VERSIONS } from '../../../tools/schemas/generate.ts'
import { readAllGates, readRelease } from '../../../tools/schemas/read-release.ts'
import type { ReleaseSource } from '../../../tools/schemas/release.ts'
import { writeSchemas } from '../../../tools/schemas/write.ts'
import { object, openApiFile, ref, sample, source } from './sample.ts'

const committed = readFileSync(join(import.meta.dirname, '../../../schemas/kubernetes.txt'), 'utf8')

function write(sources: ReleaseSource[]): string {
  const gates = readAllGates(sources)
  return writeSchemas(sources.map((one) => readRelease(one, gates)))
}

/** The lines of one type. */
function typeIn(text: string, type: string): string[] {
  const lines = text.split('\n')
  const start = lines.indexOf(type)
  const length = lines.slice(start + 1).findIndex((line) => !line.startsWith(' '))
  return start < 0 ? [] : lines.slice(start + 1, start + 1 + length)
}

describe('the committed schemas', () => {
  test('say of which releases they are', () => {
    expect(committed).toContain(VERSIONS.join(', '))
    expect(createSchemas(committed).minors.map((minor) => `1.${minor}`)).toEqual(
      VERSIONS.map((version) => version.split('.').slice(0, 2).join('.')),
    )
  })

  test('are small', () => {
    expect(gzipSync(committed, { level: 9 }).length).toBeLessThan(15_000)
  })

  test.each(['PodDisruptionBudgetSpec', 'NetworkPolicySpec', 'HPAScalingRules'])(
    'are what the script makes of %s',
    (type) => {
      expect(typeIn(write(VERSIONS.map(sample)), type)).toEqual(typeIn(committed, type))
      expect(typeIn(committed, type)).not.toEqual([])
    },
  )

  test('hold together: every kind of every version can be made', () => {
    const schemas = createSchemas(committed)
    for (const minor of schemas.minors) {
      const version = schemas.at(minor)
      for (const { apiVersion, kind } of version.kinds()) {
        expect(version.find(apiVersion, kind).status).toBe('known')
      }
    }
  })
})

test('the same sources give the same text', () => {
  expect(write(VERSIONS.map(sample))).toBe(write(VERSIONS.map(sample)))
})

/** A kind `Thing` in as many releases as there are types for it; what is written of it. */
function written(...types: Record<string, Parameters<typeof object>[0]>[]): string {
  const sources = types.map((inner, index) => {
    const schemas = Object.fromEntries(
      Object.entries(inner).map(([name, fields]) => [`io.k8s.api.things.v1.${name}`, object(fields)]),
    )
    return source(`1.${30 + index}.0`, { openapi: [openApiFile('things', 'v1', 'Thing', schemas)] })
  })
  return write(sources)
}

describe('a field over several releases', () => {
  const text = { type: 'string' }

  test('has the versions that know it', () => {
    const thing = typeIn(
      written({ Thing: { a: text, old: text } }, { Thing: { a: text, b: text } }, { Thing: { a: text, b: text } }),
      'Thing',
    )
    expect(thing).toEqual([' a string', ' b string 31-', ' old string -30'])
  })

  test('stands twice where its type changed', () => {
    const thing = typeIn(written({ Thing: { a: text } }, { Thing: { a: { type: 'boolean' } } }), 'Thing')
    expect(thing).toEqual([' a string -30', ' a boolean 31-'])
  })

  test('needs no versions where its whole type is new', () => {
    const releases = written({ Thing: {} }, { Thing: { part: ref('io.k8s.api.things.v1.Part') }, Part: { a: text } })
    expect(typeIn(releases, 'Part')).toEqual([' a string'])
    expect(typeIn(releases, 'Thing')).toEqual([' part Part'])
  })

  test('lists, maps and what the server alone writes', () => {
    const fields = {
      list: { type: 'array', items: { type: 'array', items: text } },
      map: { type: 'object', additionalProperties: text },
      data: { type: 'string', format: 'byte' },
      status: ref('io.k8s.api.things.v1.ThingStatus'),
    }
    const releases = written({ Thing: fields, ThingStatus: { a: text } })
    expect(typeIn(releases, 'Thing')).toEqual([' data base64', ' list [][]string', ' map {}string', ' status object'])
    expect(releases).not.toContain('ThingStatus')
  })
})

/** A release whose one type has one field, which takes these values. */
function takes(minor: number, values: string[]): ReleaseSource {
  const mode = object({ mode: { type: 'string' } })
  const enumeration = `\t\t\t\t\t\t\tEnum:        []interface{}{${values.map((value) => JSON.stringify(value)).join(', ')}},`
  return source(`1.${minor}.0`, {
    openapi: [openApiFile('things', 'v1', 'Thing', { 'io.k8s.api.things.v1.Thing': mode })],
    generated: ['func schema_k8sio_api_things_v1_Thing(', '\t\t\t\t\t"mode": {', enumeration].join('\n'),
  })
}

describe('values', () => {
  test('have versions of their own, and may hold anything', () => {
    const releases = write([takes(30, ['', 'a b', 'old']), takes(31, ['', 'a b', '1|2%'])])
    expect(typeIn(releases, 'Thing')).toEqual([' mode =|1%7C2%25@31-|a%20b|old@-30'])
  })

  test('are given up where some release names none', () => {
    expect(typeIn(write([source('1.30.0', { openapi: takes(30, []).openapi }), takes(31, ['a'])]), 'Thing')).toEqual([
      ' mode string',
    ])
  })

  test('on a field that is no text, or at a place not known, stop the script', () => {
    const number = openApiFile('things', 'v1', 'Thing', {
      'io.k8s.api.things.v1.Thing': object({ mode: { type: 'boolean' } }),
    })
    expect(() => write([{ ...takes(30, ['a']), openapi: [number] }])).toThrow(
      'things.v1.Thing mode has values and is a boolean',
    )
    const elsewhere = takes(30, ['a'])
    elsewhere.generated = elsewhere.generated.replace('\t\t\t\t\t\t\tEnum', '\tEnum')
    expect(() => write([elsewhere])).toThrow('stand where they are not expected')
  })
})

/** A release that serves one kind in these versions. */
function serves(minor: number, ...versions: string[]): ReleaseSource {
  const group = 'flowcontrol.apiserver.k8s.io'
  const openapi = versions.map((version) =>
    openApiFile(group, version, 'FlowSchema', { [`io.k8s.api.flowcontrol.${version}.FlowSchema`]: object({}) }),
  )
  return source(`1.${minor}.0`, { openapi })
}

describe('kinds', () => {
  test('keep the versions that serve them; alphas and betas without their fields', () => {
    const text = write([serves(30, 'v1alpha1', 'v1beta1'), serves(31, 'v1beta1', 'v1')])
    expect(text.split('\n').filter((line) => line.startsWith('flowcontrol'))).toEqual([
      'flowcontrol.apiserver.k8s.io/v1 FlowSchema FlowSchema 31-',
      'flowcontrol.apiserver.k8s.io/v1alpha1 FlowSchema - -30 off',
      'flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema - off',
    ])
  })

  test('a few betas are on by default', () => {
    const controlPlane = '\t\tflowcontrolv1beta3.SchemeGroupVersion.WithResource("flowschemas"), // remove in 1.32\n'
    const text = write([{ ...serves(30, 'v1beta3'), controlPlane }])
    expect(text).toContain('\nflowcontrol.apiserver.k8s.io/v1beta3 FlowSchema FlowSchema\n')
  })

  test('types of the same name are told apart by group and version', () => {
    expect(write([serves(30, 'v1', 'v2')])).toContain(`
flowcontrol.apiserver.k8s.io/v1 FlowSchema flowcontrol.v1.FlowSchema
flowcontrol.apiserver.k8s.io/v2 FlowSchema flowcontrol.v2.FlowSchema
`)
  })
})
