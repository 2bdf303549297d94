import type { Field, Release } from './release.ts'

/** A stretch of minor versions, ends included. */
export type Range = { from: number; to: number }

/** What all releases together say of a type: its fields in the order of their names. */
export type MergedField = {
  name: string
  type: string
  range: Range
  /** From which minor version on it must be given; undefined where it need not. */
  requiredFrom?: number
  /** Each with the versions that take it. */
  values?: { value: string; range: Range }[]
  /** Versions where the server drops it by default. */
  off?: Range
}

/** Without what a field may be: whether two releases mean the same by it. */
type Sighting = { minor: number; field: Field }

/** One field over all releases. It comes more than once where its type changed. */
export function mergeField(name: string, releases: readonly Release[], type: string): MergedField[] {
  const sightings = releases.flatMap(({ minor, types }): Sighting[] => {
    const field = types.get(type)?.get(name)
    return field ? [{ minor, field }] : []
  })
  return runsBy(sightings, ({ field }) => field.type).map((run) => mergeRun(name, run))
}

function mergeRun(name: string, run: readonly Sighting[]): MergedField {
  const [first] = run
  if (!first) throw new Error(`${name} was seen nowhere`)
  const merged: MergedField = { name, type: first.field.type, range: rangeOf(run) }
  const requiredFrom = requiredSince(run)
  if (requiredFrom !== undefined) merged.requiredFrom = requiredFrom
  const values = mergeValues(run)
  if (values) merged.values = values
  const off = run.filter(({ field }) => field.off)
  if (off.length > 0) merged.off = contiguous(name, off)
  return merged
}

/**
 * A field that a later release no longer demands was never demanded by the server, which knows defaults: each such
 * change between 1.30 and 1.37 corrected the description alone (NetworkPolicy's `podSelector`, RoleRef's `apiGroup`).
 */
function requiredSince(run: readonly Sighting[]): number | undefined {
  const lastOptional = run.findLastIndex(({ field }) => !field.required)
  return run[lastOptional + 1]?.minor
}

function mergeValues(run: readonly Sighting[]): MergedField['values'] {
  if (run.some(({ field }) => field.values === undefined)) return undefined
  const all = [...new Set(run.flatMap(({ field }) => field.values ?? []))].toSorted()
  return all.map((value) => ({
    value,
    range: contiguous(
      value,
      run.filter(({ field }) => field.values?.includes(value)),
    ),
  }))
}

function contiguous(what: string, sightings: readonly Sighting[]): Range {
  const range = rangeOf(sightings)
  if (range.to - range.from + 1 !== sightings.length) throw new Error(`${what} came, went and came again`)
  return range
}

function rangeOf(sightings: readonly { minor: number }[]): Range {
  return { from: sightings[0]?.minor ?? 0, to: sightings.at(-1)?.minor ?? 0 }
}

function runsBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const runs: Item[][] = []
  for (const item of items) {
    const last = runs.at(-1)
    if (last?.[0] !== undefined && key(last[0]) === key(item)) last.push(item)
    else runs.push([item])
  }
  return runs
}
