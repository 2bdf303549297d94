import { expect, test } from 'vitest'
import { lintTexts } from '../../../support/lint.ts'

const job = (comment: string, secret = 'db'): string => `apiVersion: batch/v1
kind: Job
metadata: {name: load}
spec:
  ttlSecondsAfterFinished: 600
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: load
          image: registry.example.org/load:1.4.2
          envFrom:
            - secretRef:
                ${comment}
                name: ${secret}
`

const COMMENT = '# icc-ignore secret-ref: made by kubectl, as it is for no repository'

function unused(files: Readonly<Record<string, string>>, wholeProject: boolean): string[] {
  const { findings } = lintTexts(files, { wholeProject })
  return findings
    .filter(({ rule }) => rule.startsWith('suppression'))
    .map(({ file, message }) => `${file}: ${message}`)
}

test('what was not checked in a file alone is still silenced there', () => {
  expect(unused({ 'job.yaml': job(COMMENT) }, false)).toEqual([])
})

test('with the Secret among the files, nothing is left to silence', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n'
  const expected = ['job.yaml: secret-ref finds nothing here that would be ignored.']
  expect(unused({ 'job.yaml': job(COMMENT), 'secret.yaml': secret }, true)).toEqual(expected)
  expect(unused({ 'job.yaml': job(COMMENT), 'secret.yaml': secret }, false)).toEqual(expected)
})

test('what was not checked in one file says nothing of another', () => {
  const files = { 'job.yaml': job('', 'other'), 'unused.yaml': job('# icc-ignore pvc-ref: made by kubectl') }
  expect(unused(files, false)).toEqual(['unused.yaml: pvc-ref finds nothing here that would be ignored.'])
})
