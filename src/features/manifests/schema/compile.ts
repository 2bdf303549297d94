import { readField, readRange, within, type SchemaData } from './data.ts'
import type { Allowed, MinorRange, ObjectSchema, ScalarType, Schema } from './model.ts'

const SCALARS: ReadonlySet<string> = new Set<ScalarType>([
  'string',
  'boolean',
  'int32',
  'int64',
  'number',
  'quantity',
  'int-or-string',
  'base64',
])

/** The built-in types of one minor version, by name; each is made when it is first asked for. */
export function createTypes(data: SchemaData, minor: number): (name: string) => ObjectSchema {
  const all = data.minors
  const made = new Map<string, ObjectSchema>()
  const shared = new Map<string, Schema>()

  const schemaOf = (type: string, range: MinorRange): Schema => {
    const known = shared.get(type)
    if (known) return known
    const schema = makeSchema(type, range)
    // The same words mean the same wherever they stand, unless they tell of versions.
    if (!type.includes('@')) shared.set(type, schema)
    return schema
  }

  const makeSchema = (type: string, range: MinorRange): Schema => {
    if (type.startsWith('[]'))
      return { kind: 'list', nulls: 'dropped', items: schemaOf(type.slice(2), range), limits: undefined }
    if (type.startsWith('{}'))
      return { kind: 'map', nulls: 'dropped', values: schemaOf(type.slice(2), range), limits: undefined }
    if (type.startsWith('=')) return scalar('string', readAllowed(type.slice(1), range, minor))
    if (type === 'any') return { kind: 'any', nulls: 'dropped' }
    if (type === 'object')
      return { kind: 'map', nulls: 'dropped', values: { kind: 'any', nulls: 'dropped' }, limits: undefined }
    return SCALARS.has(type) ? scalar(type as ScalarType, undefined) : typeOf(type)
  }

  const typeOf = (name: string): ObjectSchema => {
    const schema = made.get(name) ?? new BuiltInType(() => readFields(linesOf(name), { minor, all }, schemaOf))
    made.set(name, schema)
    return schema
  }

  const linesOf = (name: string): readonly string[] => {
    const lines = data.linesOf(name)
    if (lines) return lines
    throw new Error(`the schemas have no type ${name}`)
  }

  return typeOf
}

type Fields = Pick<ObjectSchema, 'fields' | 'required' | 'elsewhere'>

/** Its lines are taken apart when somebody looks at the fields: a manifest uses a few of the hundreds of types. */
class BuiltInType implements ObjectSchema {
  readonly kind = 'object'
  readonly nulls = 'dropped'
  readonly open = false
  names?: ReadonlySet<string>
  private known: Fields | undefined
  private readonly read: () => Fields

  constructor(read: () => Fields) {
    this.read = read
  }

  get fields(): ObjectSchema['fields'] {
    return (this.known ??= this.read()).fields
  }

  get required(): ObjectSchema['required'] {
    return (this.known ??= this.read()).required
  }

  get elsewhere(): ObjectSchema['elsewhere'] {
    return (this.known ??= this.read()).elsewhere
  }
}

function readFields(
  lines: readonly string[],
  { minor, all }: { minor: number; all: MinorRange },
  schemaOf: (type: string, range: MinorRange) => Schema,
): Fields {
  const to: Fields = { fields: new Map(), required: [], elsewhere: new Map() }
  for (const line of lines) {
    const { name, type, range, requiredFrom, off } = readField(line, all)
    if (!within(range, minor)) {
      to.elsewhere.set(name, range)
      continue
    }
    const required = requiredFrom !== undefined && minor >= requiredFrom
    if (required) to.required.push(name)
    to.fields.set(name, {
      schema: schemaOf(type, range),
      required,
      off: off !== undefined && within(off, minor),
      range: range === all ? undefined : range,
    })
  }
  return to
}

function scalar(type: ScalarType, allowed: Allowed | undefined): Schema {
  return { kind: 'scalar', nulls: 'dropped', type, allowed, limits: undefined }
}

function readAllowed(text: string, around: MinorRange, minor: number): Allowed {
  const values: string[] = []
  const elsewhere = new Map<string, MinorRange>()
  for (const part of text.split('|')) {
    const [encoded = '', versions = ''] = part.split('@')
    const value = encoded.includes('%') ? decodeURIComponent(encoded) : encoded
    const range = readRange(versions, around)
    if (within(range, minor)) values.push(value)
    else elsewhere.set(value, range)
  }
  return { values, elsewhere }
}
