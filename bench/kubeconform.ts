import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSchemas } from '../src/features/manifests/schema/schemas.ts'
import type { ObjectSchema, Schema } from '../src/features/manifests/schema/model.ts'

const VERSION = 'v0.8.0'
const root = join(import.meta.dirname, '..')

/** kubeconform: `ICC_KUBECONFORM`, else built with Go into a folder; undefined where there is neither. */
export function findKubeconform(folder: string): string | undefined {
  const given = process.env['ICC_KUBECONFORM']
  if (given !== undefined) return given
  const built = join(folder, 'kubeconform')
  const env = { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' }
  const go = spawnSync('go', ['install', `github.com/yannh/kubeconform/cmd/kubeconform@${VERSION}`], { env })
  return go.status === 0 && existsSync(built) ? built : undefined
}

/** Writes strict JSON schemas of the kinds that the manifests here use, as kubeconform reads them, made of icc's own. */
export function writeJsonSchemas(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const version = createSchemas(readFileSync(join(root, 'schemas/kubernetes.txt'), 'utf8')).at(35)
  for (const [apiVersion, kind, file] of [
    ['apps/v1', 'Deployment', 'deployment-apps-v1.json'],
    ['v1', 'Service', 'service-v1.json'],
  ] as const) {
    const found = version.find(apiVersion, kind)
    if (found.status !== 'known') throw new Error(`there is no schema of ${kind}`)
    writeFileSync(join(folder, file), JSON.stringify(jsonSchema(found.schema)))
  }
  return join(folder, '{{ .ResourceKind }}{{ .KindSuffix }}.json')
}

/** Types that are used twice are definitions, as in the published schemas. */
function jsonSchema(rootSchema: ObjectSchema): object {
  const definitions: Record<string, object> = {}
  const names = new Map<Schema, string>()
  const of = (schema: Schema): object => {
    switch (schema.kind) {
      case 'any':
        return {}
      case 'list':
        return { type: ['array', 'null'], items: of(schema.items) }
      case 'map':
        return { type: ['object', 'null'], additionalProperties: of(schema.values) }
      case 'scalar':
        return scalar(schema)
      case 'object': {
        let name = names.get(schema)
        if (name === undefined) {
          name = `t${names.size}`
          names.set(schema, name)
          const properties = Object.fromEntries([...schema.fields].map(([key, field]) => [key, of(field.schema)]))
          const required = schema.required.length > 0 ? { required: schema.required } : {}
          definitions[name] = { type: ['object', 'null'], properties, additionalProperties: schema.open, ...required }
        }
        return { $ref: `#/definitions/${name}` }
      }
    }
  }
  return { ...of(rootSchema), definitions }
}

function scalar({ type, allowed }: Extract<Schema, { kind: 'scalar' }>): object {
  if (allowed !== undefined) return { enum: [...allowed.values, null] }
  if (type === 'boolean') return { type: ['boolean', 'null'] }
  if (type === 'int32' || type === 'int64') return { type: ['integer', 'null'] }
  if (type === 'number') return { type: ['number', 'null'] }
  if (type === 'quantity' || type === 'int-or-string') return { type: ['string', 'number', 'null'] }
  return { type: ['string', 'null'] }
}
