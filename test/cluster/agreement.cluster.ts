import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { agreementCases } from './agreement-cases.ts'
import { compare } from './agreement.ts'
import { compatibilityPage, needless, unexplained } from './compatibility.ts'
import { describeOnCluster } from './real-cluster.ts'

const PAGE = join(import.meta.dirname, '../../docs/compatibility.md')

describeOnCluster('what lint says and what a server says', {}, (campus) => {
  test('every disagreement is explained, and docs/compatibility.md shows it', { timeout: 300_000 }, async () => {
    const compared = await compare(campus(), agreementCases())
    expect(compared.length).toBeGreaterThan(500)
    expect(unexplained(compared)).toEqual([])
    expect(needless(compared)).toEqual([])
    writeFileSync(PAGE, compatibilityPage(campus().version, compared))
  })
})
