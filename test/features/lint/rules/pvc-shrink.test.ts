import { expect, test } from 'vitest'
import { kustomize } from '../../../../src/features/lint/kustomize/index.ts'
import type { EarlierClaim } from '../../../../src/features/lint/facts.ts'
import { lintSources } from '../../../../src/features/lint/lint.ts'
import { pvcShrink } from '../../../../src/features/lint/rules/storage/pvc-shrink.ts'
import { parseQuantity } from '../../../../src/features/manifests/quantity.ts'
import { factsFor } from '../../../support/lint.ts'

function amount(written: string): bigint {
  return parseQuantity(written) ?? 0n
}

function lint(size: string, earlier: EarlierClaim | 'new' | undefined, version = '1.35') {
  const text = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: ${size}}}
`
  return lintSources(
    { sources: [{ name: 'claim.yaml', text }] },
    {
      facts: { ...factsFor({ version }), earlierClaim: ({ name }) => (name === 'data' ? earlier : undefined) },
      rules: pvcShrink.rules,
      checks: [pvcShrink],
      asked: new Set(['pvc-shrink']),
      kustomize,
      today: '2026-11-21',
    },
  )
}

const live = (requested: string, capacity?: string): EarlierClaim => ({
  from: 'server',
  requested: amount(requested),
  capacity: capacity === undefined ? undefined : amount(capacity),
})

test.each<[string, string, EarlierClaim, string?]>([
  ['less than in the last commit', '10Gi', { from: 'commit', requested: amount('20Gi') }],
  ['less than the volume has', '10Gi', live('20Gi', '20Gi')],
  ['less than asked for, with no volume yet', '10Gi', live('20Gi')],
  ['a failed expansion taken back too far', '10Gi', live('40Gi', '20Gi')],
  ['back to what the volume has', '20Gi', live('40Gi', '20Gi')],
  ['a failed expansion taken back on an old server', '30Gi', live('40Gi', '20Gi'), '1.31'],
  ['a little less in another unit', '20G', live('20Gi', '20Gi')],
])('%s is found', (_, size, earlier, version) => {
  const { findings, notChecked } = lint(size, earlier, version)
  expect(findings).toMatchObject([{ rule: 'pvc-shrink', severity: 'error', line: 6, column: 35 }])
  expect(notChecked).toEqual([])
})

test.each<[string, string, EarlierClaim | 'new', string?]>([
  ['a claim that is new', '10Gi', 'new'],
  ['the same size', '20Gi', live('20Gi', '20Gi')],
  ['the same size in another unit', '20480Mi', { from: 'commit', requested: amount('20Gi') }],
  ['more', '30Gi', live('20Gi', '20Gi')],
  ['a failed expansion taken back to more than the volume has', '30Gi', live('40Gi', '20Gi'), '1.34'],
  ['the same where expansions can be taken back by default', '30Gi', live('40Gi', '20Gi'), '1.32'],
  ['a size below the volume that was always asked for', '10Gi', live('10Gi', '16Gi')],
])('%s is fine', (_, size, earlier, version) => {
  const { findings, notChecked } = lint(size, earlier, version)
  expect([...findings, ...notChecked]).toEqual([])
})

test('where nobody knows what it was, it is not checked', () => {
  const { findings, notChecked } = lint('10Gi', undefined)
  expect(findings).toEqual([])
  expect(notChecked).toMatchObject([{ rule: 'pvc-shrink', object: { name: 'data' } }])
})

test('it says where the size before comes from', () => {
  expect(lint('10Gi', { from: 'commit', requested: amount('20Gi') }).findings[0]).toMatchObject({
    message: 'The claim data cannot shrink to 10Gi: it was 20Gi in the last commit.',
    hint: 'write 20Gi again; for less, make a new claim and copy the data',
  })
  expect(lint('10Gi', live('40Gi', '20Gi')).findings[0]?.message).toBe(
    'The claim data cannot shrink to 10Gi: on the server it has 20Gi.',
  )
})
