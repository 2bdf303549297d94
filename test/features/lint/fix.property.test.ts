import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kustomize } from '../../../src/features/lint/kustomize/index.ts'
import { fixSources, type Fixed, type WantedFixes } from '../../../src/features/lint/fix/fix.ts'
import { lintSources, type Linted, type LintSettings, type LocatedFinding } from '../../../src/features/lint/lint.ts'
import { CHECKS, RULES } from '../../../src/features/lint/rules/index.ts'
import type { Json, ManifestDocument, Path, Source } from '../../../src/features/manifests/document.ts'
import { at } from '../../../src/features/manifests/json.ts'
import { applyEdits, type Edit } from '../../../src/features/manifests/edit.ts'
import { nearestPath } from '../../../src/features/manifests/positions.ts'
import { entryRange } from '../manifests/looks.ts'
import { factsFor, type Given } from '../../support/lint.ts'
import { fixCases, type FixCase } from './fix-cases.ts'
import { anyLayout, NOTE, type Layout } from './fix-layouts.ts'

const all = new Set(RULES.map(({ id }) => id))

const cases = fixCases()

/** Those in which something can be mended. */
function fixable(): FixCase[] {
  return cases.filter((one) => look(sourcesOf(one), one.given).findings.some(({ fix }) => fix !== undefined))
}

describe.each<[string, WantedFixes]>([
  ['--fix', 'safe'],
  ['--fix with every rule named', all],
])('%s', (_, wanted) => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    expect(faultsOf(sourcesOf(one), one.given, wanted)).toEqual([])
  })

  test('however it is written', { timeout: 240_000 }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixable()), anyLayout, (one, layout) => {
        expect(faultsOf(sourcesOf(one, layout), one.given, wanted)).toEqual([])
      }),
      { numRuns: 200, endOnFailure: true },
    )
  })
})

test('each fix alone touches the lines of what it names, and no others', { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(fc.constantFrom(...fixable()), anyLayout, (one, layout) => {
      expect(look(sourcesOf(one, layout), one.given).findings.flatMap(strayChanges)).toEqual([])
    }),
    { numRuns: 200, endOnFailure: true },
  )
})

/** What does not hold that holds of all fixes. */
function faultsOf(sources: Source[], given: Given, wanted: WantedFixes): string[] {
  const before = look(sources, given)
  const fixed = mend(sources, before, given, wanted)
  const again = mend(fixed.sources, fixed.linted, given, wanted)
  const left = before.findings.filter(({ fix }) => fix !== undefined && (wanted !== 'safe' || fix.safe))
  return [
    ...countsAbove(before, fixed).map((key) => `${key} is found more often`),
    ...lostNotes(sources, fixed).map((note) => `${note} is gone`),
    ...again.mended.map(({ rule }) => `${rule} is mended the second time`),
    ...again.sources.flatMap(({ name, text }, index) =>
      text === fixed.sources[index]?.text ? [] : `${name} changes`,
    ),
    // What is not mended is told.
    ...(left.length > 0 && fixed.mended.length + fixed.unfixed.length === 0 ? ['nothing is said'] : []),
  ]
}

/** What is found more often than it should be: what was mended is gone, and nothing is new but what a fix reveals. */
function countsAbove(before: Linted, { linted, mended }: Fixed): string[] {
  const left = new Map<string, number>()
  const add = (finding: LocatedFinding, by: number): unknown =>
    left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + by)
  const revealed = new Set(mended.filter(({ finding }) => finding.fix?.reveals).map(placeOf))
  for (const finding of before.findings) add(finding, 1)
  // What a fix revealed was mended as well, perhaps: that counts twice, and no harm.
  const known = mended.filter((finding) => !revealed.has(placeOf(finding)))
  for (const finding of known) add(finding, -1)
  for (const finding of linted.findings) if (!revealed.has(placeOf(finding))) add(finding, -1)
  return [...left].filter(([, count]) => count < 0).map(([key]) => key)
}

function keyOf(finding: LocatedFinding): string {
  return `${finding.rule} ${placeOf(finding)}`
}

/** Which object it is about, whatever that is called. */
function placeOf({ file, finding: { object } }: LocatedFinding): string {
  return `${file} ${object?.document.index} ${object?.path.join('.')}`
}

