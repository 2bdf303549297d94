import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * How secrets are hidden from the message bus on their way, which may log or swap what passes.
 *
 * @see https://specifications.freedesktop.org/secret-service/latest/transfer-secrets.html
 */
export const ALGORITHM = 'dh-ietf1024-sha256-aes128-cbc-pkcs7'

/** A secret on its way: the initialization vector and the ciphertext. */
export type Hidden = { parameters: Buffer; value: Buffer }

export type SecretCipher = { hide(secret: string): Hidden; reveal(hidden: Hidden): string }

/** Our half of the key exchange: the public number to send, and the cipher once that of the service has come. */
export function startKeyExchange(): { publicKey: Buffer; agree: (theirs: Buffer) => SecretCipher } {
  // Twice the strength of the group: longer exponents only cost time.
  const exponent = toNumber(randomBytes(32))
  return {
    publicKey: toBytes(power(2n, exponent)),
    agree: (theirs) => cipherOf(toBytes(power(toNumber(theirs), exponent))),
  }
}

/** AES-128-CBC under a key that HKDF (SHA-256, no salt, no information) makes of the shared number. */
function cipherOf(shared: Buffer): SecretCipher {
  const key = new Uint8Array(hkdfSync('sha256', shared, '', '', 16))
  return {
    hide(secret) {
      const parameters = randomBytes(16)
      const cipher = createCipheriv('aes-128-cbc', key, parameters)
      return { parameters, value: Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]) }
    },
    reveal({ parameters, value }) {
      const decipher = createDecipheriv('aes-128-cbc', key, parameters)
      return Buffer.concat([decipher.update(value), decipher.final()]).toString('utf8')
    },
  }
}

/** The 1,024-bit group of RFC 2409 section 6.2. OpenSSL has it too, but tests for 30 ms whether it is a prime. */
const PRIME = BigInt(
  `0x${[
    'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74',
    '020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437',
    '4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed',
    'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff',
  ].join('')}`,
)

const PRIME_BYTES = 128

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base % PRIME]
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % PRIME
    square = (square * square) % PRIME
  }
  return result
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex') || '0'}`)
}

/** Big-endian, as long as the prime. */
function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * PRIME_BYTES, '0'), 'hex')
}
