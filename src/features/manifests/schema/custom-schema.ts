import type { Json, JsonObject } from '../document.ts'
import { isObject, listAt, objectAt, textAt } from '../json.ts'
import { hasConditions } from './conditions.ts'
import { readLimits } from './limits.ts'
import type { Allowed, Field, Nulls, ObjectSchema, ScalarType, Schema } from './model.ts'

// A custom resource's schema is "structural": types and fields stand in `type`, `properties`, `items` and
// `additionalProperties` alone. What `allOf`, `anyOf`, `oneOf`, `not`, `pattern`, `format` and CEL rules add are
// conditions on top of that.
// Whatever is not as it should be means "anything": the definition is checked as a manifest of its own.

/**
 * The schema of a custom resource.
 *
 * @param version one of `spec.versions` of a CustomResourceDefinition (apiextensions.k8s.io/v1)
 * @param metadata the built-in ObjectMeta
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function customSchema(version: JsonObject, metadata: Field): ObjectSchema {
  const root = readSchema(objectAt(version, 'schema', 'openAPIV3Schema') ?? {}, metadata)
  const schema = root.kind === 'object' ? root : openObject()
  // The server takes the status from its own endpoint and drops it here.
  if (objectAt(version, 'subresources', 'status')) schema.fields.set('status', optional(ANY))
  return withResourceFields(schema, metadata)
}

const ANY: Schema = { kind: 'any', nulls: 'kept' }

function readSchema(node: Json | undefined, metadata: Field): Schema {
  if (!isObject(node)) return ANY
  const schema = readStructure(node, metadata)
  return hasConditions(node) ? { ...schema, conditions: node } : schema
}

function readStructure(node: JsonObject, metadata: Field): Schema {
  const nulls: Nulls = node['nullable'] === true ? 'kept' : 'dropped-outside-lists'
  if (node['x-kubernetes-int-or-string'] === true) return readScalar(node, 'int64-or-string', nulls)
  const type = textAt(node, 'type') ?? ''
  switch (type) {
    case 'object':
      return readObject(node, nulls, metadata)
    case 'array':
      return { kind: 'list', nulls, items: readSchema(node['items'], metadata), limits: readLimits(node) }
    case 'string':
    case 'boolean':
    case 'number':
      return readScalar(node, type, nulls)
    case 'integer':
      return readScalar(node, textAt(node, 'format') === 'int32' ? 'int32' : 'int64', nulls)
    default:
      return { kind: 'any', nulls: 'kept' }
  }
}

function readScalar(node: JsonObject, type: ScalarType, nulls: Nulls): Schema {
  const values = listAt(node, 'enum')
  const allowed: Allowed | undefined = values.length > 0 ? { values, elsewhere: new Map() } : undefined
  return { kind: 'scalar', nulls, type, allowed, limits: readLimits(node) }
}

function readObject(node: JsonObject, nulls: Nulls, metadata: Field): Schema {
  const further = node['additionalProperties']
  if (further === true || isObject(further))
    return {
      kind: 'map',
      nulls,
      values: readSchema(isObject(further) ? further : undefined, metadata),
      limits: readLimits(node),
    }
  const required = listAt(node, 'required').filter((name) => typeof name === 'string')
  const schema: ObjectSchema = {
    kind: 'object',
    nulls,
    fields: new Map(
      Object.entries(objectAt(node, 'properties') ?? {}).map(([name, inner]): [string, Field] => [
        name,
        { ...optional(readSchema(inner, metadata)), required: required.includes(name) },
      ]),
    ),
    required,
    open: node['x-kubernetes-preserve-unknown-fields'] === true,
    elsewhere: new Map(),
  }
  if (node['x-kubernetes-embedded-resource'] !== true) return schema
  return { ...withResourceFields(schema, metadata), required: [...new Set([...required, 'apiVersion', 'kind'])] }
}

function withResourceFields(schema: ObjectSchema, metadata: Field): ObjectSchema {
  const text: Schema = { kind: 'scalar', nulls: 'dropped', type: 'string', allowed: undefined, limits: undefined }
  const own: [string, Field][] = [
    ['apiVersion', optional(text)],
    ['kind', optional(text)],
    ['metadata', metadata],
  ]
  return { ...schema, fields: new Map([...schema.fields, ...own]) }
}

function openObject(): ObjectSchema {
  return {
    kind: 'object',
    nulls: 'dropped-outside-lists',
    fields: new Map(),
    required: [],
    open: true,
    elsewhere: new Map(),
  }
}

function optional(schema: Schema): Field {
  return { schema, required: false, off: false, range: undefined }
}

/** One kind in one version, as a CustomResourceDefinition defines it. */
export type CustomKind = { apiVersion: string; kind: string; served: boolean; version: JsonObject }

/** What CustomResourceDefinitions define; other objects, and definitions that are not whole, are passed over. */
export function customKinds(definitions: readonly JsonObject[]): CustomKind[] {
  return definitions.flatMap((definition) => {
    const group = textAt(definition, 'spec', 'group')
    const kind = textAt(definition, 'spec', 'names', 'kind')
    if (definition['kind'] !== 'CustomResourceDefinition' || group === undefined || kind === undefined) return []
    return listAt(definition, 'spec', 'versions').flatMap((version): CustomKind[] => {
      const name = textAt(version, 'name')
      if (!isObject(version) || name === undefined) return []
      return [{ apiVersion: `${group}/${name}`, kind, served: version['served'] !== false, version }]
    })
  })
}