/** Notes that are gone, and did not stand at something that a fix took out. */
function lostNotes(sources: readonly Source[], { sources: after, mended }: Fixed): string[] {
  const excused = new Set(mended.flatMap(removedText).flatMap((text) => text.match(NOTE) ?? []))
  const kept = new Set(after.flatMap(({ text }) => text.match(NOTE) ?? []))
  return sources.flatMap(({ text }) => text.match(NOTE) ?? []).filter((note) => !kept.has(note) && !excused.has(note))
}

/** What a fix takes out or replaces, with the comments that belong to it. */
function removedText({ finding: { place, fix } }: LocatedFinding): string[] {
  const document = fix?.document ?? ('document' in place ? place.document : undefined)
  if (fix === undefined || document === undefined) return []
  return fix.edits
    .filter(({ kind }) => kind === 'remove' || kind === 'remove-duplicate' || kind === 'set')
    .map((edit) => {
      const { start, end } = linesOf(document, pathsOf(edit)[0] ?? [])
      return document.source.text.slice(start, end)
    })
}

function pathsOf(edit: Edit): Path[] {
  return edit.kind === 'move' ? [edit.from, edit.to] : [edit.path]
}

/** From the comments above an entry to those below it that are further to the right; of the nearest thing there is. */
function linesOf(document: ManifestDocument, path: Path): { start: number; end: number } {
  const { text } = document.source
  const { start, end } = entryRange(document, withoutEmptied(document.value, nearestPath(document, path))) ?? document
  const column = start - text.lastIndexOf('\n', start - 1) - 1
  const lines = text.split('\n')
  let first = text.slice(0, start).split('\n').length - 1
  let last = text.slice(0, Math.max(start, end - 1)).split('\n').length - 1
  while (isNothing(lines[first - 1])) first -= 1
  while (isNothing(lines[last + 1]) && (lines[last + 1]?.search(/\S/u) ?? -1) > column) last += 1
  const upTo = lines.slice(0, last + 1).join('\n').length
  // Where nothing comes after, the line break before goes.
  return { start: Math.max(lines.slice(0, first).join('\n').length - 1, 0), end: Math.min(upTo + 1, text.length) }
}

/** A comment, or a line without anything. */
function isNothing(line = 'x'): boolean {
  return /^\s*(?:#[^\n]*)?$/u.test(line)
}

/** Where the only entry goes, "{}" is written in place of what held it. */
function withoutEmptied(value: Json, path: Path): Path {
  const holder = at(value, ...path.slice(0, -1)) ?? null
  const isOnly = path.length > 0 && typeof holder === 'object' && Object.keys(holder ?? {}).length === 1
  return isOnly ? withoutEmptied(value, path.slice(0, -1)) : path
}

/** Where a fix changes lines that it does not name. */
function strayChanges({ rule, finding: { place, fix } }: LocatedFinding): string[] {
  const document = fix?.document ?? ('document' in place ? place.document : undefined)
  if (fix === undefined || document === undefined) return []
  const result = applyEdits(document, fix.edits)
  if ('refused' in result) return []
  const regions = fix.edits.flatMap(pathsOf).map((path) => linesOf(document, path))
  const strays = result.splices.filter(
    (splice) => !regions.some(({ start, end }) => start <= splice.start && splice.end <= end),
  )
  return strays.map(({ start, end }) => `${rule} changes ${JSON.stringify(document.source.text.slice(start, end))}`)
}

function sourcesOf({ files }: FixCase, layout: Layout = (text) => text): Source[] {
  return Object.entries(files).map(([name, text]) => ({
    name,
    text: name.endsWith('.json') || /gitlab-ci|kustomization|workflows/u.test(name) ? text : layout(text),
  }))
}

function settingsOf(given: Given): LintSettings {
  return { facts: factsFor(given), rules: RULES, checks: CHECKS, asked: all, kustomize, today: '2026-11-21' }
}

function look(sources: readonly Source[], given: Given): Linted {
  return lintSources({ sources }, settingsOf(given))
}

function mend(sources: readonly Source[], before: Linted, given: Given, wanted: WantedFixes): Fixed {
  return fixSources({ sources }, before, settingsOf(given), wanted)
}
