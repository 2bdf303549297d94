import type { Json, JsonObject } from '../document.ts'
import { isObject, textAt } from '../json.ts'
import { isShared } from '../shared-blocks.ts'
import { unmetConditions, wantedBy } from './conditions.ts'
import { fits } from './fits.ts'
import type { Belongs, SchemaFault } from './fault.ts'
import { brokenLimits } from './limits.ts'
import { placeFor } from './misplaced.ts'
import type { Allowed, Field, Limits, ListSchema, MapSchema, ObjectSchema, ScalarSchema, Schema } from './model.ts'
import type { Pass } from './pass.ts'
import { expectedType, foundType, isOfType, unquoted } from './scalar.ts'
import { isSlip, unknownField } from './unknown-field.ts'

const MAX_SEARCHES = 100

/**
 * Everything that the API server would refuse for its shape. In the order of the document; what a mapping lacks comes
 * before what is in it. Paths start at `value`.
 */
export function validate(value: JsonObject, root: ObjectSchema): SchemaFault[] {
  const pass: Pass = { root, value, path: [], faults: [], searches: MAX_SEARCHES }
  checkName(value, pass)
  checkObject(value, root, pass)
  if (root.conditions) checkConditions(value, root.conditions, pass)
  return pass.faults
}

/** The schemas demand no name, as a template has none; an object needs one, or `generateName`. Questions are not kept. */
function checkName(value: JsonObject, pass: Pass): void {
  const schema = pass.root.fields.get('metadata')?.schema
  const metadata = value['metadata'] ?? {}
  if (schema?.kind !== 'object' || !isObject(metadata) || textAt(value, 'kind')?.endsWith('Review')) return
  if (!isAbsent(metadata, 'name') || !isAbsent(metadata, 'generateName')) return
  pass.path.push('metadata')
  checkMissing('name', metadata, schema, pass)
  pass.path.pop()
}

/** Values that stand in several places, with the schema that they keep to. */
const faultless = new WeakMap<object, Schema>()

function check(value: Json, schema: Schema, pass: Pass): void {
  if (typeof value !== 'object' || value === null || !isShared(value)) {
    checkValue(value, schema, pass)
    return
  }
  if (faultless.get(value) === schema) return
  const before = pass.faults.length
  checkValue(value, schema, pass)
  if (pass.faults.length === before) faultless.set(value, schema)
}

function checkValue(value: Json, schema: Schema, pass: Pass): void {
  if (!isOfKind(value, schema)) {
    reportType(value, schema, pass)
    return
  }
  if (schema.conditions) checkConditions(value, schema.conditions, pass)
  switch (schema.kind) {
    case 'scalar':
      if (schema.limits !== undefined || schema.allowed !== undefined) checkScalar(value, schema, pass)
      return
    case 'object':
      return checkObject(value as JsonObject, schema, pass)
    case 'list':
      return checkList(value as Json[], schema, pass)
    case 'map':
      return checkMap(value as JsonObject, schema, pass)
    case 'any':
  }
}

function isOfKind(value: Json, schema: Schema): boolean {
  switch (schema.kind) {
    case 'scalar':
      return isOfType(value, schema.type)
    case 'list':
      return Array.isArray(value)
    case 'object':
    case 'map':
      return isObject(value)
    case 'any':
      return true
  }
}

function checkObject(value: JsonObject, schema: ObjectSchema, pass: Pass): void {
  const { fields, required } = schema
  for (let index = 0; index < required.length; index += 1) {
    const field = required[index] ?? ''
    if (isAbsent(value, field, fields.get(field)?.schema)) checkMissing(field, value, schema, pass)
  }
  for (const key in value) {
    const inner = value[key] as Json
    const field = fields.get(key)
    // Most of what stands in manifests is text where any text may stand.
    if (typeof inner === 'string' && field !== undefined && takesAnyText(field.schema)) continue
    pass.path.push(key)
    if (field === undefined) {
      if (!schema.open) pass.faults.push(unknownField(inner, schema, pass))
    } else if (inner === null) checkNull(field.schema, pass)
    else if (inner !== '' || !isUnsetWhenEmpty(field)) check(inner, field.schema, pass)
    pass.path.pop()
  }
}

function takesAnyText(schema: Schema): boolean {
  return (
    schema.kind === 'scalar' &&
    schema.type === 'string' &&
    schema.allowed === undefined &&
    schema.limits === undefined &&
    schema.conditions === undefined
  )
}

/** The decoder knows no difference between an empty text and none, so that no list of values needs to name it. */
function isUnsetWhenEmpty({ required, schema }: Field): boolean {
  return !required && schema.kind === 'scalar' && schema.type === 'string' && schema.nulls === 'dropped'
}

function isAbsent(value: JsonObject, field: string, schema?: Schema): boolean {
  return !Object.hasOwn(value, field) || (value[field] === null && schema?.nulls !== 'kept')
}

