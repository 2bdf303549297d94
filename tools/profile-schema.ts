import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import { profileSchema } from '../src/features/sites/schema.ts'

// `node tools/profile-schema.ts` writes `docs/site-profile.schema.json`, which editors complete and check profiles by. It says
// less than `icc site check`: what several fields must be together, and what a profile gets from the one it extends, no
// JSON Schema can say.

/** What is looked at of a schema of valibot. */
type Schema = {
  type: string
  message?: unknown
  wrapped?: Schema
  entries?: Readonly<Record<string, Schema>>
  item?: Schema
  value?: Schema
  options?: readonly (string | Schema)[]
  literal?: unknown
  pipe?: readonly Step[]
}

type Step = { kind: string; type: string; requirement?: unknown; message?: unknown }

type JsonSchema = Record<string, unknown>

/** The JSON Schema (draft 7, which editors know best) of a profile's file. */
export function profileJsonSchema(): JsonSchema {
  const definitions: Record<string, JsonSchema> = {}
  const named = new Map<unknown, string>()
  const { properties, ...root } = convert(profileSchema, { definitions, named, inList: false })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Profile of a site for icc',
    ...root,
    properties: {
      ...(properties as JsonSchema),
      extends: { type: 'string', description: 'the id of a profile to build on' },
    },
    required: ['id'],
    anyOf: [{ required: ['extends'] }, { required: ['title', 'login'] }],
    definitions,
  }
}

type Run = {
  definitions: Record<string, JsonSchema>
  /** Groups that stand in several places, by their schema. */
  named: Map<unknown, string>
  /** Items of lists are taken as they are; mappings may get the rest from the profile that theirs extends. */
  inList: boolean
}

function convert(schema: Schema, run: Run): JsonSchema {
  const described = typeof schema.message === 'string' ? { description: schema.message } : {}
  switch (schema.type) {
    case 'optional':
      return convert(inner(schema.wrapped), run)
    case 'object':
      return { ...described, ...mapping(schema, run) }
    case 'record':
      return { ...described, type: 'object', additionalProperties: convert(inner(schema.value), run) }
    case 'array':
      return { ...described, type: 'array', items: convert(inner(schema.item), { ...run, inList: true }) }
    case 'picklist':
      return { ...described, enum: schema.options }
    case 'literal':
      return { const: schema.literal }
    case 'union':
      return { ...described, anyOf: (schema.options ?? []).map((one) => convert(one as Schema, run)) }
    case 'boolean':
    case 'string':
    case 'number':
      return { ...described, type: schema.type, ...limits(schema.pipe ?? []) }
    default:
      throw new Error(format('a schema of a kind that is not known here:', schema.type))
  }
}

function mapping(schema: Schema, run: Run): JsonSchema {
  const entries = Object.entries(schema.entries ?? {})
  const required = run.inList ? entries.filter(([, { type }]) => type !== 'optional').map(([name]) => name) : []
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, entry]) => [name, member(name, entry, run)])),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  }
}

/** Groups are the same in the profile and in its earlier generations: each is written once. */
function member(name: string, entry: Schema, run: Run): JsonSchema {
  const held = entry.type === 'optional' ? inner(entry.wrapped) : entry
  if (held.type !== 'object' || run.inList) return convert(entry, run)
  const known = run.named.get(held)
  if (known !== undefined) return { $ref: `#/definitions/${known}` }
  const free = [name, ...['earlier', 'other'].map((word) => `${word}-${name}`)].find(
    (one) => !(one in run.definitions),
  )
  if (free === undefined) throw new Error(format('too many different mappings called', name))
  run.named.set(held, free)
  run.definitions[free] = {}
  run.definitions[free] = convert(held, run)
  return { $ref: `#/definitions/${free}` }
}

/** Of the checks, those that JSON Schema has words for; the message of the last one says what is wanted. */
function limits(pipe: readonly Step[]): JsonSchema {
  const result: JsonSchema = {}
  for (const { kind, type, requirement, message } of pipe) {
    if (kind !== 'validation') continue
    if (typeof message === 'string') result['description'] = message
    if (requirement instanceof RegExp) result['pattern'] = patternOf(requirement)
    if (type === 'max_length') result['maxLength'] = requirement
    if (type === 'non_empty') result['minLength'] = 1
    if (type === 'min_value') result['minimum'] = requirement
    if (type === 'max_value') result['maximum'] = requirement
    if (type === 'gt_value') result['exclusiveMinimum'] = requirement
    if (type === 'integer') result['type'] = 'integer'
  }
  return result
}

/** JSON Schema knows no flags. */
function patternOf({ source, ignoreCase }: RegExp): string {
  return ignoreCase ? source.replaceAll('a-z', 'a-zA-Z') : source
}

function inner(schema: Schema | undefined): Schema {
  if (schema === undefined) throw new Error('a schema without what it is about')
  return schema
}

/** The file's text. */
export function profileJsonSchemaText(): string {
  return `${JSON.stringify(profileJsonSchema(), undefined, 2)}\n`
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '..', 'docs', 'site-profile.schema.json')
  writeFileSync(file, profileJsonSchemaText())
  console.log(file)
}
