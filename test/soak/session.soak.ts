import { afterAll, expect, test } from 'vitest'
import { killRefreshes } from '../faults/refresh-kills.ts'

const table: Record<string, Record<string, number>> = {}

afterAll(() => console.table(table))

const noOwner = process.platform === 'linux' ? '' : ' (skipped: only Linux tells what became of a process)'

test.skipIf(noOwner !== '')(
  `sixty refreshes killed at any moment: the next ones take over at once${noOwner}`,
  async () => {
    const { kills, inTheLock, failures, longestWait } = await killRefreshes(60)
    table['killed refreshes'] = {
      kills,
      'in the lock': inTheLock,
      failed: failures.length,
      'longest wait (ms)': Math.round(longestWait),
    }
    expect(failures).toEqual([])
    // The kills came before, during and after the refresh.
    expect(inTheLock).toBeGreaterThan(10)
    expect(inTheLock).toBeLessThan(60)
    expect(longestWait).toBeLessThan(10_000)
  },
)
