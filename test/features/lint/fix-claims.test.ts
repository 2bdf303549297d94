import { expect, test } from 'vitest'
import { RULES } from '../../../src/features/lint/rules/index.ts'
import { lintTexts } from '../../support/lint.ts'
import { fixCases } from './fix-cases.ts'

test('each rule offers just the kinds of fixes that it says it has, in an example or a fixture', () => {
  const offered = new Map(RULES.map(({ id }) => [id, new Set<string>()]))
  for (const { files, given } of fixCases())
    for (const { rule, fix } of lintTexts(files, given).findings)
      if (fix !== undefined) offered.get(rule)?.add(fix.safe ? 'safe' : 'ask')
  const seen = [...offered].map(([rule, kinds]) => `${rule}: ${[...kinds].toSorted().toReversed().join(' or ')}`)
  expect(seen).toEqual(RULES.map(({ id, fix = '' }) => `${id}: ${fix}`))
})
