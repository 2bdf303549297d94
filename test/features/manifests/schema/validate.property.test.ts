import {
  anything,
  assert,
  constantFrom,
  nat,
  property,
  record,
  string,
  stringMatching,
  type Arbitrary,
} from 'fast-check'
import { expect, test } from 'vitest'
import type { Json, JsonObject, Path } from '../../../../src/features/manifests/document.ts'
import { at, isObject } from '../../../../src/features/manifests/json.ts'
import type { Schema } from '../../../../src/features/manifests/schema/model.ts'
import { schemaAt } from '../../../../src/features/manifests/schema/schema-at.ts'
import { validate } from '../../../../src/features/manifests/schema/validate.ts'
import { faultsOf, goodObjects, schemaFor, schemas, told } from './support.ts'

type Place = { object: JsonObject; path: Path; schema: Schema }

/** All places of the good objects that the schemas know. */
const places: Place[] = goodObjects.flatMap((object) => placesIn(object, object, []))

function placesIn(object: JsonObject, value: Json, path: Path): Place[] {
  const schema = schemaAt(schemaFor(object, 37), path)
  if (schema === undefined) return []
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [
    { object, path, schema },
    ...inner.flatMap(([key, next]) => placesIn(object, next, [...path, Array.isArray(value) ? Number(key) : key])),
  ]
}

/** The object with something else at a path; without it where nothing is given. */
function changed(object: JsonObject, path: Path, value?: Json): JsonObject {
  const copy = structuredClone(object)
  const parent = at(copy, ...path.slice(0, -1)) as Record<string | number, Json>
  const last = path.at(-1)
  if (last === undefined) throw new Error('the root stays')
  if (value === undefined) delete parent[last]
  else parent[last] = value
  return copy
}

const minors = constantFrom(...schemas.minors)

/** Of what is looked at; by index, as an object is too long for a report. What the object is stays as it is. */
function anyOf(these: readonly Place[]): Arbitrary<Place> {
  const inside = these.filter(({ path }) => path[0] !== 'apiVersion' && path[0] !== 'kind')
  return nat(inside.length - 1).map((index) => inside[index] ?? { object: {}, path: [], schema: ANYTHING })
}

const ANYTHING: Schema = { kind: 'any', nulls: 'kept' }

test('a valid object with one unknown key more has exactly that fault', () => {
  const mappings = places.filter(({ schema }) => schema.kind === 'object' && !schema.open)
  const known = new Set(places.flatMap(({ schema }) => (schema.kind === 'object' ? [...schema.fields.keys()] : [])))
  const keys = stringMatching(/^[a-zA-Z_$][a-zA-Z0-9_-]{0,20}$/u).filter((key) => !known.has(key))
  assert(
    property(anyOf(mappings), keys, anything({ maxDepth: 1 }), minors, ({ object, path }, key, value, minor) => {
      const faults = faultsOf(changed(object, [...path, key], asJson(value)), minor)
      expect(faults.map(({ kind, path: where }) => [kind, where])).toEqual([['unknown-field', [...path, key]]])
    }),
    { numRuns: 500 },
  )
})

test('a field that may be left out may be null, and one that may not is missing either way', () => {
  const fields = places.filter(({ object, path }) => path.length > 0 && isObject(at(object, ...path.slice(0, -1))))
  assert(
    property(anyOf(fields), minors, ({ object, path }, minor) => {
      const withNull = faultsOf(changed(object, path, null), minor).map(told)
      const without = faultsOf(changed(object, path), minor).map(told)
      expect(withNull).toEqual(without)
      for (const fault of withNull) expect(fault).toMatch(/^required /u)
    }),
    { numRuns: 500 },
  )
})

test('whatever stands anywhere: no crash, no fault twice, and each fault below what was changed', () => {
  const inside = places.filter(({ path }) => path.length > 0)
  assert(
    property(anyOf(inside), anything(), minors, ({ object, path }, value, minor) => {
      const faults = faultsOf(changed(object, path, asJson(value)), minor)
      expect(new Set(faults.map(told)).size).toBe(faults.length)
      for (const fault of faults) expect(fault.path.slice(0, path.length - 1)).toEqual(path.slice(0, -1))
    }),
    { numRuns: 1000 },
  )
})

test('any kind takes any value without a crash', () => {
  const kinds = constantFrom(...schemas.at(37).kinds())
  assert(
    property(
      kinds,
      record({ metadata: anything(), spec: anything(), data: anything(), [`rules`]: anything() }),
      string(),
      (kind, value, name) => {
        const found = schemas.at(37).find(kind.apiVersion, kind.kind)
        if (found.status !== 'known') throw new Error(`${kind.kind} is ${found.status}`)
        const json = { ...kind, ...(asJson(value) as JsonObject), [name]: 1 }
        expect(validate(json, found.schema)).toBeInstanceOf(Array)
      },
    ),
  )
})

/** What JSON would make of a value; `null` where it makes nothing. */
function asJson(value: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null') as Json
  } catch {
    // BigInts and mappings that hold themselves.
    return null
  }
}

test('a thousand unknown keys are told one by one, and looked around for no longer than it helps', () => {
  const spec = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`image${index}`, 'a']))
  const faults = faultsOf(
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { ...spec, containers: [] } },
    35,
  )
  expect(faults).toHaveLength(1000)
  const [first] = faults
  const last = faults.at(-1)
  expect(first).toMatchObject({ kind: 'unknown-field', known: expect.arrayContaining(['containers']) })
  expect(last).toMatchObject({ kind: 'unknown-field', field: 'image999', known: [], nearest: [] })
})
