import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Ran } from './run-icc.ts'
import { secretsOutOfPlace } from './secret-places.ts'
import { spawnSpy, verboseSpy } from './secret-spies.ts'
import { collectSecrets, isIn, type SecretKind } from './secrets.ts'

// Whatever a test is about: every secret that an identity provider of its file has issued or seen is looked for in all
// that icc printed, at the highest verbosity, in every file and in every command line. To load this module is enough.

/** What the identity providers of this test file have issued or seen: gathered over its tests, on purpose. */
const issued = new Map<string, SecretKind>()

/** Everything temporary of this test file, so that all of it can be searched. */
const everything = join(tmpdir(), `icc-${randomBytes(4).toString('hex')}`)
const logs = join(everything, 'watch')
const [spawned, verbose] = [join(logs, 'spawned'), join(logs, 'verbose')]
const spies = { spawned: join(logs, 'spawned.cjs'), verbose: join(logs, 'verbose.cjs') }

/** What tells programs where temporary files go. */
const variable = process.platform === 'win32' ? 'TEMP' : 'TMPDIR'
const before = process.env[variable]

let endSpying: () => void

// Not when this is loaded: where all tests of a file are skipped, nobody would remove what was made.
beforeAll(() => {
  mkdirSync(logs, { recursive: true, mode: 0o700 })
  writeFileSync(spies.spawned, spawnSpy(spawned))
  writeFileSync(spies.verbose, verboseSpy(verbose))
  // What a test starts is seen as well, and what icc starts in the process of the test.
  endSpying = createRequire(import.meta.url)(spies.spawned) as () => void
  process.env[variable] = everything
})

// Before the folders of the test are removed, which comes after these.
afterEach(() => {
  try {
    refuseStoredSecrets(everything)
  } finally {
    for (const log of [spawned, verbose]) rmSync(log, { force: true })
  }
})

afterAll(() => {
  endSpying()
  if (before === undefined) Reflect.deleteProperty(process.env, variable)
  else process.env[variable] = before
  try {
    refuseStoredSecrets(everything)
  } finally {
    rmSync(everything, { recursive: true, force: true })
  }
})

/** Takes down the secrets among the fields of a request or an answer. */
export function noteSecrets(fields: unknown): void {
  collectSecrets(issued, fields)
}

/** For a test that itself puts a secret where none may be, as another program would. */
export function disregardSecret(secret: string): void {
  issued.delete(secret)
}

/** What only `--verbose` prints, where a test did not ask for it. */
export function logVerbose(text: string): void {
  appendFileSync(verbose, `${text}\n`)
}

/** The command lines of all programs started in this test but icc itself, each with its environment, as JSON. */
export function spawnedPrograms(): string[] {
  const all = existsSync(spawned) ? readFileSync(spawned, 'utf8').trimEnd().split('\n') : []
  return all.filter((line) => !line.includes(JSON.stringify(spies.spawned)))
}

/** What only `--verbose` has printed in this test, where it was not asked for. */
export function verboseLines(): string[] {
  return existsSync(verbose) ? readFileSync(verbose, 'utf8').trimEnd().split('\n') : []
}

/** What to give Node so that it runs icc as ever, but at the highest verbosity and watched. */
export function watchedCommand(script: string, argv: readonly string[]): string[] {
  const spied = ['--require', spies.spawned]
  if (argv.includes('-v') || argv.includes('--verbose')) return [...spied, script, ...argv]
  return [...spied, '--require', spies.verbose, script, '-v', ...argv]
}

/**
 * None is ever printed, but by `icc token` on stdout, which is there for it.
 *
 * @throws Error that ends the test
 */
export function refusePrintedSecrets(
  argv: readonly string[],
  { stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>,
): void {
  const printed = argv.includes('token') ? stderr : stdout + stderr
  for (const [secret, kind] of issued) {
    if (isIn(secret, printed)) throw new Error(`icc ${argv.join(' ')} printed a secret (${kind})`)
  }
}

/**
 * None is in any file but those that are there for it.
 *
 * @throws Error that ends the test
 */
export function refuseStoredSecrets(folder: string): void {
  if (issued.size === 0) return
  const found = secretsOutOfPlace(folder, issued)
  if (found.length > 0) throw new Error(`secrets where none may be: ${found.join(', ')}`)
}
