import type { Clock } from '../../src/context.ts'

export type VirtualClock = Clock & {
  /** Lets time pass: sleepers wake in their order, each with its own moment as `now`. */
  advance(milliseconds: number): Promise<void>
}

type Sleeper = { at: number; wake: () => void }

/** A clock that stands still until a test moves it. */
export function createVirtualClock(start = Date.parse('2030-01-01T09:00:00Z')): VirtualClock {
  let now = start
  const sleepers: Sleeper[] = []
  return {
    now: () => now,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const sleeper = { at: now + Math.max(0, milliseconds), wake: resolve }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', () => {
          // One that is awake already is not among them.
          if (sleepers.includes(sleeper)) sleepers.splice(sleepers.indexOf(sleeper), 1)
          reject(signal.reason)
        })
      })
    },
    async advance(milliseconds) {
      const end = now + milliseconds
      await settled()
      for (let next = earliest(sleepers, end); next; next = earliest(sleepers, end)) {
        sleepers.splice(sleepers.indexOf(next), 1)
        now = next.at
        next.wake()
        await settled()
      }
      now = end
    },
  }
}

function earliest(sleepers: readonly Sleeper[], end: number): Sleeper | undefined {
  return sleepers.filter((sleeper) => sleeper.at <= end).toSorted((a, b) => a.at - b.at)[0]
}

/** Until nothing that only waits for promises is left to run. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
