import type { Ran } from './run-icc.ts'

/** What the identity providers of this test file have issued or seen: gathered over its tests, on purpose. */
const issued = new Set<string>()

const FIELDS = new Set(['id_token', 'refresh_token', 'access_token', 'device_code', 'code_verifier'])

/** Shorter ones could stand in a text by chance. */
const SHORTEST = 12

/** Takes down the secrets among the fields of a request or an answer. */
export function noteSecrets(fields: unknown): void {
  if (typeof fields !== 'object' || fields === null) return
  for (const [name, value] of Object.entries(fields)) {
    if (FIELDS.has(name) && typeof value === 'string' && value.length >= SHORTEST) issued.add(value)
  }
}

/**
 * Whatever a test is about: none of these is ever printed, but by `icc token` on stdout, which is there for it.
 *
 * @throws Error that ends the test
 */
export function refusePrintedSecrets(
  argv: readonly string[],
  { stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>,
): void {
  const printed = argv.includes('token') ? stderr : stdout + stderr
  for (const secret of issued) {
    // Of a signed token the signature is enough.
    const end = secret.split('.').at(-1) || secret
    if (printed.includes(end)) throw new Error(`icc ${argv.join(' ')} printed a secret (${secret.slice(0, 4)}...)`)
  }
}
