import { describe, expect, test } from 'vitest'
import { CHECKS, RULES } from '../../../src/features/lint/rules/index.ts'
import type { Example } from '../../../src/features/lint/rule.ts'
import { lintTexts } from '../../support/lint.ts'

test('ids and aliases are unique and kebab-case', () => {
  const ids = RULES.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])])
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/u)
})

/** Rules about what no manifest can show: files that cannot be read, what a cluster says. */
const inWords = RULES.filter(({ bad }) => typeof bad === 'object' && 'words' in bad)

test('only rules that no check asks are shown in words', () => {
  const asked = new Set(CHECKS.flatMap(({ rules }) => rules))
  expect(inWords.filter((rule) => asked.has(rule))).toEqual([])
})

/** A rule is looked at with its own check alone; those that no check asks, with all. */
const cases = RULES.filter((rule) => !inWords.includes(rule)).map((rule) => {
  const own = CHECKS.filter(({ rules }) => rules.includes(rule))
  return { id: rule.id, rule, checks: own.length > 0 ? own : CHECKS }
})

describe.each(cases)('$id', ({ rule, checks }) => {
  test('finds its bad example, and says what to know of it', () => {
    const found = findings(rule.bad).filter((finding) => finding.rule === rule.id)
    expect(found).not.toEqual([])
    for (const { message, line, column } of found) {
      expect(message).toMatch(/^\S.*[.?]$/su)
      expect(line).toBeGreaterThan(0)
      expect(column).toBeGreaterThan(0)
    }
  })

  test('passes its good example', () => {
    expect(findings(rule.good).filter((finding) => finding.rule === rule.id)).toEqual([])
  })

  test('explains itself', () => {
    expect(rule.finds).toMatch(/^[^.]{10,110}$/u)
    expect(rule.why).toMatch(/^[A-Zk`].{40,600}\.$/su)
    expect(rule.source).toMatch(/^(https:\/\/\S+|[A-Z].{5,})$/u)
  })

  function findings(example: Example) {
    if (typeof example === 'string') return lintTexts({ 'a.yaml': example }, { checks }).findings
    if ('words' in example) throw new Error('an example in words where a manifest can be shown')
    const { files, site, version } = example
    return lintTexts(files, { site, version, checks }).findings
  }
})
