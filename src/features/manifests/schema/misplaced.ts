import type { Json, JsonObject } from '../document.ts'
import { isObject } from '../json.ts'
import type { Belongs } from './fault.ts'
import { fits } from './fits.ts'
import type { Field, ObjectSchema, Schema } from './model.ts'
import type { Pass } from './pass.ts'
import { schemaAt } from './schema-at.ts'

/** A mapping that the field could be in: one around it, or one that is seen from there. */
type Spot = {
  schema: ObjectSchema
  /** What is there now; undefined where nothing is, or one of several items would have to be chosen. */
  value: JsonObject | undefined
  /** Undefined where one of several items would have to be chosen. */
  path: (string | number)[] | undefined
  text: string
  /** From the mapping around the field; undefined where the way leads up first. */
  below: string | undefined
  /** Of the mappings on the way down to it: those that would have to be made, and those that need not be. */
  absent: number
  optional: number
}

/** A field that is further away was hardly meant. Counted in mappings, up and down. */
const MAX_STEPS = 4

/**
 * Where the field that the pass stands at belongs, if its own mapping does not know it: the nearest place in the object
 * that has a field of this name which takes the value. Undefined where there is none, or several are equally near.
 *
 * @param free true if the mapping around the field has keys of the user's own, so that only places above are looked at
 */
export function placeFor(value: Json, pass: Pass, free: boolean): Belongs | undefined {
  const name = String(pass.path.at(-1))
  // Most keys that are misspelt are nobody's name, and the search below is long.
  pass.root.names ??= namesIn(pass.root)
  if (!pass.root.names.has(name)) return undefined
  const around = spotsAround(pass, free)
  for (let steps = 1; steps <= MAX_STEPS; steps += 1) {
    const places = around
      .slice(0, free ? steps : steps + 1)
      .flatMap((spot, index) => spotsBelow(spot, free ? steps - index - 1 : steps - index))
      .flatMap((spot) => placeIn(spot, name, value))
    if (places.length > 0) return best(places)
  }
  return undefined
}

function namesIn(root: Schema): Set<string> {
  const names = new Set<string>()
  const seen = new Set<Schema>([root])
  // What is added on the way is visited too.
  for (const schema of seen) {
    if (schema.kind === 'list') seen.add(schema.items)
    if (schema.kind === 'map') seen.add(schema.values)
    if (schema.kind !== 'object') continue
    for (const [name, field] of schema.fields) {
      names.add(name)
      seen.add(field.schema)
    }
  }
  return names
}

/** The mappings with known keys that the pass is in, the innermost first. */
function spotsAround({ root, value, path }: Pass, free: boolean): Spot[] {
  const spots: Spot[] = []
  let schema: Schema | undefined = root
  let here: Json | undefined = value
  for (let length = 0; length < path.length; length += 1) {
    if (schema?.kind === 'object' && isObject(here)) {
      const reached = path.slice(0, length)
      const below = !free && length === path.length - 1 ? '' : undefined
      spots.unshift({ schema, value: here, path: reached, text: textOf(reached), below, absent: 0, optional: 0 })
    }
    const step = path[length] as string | number
    schema = schema && schemaAt(schema, [step])
    here = (here as Record<string | number, Json> | undefined)?.[step]
  }
  return spots
}

/** The mappings that are so many steps below. */
function spotsBelow(spot: Spot, steps: number): Spot[] {
  if (steps === 0) return [spot]
  return [...spot.schema.fields].flatMap(([name, field]) => {
    const below = field.off ? undefined : spotAt(spot, name, field)
    return below === undefined ? [] : spotsBelow(below, steps - 1)
  })
}

function spotAt(from: Spot, name: string, field: Field): Spot | undefined {
  const list = field.schema.kind === 'list'
  const schema = field.schema.kind === 'list' ? field.schema.items : field.schema
  if (schema.kind !== 'object') return undefined
  const found = from.value?.[name]
  const items: readonly Json[] = list && Array.isArray(found) ? found : []
  const value = list ? (items.length === 1 ? items[0] : undefined) : found
  const step = list ? [name, 0] : [name]
  const part = list ? `${name}[]` : name
  return {
    schema,
    value: isObject(value) ? value : undefined,
    path: from.path === undefined || items.length > 1 ? undefined : [...from.path, ...step],
    text: join(from.text, part),
    below: from.below === undefined ? undefined : join(from.below, part),
    absent: from.absent + (isObject(value) || items.length > 1 ? 0 : 1),
    optional: from.optional + (field.required ? 0 : 1),
  }
}

type Place = { spot: Spot; belongs: Belongs }

function placeIn(spot: Spot, name: string, value: Json): Place[] {
  const field = spot.schema.fields.get(name)
  if (field === undefined || field.off || !fits(value, field.schema)) return []
  const present = spot.value?.[name]
  const belongs = {
    text: join(spot.text, name),
    below: spot.below === undefined ? undefined : join(spot.below, name),
    path: spot.path && [...spot.path, name],
    taken: present !== undefined && present !== null,
  }
  return [{ spot, belongs }]
}

/** What is there already is meant rather than what would have to be made, and what must be there rather than what may. */
function best(places: readonly Place[]): Belongs | undefined {
  const [first, second] = places.toSorted((one, other) => compare(one, other))
  return second !== undefined && first !== undefined && compare(first, second) === 0 ? undefined : first?.belongs
}

function compare(one: Place, other: Place): number {
  return (
    one.spot.absent - other.spot.absent ||
    one.spot.optional - other.spot.optional ||
    Number(one.belongs.taken) - Number(other.belongs.taken)
  )
}

function textOf(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[]` : join(text, step)), '')
}

function join(text: string, part: string): string {
  return text === '' ? part : `${text}.${part}`
}
