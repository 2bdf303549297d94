import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kustomize } from '../../../../src/features/lint/kustomize/index.ts'
import { fixSources, type Fixed } from '../../../../src/features/lint/fix/fix.ts'
import { lintSources, type LintSettings } from '../../../../src/features/lint/lint.ts'
import type { Check, Rule } from '../../../../src/features/lint/rule.ts'
import { CHECKS, RULES } from '../../../../src/features/lint/rules/index.ts'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { factsFor, lintTexts, type Given } from '../../../support/lint.ts'

const root = join(import.meta.dirname, '../../../fixtures/lint')

/** What holds of all rules of a subject, whatever they find: looked at with its fixtures. */
export function testSubject(subject: string, checks: readonly Check[]): void {
  const fixtures = fixturesOf(subject)
  const rules = checks.flatMap((check) => check.rules)

  describe.each(fixtures)('%s', (_, text) => {
    const site = siteIn(text)

    test('each fix can be made, removes its finding, adds none, and keeps every comment', () => {
      const before = lintTexts({ 'a.yaml': text }, { site, checks })
      const { mended, unfixed, linted, sources } = mend(text, { site }, rules)
      expect(unfixed).toEqual([])
      expect(mended.length).toBeGreaterThanOrEqual(before.findings.filter(({ fix }) => fix !== undefined).length)
      expect(linted.findings.filter(({ rule, fix }) => fix !== undefined && has(rules, rule))).toEqual([])
      expect(commentsIn(sources[0]?.text ?? '')).toEqual(commentsIn(text))
    })

    test('mending twice changes nothing more', () => {
      const [once] = mend(text, { site }, rules).sources
      expect(mend(once?.text ?? '', { site }, rules).sources).toEqual([once])
    })

    test('anything may stand anywhere', () => {
      const values = readManifests({ name: 'a.yaml', text }).documents.map(({ value }) => value)
      const spoilt = fc.tuple(fc.constantFrom(...values), fc.nat(), fc.jsonValue({ maxDepth: 2 }))
      fc.assert(
        fc.property(spoilt, ([value, place, odd]) => {
          const changed = replaceAt(value, place, odd as Json)
          const { findings } = lintTexts({ 'a.json': JSON.stringify(changed) }, { site, checks })
          for (const { message, hint = '' } of findings) expect((message + hint).length).toBeLessThan(600)
        }),
        { numRuns: 30 },
      )
    })
  })
}

/** The texts of the fixtures of a subject, by file name; files of one case are cases of their own. */
function fixturesOf(subject: string): [name: string, text: string][] {
  const folder = join(root, subject)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')])
}

/** The site that a fixture's header names. */
function siteIn(text: string): string | undefined {
  return /^# site: (.+)$/mu.exec(text)?.[1]
}

/** A text with everything mended that the rules have a fix for, safe or not. */
export function mend(text: string, given: Given, rules: readonly Rule[]): Fixed {
  const asked = new Set(RULES.map(({ id }) => id))
  const settings: LintSettings = {
    facts: factsFor(given),
    rules: RULES,
    checks: CHECKS,
    asked,
    kustomize,
    today: '2026-11-21',
  }
  const sources = { sources: [{ name: 'a.yaml', text }] }
  return fixSources(sources, lintSources(sources, settings), settings, new Set(rules.map(({ id }) => id)))
}

function has(rules: readonly Rule[], id: string): boolean {
  return rules.some((rule) => rule.id === id)
}

function commentsIn(text: string): string[] {
  return text.match(/(?<=^|\s)#.*$/gmu) ?? []
}

/** The value with another one in place of the scalar, mapping or list that comes at a place, counted from its root. */
function replaceAt(value: Json, place: number, odd: Json): Json {
  const left = { steps: place % countOf(value) }
  return replaceIn(value, left, odd)
}

function countOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, inner) => sum + countOf(inner), 1)
}

function replaceIn(value: Json, left: { steps: number }, odd: Json): Json {
  left.steps -= 1
  if (left.steps < 0) {
    left.steps = Infinity
    return odd
  }
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, left, odd))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIn(item, left, odd)]))
}
