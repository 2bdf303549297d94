import type { Field, Kind, OpenApiFile, PropertySchema, TypeSchema } from './release.ts'

/** Types that are no mappings with fields: what stands for them. Some have an own way into JSON. */
const SCALARS: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'object',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'object',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus': 'object',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray': 'any',
}

/** All types with fields, by OpenAPI name. A type stands in every file that uses it: the same each time. */
export function readTypes(files: readonly OpenApiFile[]): Map<string, Map<string, Field>> {
  const schemas = new Map(files.flatMap((file) => Object.entries(file.components?.schemas ?? {})))
  const types = new Map<string, Map<string, Field>>()
  for (const [name, schema] of schemas) if (SCALARS[name] === undefined) types.set(name, readFields(name, schema))
  return types
}

function readFields(name: string, { type, properties = {}, required = [] }: TypeSchema): Map<string, Field> {
  // An empty mapping without properties is a type whose mere presence says something (BasicSchedulingPolicy).
  if (type !== 'object') throw new Error(`${name} is no mapping, and no known scalar`)
  return new Map(
    Object.entries(properties).map(([field, schema]): [string, Field] => [
      field,
      { type: typeOf(schema, `${name}.${field}`), required: required.includes(field) },
    ]),
  )
}

function typeOf(schema: PropertySchema, where: string): string {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (ref !== undefined) {
    const name = ref.slice(ref.lastIndexOf('/') + 1)
    return SCALARS[name] ?? name
  }
  if (schema.type === 'array' && schema.items) return `[]${typeOf(schema.items, where)}`
  if (schema.type === 'object')
    return schema.additionalProperties ? `{}${typeOf(schema.additionalProperties, where)}` : 'object'
  return scalarOf(schema, where)
}

function scalarOf({ type, format }: PropertySchema, where: string): string {
  if (type === 'integer') return format === 'int32' ? 'int32' : 'int64'
  if (type === 'string') return format === 'byte' ? 'base64' : 'string'
  if (type === 'boolean' || type === 'number') return type
  throw new Error(`${where} has a shape that is not known: ${type} ${format}`)
}

/** The kinds that a POST to a collection creates. `betas` are API versions that are on though they are beta. */
export function readKinds(files: readonly OpenApiFile[], betas: ReadonlySet<string>): Kind[] {
  const paths = files.flatMap((file) => Object.entries(file.paths ?? {}))
  return paths.flatMap(([path, { post }]): Kind[] => {
    const gvk = post?.['x-kubernetes-group-version-kind']
    // With a name before it, the last part is a subresource, such as a Pod's eviction.
    if (!gvk || path.includes('{name}')) return []
    const [body] = Object.values(post.requestBody?.content ?? {})
    const ref = body?.schema?.$ref
    if (ref === undefined) throw new Error(`${path} takes a body without a type`)
    const apiVersion = gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`
    const off = /alpha|beta/u.test(gvk.version) && !betas.has(apiVersion)
    return [{ apiVersion, kind: gvk.kind, type: ref.slice(ref.lastIndexOf('/') + 1), off }]
  })
}
