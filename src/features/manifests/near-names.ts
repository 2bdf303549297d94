/**
 * The names that a misspelt one may mean: those that are one slip away (a character too many, too few, wrong, or two
 * swapped), or differ in capitals, "-", "_" and "." alone. Names that differ in digits alone mean different things.
 */
export type NearNames = (wanted: string) => readonly string[]

/** Shorter names are too easily like each other. */
const SHORTEST = 3

/** An index, so that the time for each question does not grow with the number of names. Made at the first question. */
export function createNearNames(names: Iterable<string>): NearNames {
  let index: Map<string, Set<string>> | undefined
  return (wanted) => {
    index ??= indexOf(names)
    const found = new Set<string>()
    for (const variant of variantsOf(wanted))
      for (const name of index.get(variant) ?? []) if (isNear(wanted, name)) found.add(name)
    return [...found]
  }
}

function indexOf(names: Iterable<string>): Map<string, Set<string>> {
  const byVariant = new Map<string, Set<string>>()
  for (const name of new Set(names))
    for (const variant of variantsOf(name)) {
      const found = byVariant.get(variant)
      if (found) found.add(name)
      else byVariant.set(variant, new Set([name]))
    }
  return byVariant
}

/** The bare name, and what is left of it without one of its characters: two names one slip apart share one of these. */
function variantsOf(name: string): Set<string> {
  const bare = bareOf(name)
  if (bare.length < SHORTEST || bare.length > LONGEST) return new Set()
  const variants = Array.from(bare, (_, index) => bare.slice(0, index) + bare.slice(index + 1))
  return new Set([bare, ...variants])
}

/** No name is longer; what is would only cost time. */
const LONGEST = 253

function bareOf(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/gu, '')
}

function isNear(wanted: string, name: string): boolean {
  if (wanted === name) return false
  const [one, other] = [bareOf(wanted), bareOf(name)]
  if (one.replaceAll(/\d/gu, '') === other.replaceAll(/\d/gu, '')) return one === other
  return isOneSlip(one, other)
}

/** True if the texts are one insertion, deletion, replacement or swap apart. */
function isOneSlip(one: string, other: string): boolean {
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  const [left, right] = [one.slice(start), other.slice(start)]
  if (left.length === right.length)
    return (
      left.slice(1) === right.slice(1) ||
      (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
    )
  return left.slice(1) === right || right.slice(1) === left
}
