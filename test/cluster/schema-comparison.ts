import type { ObjectSchema, Schema } from '../../src/features/manifests/schema/model.ts'
import type { PropertySchema, TypeSchema } from '../../tools/schemas/release.ts'

/** A type as a running server describes it, which says allowed values too. */
export type ServedType = Omit<TypeSchema, 'properties'> & { properties?: Record<string, ServedProperty> }

type ServedProperty = Omit<PropertySchema, 'items' | 'additionalProperties'> & {
  enum?: unknown[]
  items?: ServedProperty
  additionalProperties?: ServedProperty
}

/** The types of a server by their OpenAPI name. */
export type ServedTypes = ReadonlyMap<string, ServedType>

/** Types with an own way into JSON, and what the program calls them. */
const OWN_WAYS: Readonly<Record<string, string>> = {
  Quantity: 'quantity',
  IntOrString: 'int-or-string',
  Time: 'string',
  MicroTime: 'string',
  FieldsV1: 'any mapping',
  RawExtension: 'any mapping',
  CustomResourceSubresourceStatus: 'any mapping',
  JSON: 'any',
  JSONSchemaPropsOrArray: 'any',
  JSONSchemaPropsOrBool: 'any',
  JSONSchemaPropsOrStringArray: 'any',
}

/** A difference by the end of the type's name and the field, such as `core.v1.Container image`, and what it is. */
export type Difference = { field: string; what: string }

/** Compares a kind field by field, at any depth. What a server alone writes is not kept by the program. */
export function differences(
  own: ObjectSchema,
  typeName: string,
  types: ServedTypes,
  seen: Set<string>,
): Difference[] {
  if (seen.has(typeName)) return []
  seen.add(typeName)
  const served = types.get(typeName)
  const short = typeName.split('.').slice(-3).join('.')
  if (served === undefined) return [{ field: short, what: 'the server does not describe it' }]
  const properties = served.properties ?? {}
  const names = [...new Set([...own.fields.keys(), ...Object.keys(properties)])]
  return names.flatMap((name): Difference[] => {
    if (name === 'status' || name === 'managedFields') return []
    const field = `${short} ${name}`
    const [ours, theirs] = [own.fields.get(name), properties[name]]
    if (ours === undefined || theirs === undefined)
      return [{ field, what: ours === undefined ? 'only the server has it' : 'only the program has it' }]
    const required = served.required?.includes(name) === true
    const demanded = ours.required === required ? [] : [`required: ${ours.required}, at the server: ${required}`]
    const found = compare(ours.schema, theirs, types, seen)
    return [...demanded, ...found.what].map((what) => ({ field, what })).concat(found.below)
  })
}

type Found = { what: string[]; below: Difference[] }

function compare(own: Schema, served: ServedProperty, types: ServedTypes, seen: Set<string>): Found {
  const name = (served.$ref ?? served.allOf?.[0]?.$ref)?.split('/').at(-1)
  const wanted = name === undefined ? undefined : OWN_WAYS[name.slice(name.lastIndexOf('.') + 1)]
  if (name !== undefined && wanted === undefined)
    return own.kind === 'object' ? { what: [], below: differences(own, name, types, seen) } : differs(own, name)
  if (own.kind === 'list' && served.type === 'array') return compare(own.items, served.items ?? {}, types, seen)
  if (own.kind === 'map' && served.additionalProperties !== undefined)
    return compare(own.values, served.additionalProperties, types, seen)
  const said = wanted ?? scalarOf(served)
  if (wordFor(own) !== said) return differs(own, said)
  const values = own.kind === 'scalar' ? own.allowed?.values : undefined
  const [ours, theirs] = [values, served.enum].map((all) => all && JSON.stringify(all.map(String).toSorted()))
  return { what: ours === theirs ? [] : [`values ${ours}, at the server: ${theirs}`], below: [] }
}

function differs(own: Schema, served: string): Found {
  return { what: [`${wordFor(own)}, at the server: ${served}`], below: [] }
}

function wordFor(own: Schema): string {
  if (own.kind === 'scalar') return own.type
  const isFree = (own.kind === 'object' && own.open) || (own.kind === 'map' && own.values.kind === 'any')
  return isFree ? 'any mapping' : own.kind
}

function scalarOf({ type, format }: ServedProperty): string {
  if (type === 'integer') return format === 'int32' ? 'int32' : 'int64'
  if (type === 'string') return format === 'byte' ? 'base64' : 'string'
  return type === 'object' ? 'any mapping' : (type ?? 'any')
}
