import { nearestNames } from '../../../nearest-names.ts'
import type { Json } from '../document.ts'
import type { MisplacedField, UnknownField } from './fault.ts'
import { fits } from './fits.ts'
import { placeFor } from './misplaced.ts'
import type { ObjectSchema } from './model.ts'
import type { Pass } from './pass.ts'

/** What to say of the key that the pass stands at, which its mapping does not know. */
export function unknownField(value: Json, schema: ObjectSchema, pass: Pass): UnknownField | MisplacedField {
  const path = [...pass.path]
  const field = String(path.at(-1))
  const versions = schema.elsewhere.get(field)
  // Whoever has so many of them does not read what each was meant to be.
  if (pass.searches <= 0) return { kind: 'unknown-field', path, at: 'key', field, nearest: [], known: [], versions }
  pass.searches -= 1
  const known = [...schema.fields.keys()]
  const slips = known.filter((name) => isSlip(field, name))
  const meant = slips.some((name) => fits(value, schema.fields.get(name)?.schema ?? schema))
  const belongs = versions === undefined && !meant ? placeFor(value, pass, false) : undefined
  if (belongs !== undefined) return { kind: 'misplaced-field', path, at: 'key', field, belongs }
  const nearest = slips.length > 0 ? slips.slice(0, 3) : nearestNames(field, known)
  return { kind: 'unknown-field', path, at: 'key', field, nearest, known, versions }
}

/** True if two names differ in case, `-` and `_`, a plural's `s`, or one character: so near that it was surely meant. */
export function isSlip(written: string, name: string): boolean {
  const [one, other] = [plain(written), plain(name)]
  return one === other || `${one}s` === other || one === `${other}s` || (one.length > 3 && isOneEditAway(one, other))
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/gu, '')
}

function isOneEditAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  // One character more, less or other, or two exchanged: behind that both go on alike.
  return (
    [
      [start + 1, start],
      [start, start + 1],
      [start + 1, start + 1],
    ].some(([a, b]) => one.slice(a) === other.slice(b)) || isExchange(one, other, start)
  )
}

function isExchange(one: string, other: string, at: number): boolean {
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2)
}
