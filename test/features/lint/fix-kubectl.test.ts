import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { kustomize } from '../../../src/features/lint/kustomize/index.ts'
import { lintSources, type LocatedFinding } from '../../../src/features/lint/lint.ts'
import { CHECKS, RULES } from '../../../src/features/lint/rules/index.ts'
import type { Json, JsonObject, ManifestDocument } from '../../../src/features/manifests/document.ts'
import { applyEdits } from '../../../src/features/manifests/edit.ts'
import { isObject } from '../../../src/features/manifests/json.ts'
import { keyRange } from '../../../src/features/manifests/positions.ts'
import { writtenScalar } from '../manifests/looks.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { applySplices } from '../../../src/features/manifests/splice.ts'
import { factsFor } from '../../support/lint.ts'
import { judge, readByKubectl } from '../manifests/kubectl-reading.ts'
import { editedData } from './fix-as-data.ts'
import { fixCases, type FixCase } from './fix-cases.ts'
import { anyLayout, type Layout } from './fix-layouts.ts'

// A fix is an edit of text. What was meant is the same edit made to the data that kubectl reads before; what came of it
// is what kubectl reads after. Both are real kubectl's readings, a few runs for all of them.

type Fixing = { title: string; before: string; after: string; index: number; expected: (value: Json) => Json }

test.skipIf(judge === undefined)('kubectl reads a mended file as it was meant', { timeout: 240_000 }, async () => {
  const cases = fixCases()
  const layouts = fc.sample(anyLayout, { numRuns: cases.length, seed: 20_261_121 })
  const fixings = cases.flatMap((one, index) => {
    const asItStands = fixingsOf(one, (text) => text)
    return asItStands.concat(fixingsOf(one, layouts[index] ?? ((text) => text)))
  })
  expect(fixings.length).toBeGreaterThan(1000)
  const texts = [...new Set(fixings.flatMap(({ before, after }) => [before, after]))]
  // Its complaints cost it more than in proportion to their number.
  const read: Awaited<ReturnType<typeof readByKubectl>> = []
  for (let from = 0; from < texts.length; from += 60)
    read.push(...(await readByKubectl(texts.slice(from, from + 60).map(withoutKinds))))
  const readings = new Map(texts.map((text, index) => [text, read[index]]))
  const wrong = fixings.flatMap(({ title, before, after, index, expected }) => {
    const was = readings.get(before)?.values.map(withKind)
    const is = readings.get(after)?.values.map(withKind)
    if (was === undefined || was.length <= index) throw new Error(`kubectl refuses ${title}: ${before}`)
    const meant = was.map((value, at) => (at === index ? expected(value) : value))
    return isSame(meant, is) ? [] : [{ title, before, after, meant, is }]
  })
  expect(wrong).toEqual([])
})

/** Each fix of a case by itself. Files that cannot be read at all have none. */
function fixingsOf({ name, files, given }: FixCase, layout: Layout): Fixing[] {
  const settings = { facts: factsFor(given), rules: RULES, checks: CHECKS, asked: new Set(RULES.map(({ id }) => id)) }
  const sources = Object.entries(files).map(([file, text]) => ({
    name: file,
    text: /\.json$|gitlab-ci|kustomization|workflows/u.test(file) ? text : layout(text),
  }))
  const { findings } = lintSources({ sources }, { ...settings, kustomize, today: '2026-11-21' })
  const whole = findings.filter(({ finding: { place, fix } }) => {
    const document = fix?.document ?? ('document' in place ? place.document : undefined)
    return (
      document !== undefined && readManifests(document.source).faults.every(({ kind }) => kind === 'duplicate-key')
    )
  })
  return whole.flatMap((finding) => fixingOf(name, finding))
}

function fixingOf(name: string, { rule, line, finding: { place, fix } }: LocatedFinding): Fixing[] {
  const document = fix?.document ?? ('document' in place ? place.document : undefined)
  if (fix === undefined || document === undefined) return []
  const result = applyEdits(document, fix.edits)
  if ('refused' in result) return []
  const { text } = document.source
  return [
    {
      title: `${name} ${rule} ${line}`,
      before: text,
      after: applySplices(text, result.splices),
      index: readManifests(document.source).documents.findIndex(({ index }) => index === document.index),
      expected: (value) =>
        fix.edits.reduce(
          (edited, edit) => editedData(edited, edit, (path, key) => charactersAt(document, path, key)),
          value,
        ),
    },
  ]
}

/** The characters of a scalar, or of a key, as they stand in the text, without quotes. */
function charactersAt(document: ManifestDocument, path: readonly (string | number)[], key: boolean): string {
  if (!key) return writtenScalar(document, path)?.written ?? ''
  const { start, end } = keyRange(document, path) ?? { start: 0, end: 0 }
  return document.source.text.slice(start, end)
}

/** Objects without a kind are what kubectl tells the content of: see `readByKubectl`. */
function withoutKinds(text: string): string {
  const keys = readManifests({ name: 'a.yaml', text }).documents.flatMap(
    (document) => keyRange(document, ['kind']) ?? [],
  )
  return applySplices(
    text,
    keys.map(({ start, end }) => ({ start, end, text: text.slice(start, end).replace('kind', 'KIND') })),
  )
}

function withKind(value: Json): Json {
  if (!isObject(value) || !('KIND' in value)) return value
  const { KIND: kind, ...rest } = value
  return { ...rest, kind: kind ?? null }
}

/** The order of keys says nothing; a key with nothing in it is one. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value as JsonObject).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(pairs.map(([key, item]) => [key, sorted(item)]))
}
