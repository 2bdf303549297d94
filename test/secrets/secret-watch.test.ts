import { expect, test } from 'vitest'
import { noteSecrets, refusePrintedSecrets } from '../support/secret-watch.ts'

const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.a-signature-of-a-token'

test('a test in which icc prints a secret that was issued fails, whatever it is about', () => {
  noteSecrets({ id_token: token, refresh_token: 'a-refresh-token', other: 'of no interest' })
  const silent = { stdout: '', stderr: '' }
  expect(() => refusePrintedSecrets(['login'], { ...silent, stderr: 'of no interest' })).not.toThrow()
  expect(() => refusePrintedSecrets(['login'], { ...silent, stderr: `sent ${token}` })).toThrow('printed a secret')
  expect(() => refusePrintedSecrets(['login', '-v'], { ...silent, stdout: 'a-refresh-token' })).toThrow(
    'printed a secret',
  )
  expect(() => refusePrintedSecrets(['token'], { ...silent, stdout: token })).not.toThrow()
  expect(() => refusePrintedSecrets(['token'], { ...silent, stderr: token })).toThrow('printed a secret')
})
