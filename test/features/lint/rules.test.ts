import { describe, expect, test } from 'vitest'
import { CHECKS, RULES } from '../../../src/features/lint/rules/index.ts'
import { INTAKE_RULES } from '../../../src/features/lint/rules/intake/index.ts'
import type { Example } from '../../../src/features/lint/rule.ts'
import { lintTexts } from '../../support/lint.ts'

test('ids and aliases are unique and kebab-case', () => {
  const ids = RULES.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])])
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/u)
})

/** A rule is looked at with its own check alone; those that no check asks, with all. Intake's no text can break. */
const cases = RULES.filter((rule) => !INTAKE_RULES.includes(rule)).map((rule) => {
  const own = CHECKS.filter(({ rules }) => rules.includes(rule))
  return { ...rule, checks: own.length > 0 ? own : CHECKS }
})

describe.each(cases)('$id', (rule) => {
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
    if (typeof example === 'string') return lintTexts({ 'a.yaml': example }, { checks: rule.checks }).findings
    if ('words' in example) throw new Error('an example in words where a manifest can be shown')
    const { files, site, version } = example
    return lintTexts(files, { site, version, checks: rule.checks }).findings
  }
})
