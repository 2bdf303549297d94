import { closeSync, openSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { IccError, systemCode } from '../../../src/errors.ts'
import { withLock } from '../../../src/features/kubeconfig/lock.ts'
import type { HeldLock } from '../../../src/features/kubeconfig/lock.ts'

// A process of its own for the tests of locks. At each message it enters a critical section once, and answers `alone`,
// `overlap` (somebody else was in it) or the code of the error.
const [file = '', lifeSign] = process.argv.slice(2)
const options = lifeSign === undefined ? {} : { lifeSign: Number(lifeSign) }
const inside = `${file}.inside`
const ctx = {
  clock: {
    now: () => Date.now(),
    sleep: (milliseconds: number, signal?: AbortSignal) => sleep(milliseconds, undefined, { signal }),
  },
  random: Math.random,
  signal: new AbortController().signal,
}

/** False where somebody else is in the section. */
function enter(): boolean {
  try {
    closeSync(openSync(inside, 'wx'))
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

async function section(lock: HeldLock): Promise<string> {
  if (!enter()) return 'overlap'
  await sleep(1)
  rmSync(inside)
  lock.verify()
  return 'alone'
}

function run(): Promise<string> {
  return withLock(ctx, file, section, options).catch((error: unknown) => {
    if (error instanceof IccError) return error.code
    throw error
  })
}

process.on('message', () => void run().then((answer) => process.send?.(answer)))
process.send?.('ready')