/** Says that a field is missing; and if a mapping beside it has a key of that name, that this may be it. */
function checkMissing(field: string, value: JsonObject, schema: ObjectSchema, { path, faults }: Pass): void {
  const misspelt = Object.keys(value).find((key) => !schema.fields.has(key) && isSlip(key, field))
  faults.push({ kind: 'required', path: [...path, field], at: 'key', field, misspelt })
  const wanted = schema.fields.get(field)?.schema
  if (wanted === undefined) return
  for (const [key, { schema: beside }] of schema.fields) {
    const inner = value[key]
    if (beside.kind !== 'map' || !isObject(inner) || isAbsent(inner, field) || !fits(inner[field] as Json, wanted))
      continue
    const place = [...path, field]
    const belongs = { text: place.join('.'), below: undefined, path: place, taken: false }
    faults.push({ kind: 'misplaced-field', path: [...path, key, field], at: 'key', field, belongs })
  }
}

function checkList(value: readonly Json[], { items, limits }: ListSchema, pass: Pass): void {
  if (limits) checkLimits(value as Json, limits, pass)
  for (let index = 0; index < value.length; index += 1) {
    const item = value[index] as Json
    pass.path.push(index)
    if (item !== null) check(item, items, pass)
    else if (items.nulls === 'dropped-outside-lists') reportType(item, items, pass)
    // The decoder makes an empty mapping of it, which then lacks what it must have.
    else if (items.kind === 'object' && items.nulls === 'dropped') checkObject({}, items, pass)
    else checkNull(items, pass)
    pass.path.pop()
  }
}

function checkMap(value: JsonObject, schema: MapSchema, pass: Pass): void {
  if (schema.limits) checkLimits(value, schema.limits, pass)
  const anyText = takesAnyText(schema.values)
  for (const key in value) {
    const inner = value[key] as Json
    if (anyText && typeof inner === 'string') continue
    pass.path.push(key)
    const belongs =
      schema.values.kind === 'scalar' && typeof inner === 'object' ? indentedTooFar(inner, pass) : undefined
    if (belongs !== undefined)
      pass.faults.push({ kind: 'misplaced-field', path: [...pass.path], at: 'key', field: key, belongs })
    else if (inner === null) checkNull(schema.values, pass)
    else check(inner, schema.values, pass)
    pass.path.pop()
  }
}

/** A mapping or list among labels is a field that belongs beside them. */
function indentedTooFar(value: Json, pass: Pass): Belongs | undefined {
  if (value === null || pass.searches <= 0) return undefined
  pass.searches -= 1
  return placeFor(value, pass, true)
}

function checkScalar(value: Json, { allowed, limits }: ScalarSchema, pass: Pass): void {
  if (limits) checkLimits(value, limits, pass)
  if (allowed === undefined || allowed.values.includes(value)) return
  const written = typeof value === 'string' ? value : ''
  const lower = written.toLowerCase()
  pass.faults.push({
    kind: 'enum',
    path: [...pass.path],
    at: 'value',
    found: value,
    allowed: allowed.values,
    sameButCase: texts(allowed).find((one) => one !== '' && one.toLowerCase() === lower),
    versions: allowed.elsewhere.get(written),
  })
}

function texts({ values }: Allowed): string[] {
  return values.filter((value) => typeof value === 'string')
}

/** A `null` that is kept has to be among the values that are allowed, like any other. */
function checkNull(schema: Schema, pass: Pass): void {
  if (schema.nulls === 'kept' && schema.kind === 'scalar') checkScalar(null, schema, pass)
}

function checkLimits(value: Json, limits: Limits, { path, faults }: Pass): void {
  for (const broken of brokenLimits(value, limits))
    faults.push({ kind: 'limit', path: [...path], at: 'value', ...broken })
}

function checkConditions(value: Json, node: JsonObject, { path, faults }: Pass): void {
  for (const { word, holds } of unmetConditions(value, node))
    faults.push({
      kind: 'condition',
      path: [...path],
      at: 'value',
      word,
      judged: holds === false,
      wanted: wantedBy(word, node),
    })
}

function reportType(value: Json, schema: Schema, { path, faults }: Pass): void {
  const expected = expectedType(schema, value)
  const scalar = typeof value === 'number' || typeof value === 'boolean'
  faults.push({
    kind: 'type',
    path: [...path],
    at: 'value',
    expected,
    found: foundType(value),
    quote: scalar && expected === 'text',
    instead: insteadOf(value, schema),
  })
}

function insteadOf(value: Json, schema: Schema): Json | undefined {
  if (schema.kind === 'scalar') return unquoted(value, schema.type)
  const single =
    schema.kind === 'list' && schema.items.kind === 'object' && isObject(value) && fits(value, schema.items)
  return single ? [value] : undefined
}
