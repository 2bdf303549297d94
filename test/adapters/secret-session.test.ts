import { createDecipheriv, getDiffieHellman, hkdfSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { startKeyExchange } from '../../src/adapters/secret-session.ts'

test('the key exchange agrees with that of OpenSSL, whatever number comes out', () => {
  const other = getDiffieHellman('modp2')
  other.generateKeys()
  // One in 256 shared numbers begins with a byte of zero, which must not be lost.
  for (let round = 0; round < 600; round += 1) {
    const { publicKey, agree } = startKeyExchange()
    const { parameters, value } = agree(other.getPublicKey()).hide('s3cret ü')
    const key = new Uint8Array(hkdfSync('sha256', other.computeSecret(publicKey), '', '', 16))
    const decipher = createDecipheriv('aes-128-cbc', key, parameters)
    expect(Buffer.concat([decipher.update(value), decipher.final()]).toString()).toBe('s3cret ü')
  }
})

test('each side reveals what the other one hid', () => {
  const [one, two] = [startKeyExchange(), startKeyExchange()]
  const hidden = one.agree(two.publicKey).hide('s3cret ü')
  expect(hidden.value.includes('s3cret')).toBe(false)
  expect(two.agree(one.publicKey).reveal(hidden)).toBe('s3cret ü')
})
