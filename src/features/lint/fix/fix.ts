import type { Source } from '../../manifests/document.ts'
import { applyEdits } from '../../manifests/edit.ts'
import { applySplices, createTaken, type Splice, type Taken } from '../../manifests/splice.ts'
import { lintSources, type Given, type Linted, type LintSettings, type LocatedFinding } from '../lint.ts'

/** Which fixes are wanted: all safe ones, or every one of the rules that were named. */
export type WantedFixes = 'safe' | ReadonlySet<string>

/** A fix that could not be made, and why. */
export type Unfixed = { finding: LocatedFinding; reason: string }

export type Fixed = {
  /** The texts as they are now, in the order in which they were given. */
  sources: Source[]
  /** What is left to be found in them. */
  linted: Linted
  /** What was mended. */
  mended: LocatedFinding[]
  unfixed: Unfixed[]
}

/** Each round mends or refuses something; more than this are two fixes that undo each other. */
const MAX_ROUNDS = 1000

/**
 * Mends what has a fix, in memory. Fixes that touch the same text wait for the next round. After each round the files
 * are looked at again: a fix that does not remove its finding, or that brings a new one, is taken back.
 */
export function fixSources(given: Given, before: Linted, settings: LintSettings, wanted: WantedFixes): Fixed {
  let state: State = { given, linted: before }
  const mended: LocatedFinding[] = []
  const refused = new Map<string, Unfixed>()
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const candidates = state.linted.findings.filter(
      (finding) => isWanted(finding, wanted) && !refused.has(identity(finding)),
    )
    if (candidates.length === 0) break
    const done = fixRound(state, candidates, settings, refused)
    mended.push(...done.mended)
    state = done.state
  }
  return { sources: [...state.given.sources], linted: state.linted, mended, unfixed: [...refused.values()] }
}

type State = { given: Given; linted: Linted }

function isWanted({ rule, finding: { fix } }: LocatedFinding, wanted: WantedFixes): boolean {
  if (fix === undefined) return false
  return wanted === 'safe' ? fix.safe : wanted.has(rule)
}

/** What stays the same about a finding while the lines around it move. */
function identity({ rule, file, object, message, text }: LocatedFinding): string {
  return JSON.stringify([rule, file, object, message, text])
}

/**
 * All fixes that do not touch each other at once. If that does not come out right, the first half of them, and so on
 * until the one that spoils it is alone and refused; the others have their turn in the next round.
 */
function fixRound(
  state: State,
  candidates: readonly LocatedFinding[],
  settings: LintSettings,
  refused: Map<string, Unfixed>,
): { state: State; mended: LocatedFinding[] } {
  let fixes = placeFixes(candidates, refused)
  while (fixes.length > 0) {
    const next = attempt(state, fixes, settings)
    if (next !== undefined) return { state: next, mended: fixes.map(({ finding }) => finding) }
    const [first, second] = fixes
    if (first !== undefined && second === undefined)
      refused.set(identity(first.finding), { finding: first.finding, reason: 'the file would not come out right' })
    fixes = second === undefined ? [] : fixes.slice(0, Math.ceil(fixes.length / 2))
  }
  return { state, mended: [] }
}

type PlacedFix = { finding: LocatedFinding; source: Source; splices: readonly Splice[] }

/** The fixes as splices, without those that overlap an earlier one. */
function placeFixes(candidates: readonly LocatedFinding[], refused: Map<string, Unfixed>): PlacedFix[] {
  const placed: PlacedFix[] = []
  const taken = new Map<Source, Taken>()
  for (const candidate of candidates) {
    const { place, fix } = candidate.finding
    const document = fix?.document ?? ('document' in place ? place.document : undefined)
    if (fix === undefined || document === undefined) throw new Error(`${candidate.rule} has a fix without a document`)
    const { source } = document
    const edited = applyEdits(document, fix.edits)
    if ('refused' in edited) {
      refused.set(identity(candidate), { finding: candidate, reason: edited.refused })
      continue
    }
    const others = taken.get(source) ?? createTaken()
    taken.set(source, others)
    if (!others.add(edited.splices)) continue
    placed.push({ finding: candidate, source, splices: edited.splices })
  }
  return placed
}

/** The files with the fixes made; undefined if a finding is still there, or a new one came. */
function attempt({ given, linted }: State, fixes: readonly PlacedFix[], settings: LintSettings): State | undefined {
  const bySource = Map.groupBy(fixes, ({ source }) => source)
  const sources = given.sources.map((source) => {
    const splices = (bySource.get(source) ?? []).flatMap((one) => one.splices)
    return splices.length === 0 ? source : { ...source, text: applySplices(source.text, splices) }
  })
  const next = { ...given, sources }
  const after = lintSources(next, settings)
  return isBetter(linted, after, fixes) ? { given: next, linted: after } : undefined
}

/** Each finding that was to go is gone, by number and kind, and nothing is there that was not before. */
function isBetter(before: Linted, after: Linted, fixes: readonly PlacedFix[]): boolean {
  const left = new Map<string, number>()
  const count = (finding: LocatedFinding, by: number): void => {
    const key = keyOf(finding)
    left.set(key, (left.get(key) ?? 0) + by)
  }
  for (const finding of before.findings) count(finding, 1)
  for (const { finding } of fixes) count(finding, -1)
  const revealed = new Set(fixes.flatMap(({ finding: one }) => (one.finding.fix?.reveals ? [placeOf(one)] : [])))
  const fixed = new Set(fixes.map(({ finding }) => keyOf(finding)))
  for (const finding of after.findings)
    if (fixed.has(keyOf(finding)) || !revealed.has(placeOf(finding))) count(finding, -1)
  return [...left.values()].every((number) => number >= 0)
}

function keyOf(finding: LocatedFinding): string {
  return `${finding.rule} ${placeOf(finding)}`
}

/** The object of a finding, by where it stands: its name may be what a fix changes. */
function placeOf({ file, finding: { object } }: LocatedFinding): string {
  return JSON.stringify([file, object?.document.index, object?.path])
}
