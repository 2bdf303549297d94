import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ingressChecks } from '../../../../src/features/lint/rules/ingress/index.ts'
import { nameChecks } from '../../../../src/features/lint/rules/names/index.ts'
import { lintTexts } from '../../../support/lint.ts'
import { SERVER_CASES } from './server-cases.ts'

/**
 * What a kube-apiserver 1.37 said to each value of each case, asked with `POST ...?dryRun=All`: a dot where it took the
 * object, an x where it refused it.
 */
const verdicts = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/api-server/verdicts.json'), 'utf8'),
) as Record<string, string>

/** What the server takes and can never work: the DNS has no room for it. */
const MORE = new Set(['host', 'host under tls'])

const checks = [...nameChecks, ...ingressChecks]

test.each(SERVER_CASES)('$field: an error is what the server refuses', ({ field, values, object }) => {
  const verdict = verdicts[field] ?? ''
  expect(verdict).toHaveLength(values.length)
  const wrong = values.filter((value, index) => {
    const { findings } = lintTexts({ 'a.json': JSON.stringify(object(value)) }, { version: '1.36', checks })
    const refused = findings.some(({ severity }) => severity === 'error')
    const isTooLong = MORE.has(field) && /[^.]{64}/u.test(String(value))
    return !isTooLong && refused !== (verdict[index] === 'x')
  })
  expect(wrong).toEqual([])
})
