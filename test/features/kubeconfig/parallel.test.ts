import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kubectl } from '../../../tools/kubectl.ts'
import { besideKubectl, besideTruncation } from './beside.ts'
import { crowd, killWriters, storms } from './contention.ts'
import { temporaryFolder } from './support.ts'

// The same with many more writers and kills: `npm run test:soak`.
const judge = await kubectl()

test('of many icc processes that change one file at once, none loses a change, and no reader sees half a file', async () => {
  const folder = temporaryFolder()
  const figures = await crowd(folder, 16)
  expect(figures).toMatchObject({ lost: 0, torn: 0, failures: [] })
  expect(figures.versions).toBeGreaterThan(1)
  expect(readdirSync(join(folder, '.kube'))).toEqual(['config'])
})

test('killed at any moment of its write, icc leaves a whole file, and the next one writes', async () => {
  const figures = await killWriters(temporaryFolder(), 15)
  expect(figures).toMatchObject({ kills: 15, lost: 0, torn: 0 })
})

test('beside a program that empties the file before it writes, icc waits, fails never and loses nothing', async () => {
  expect(await besideTruncation(temporaryFolder(), 12)).toMatchObject({
    lost: 0,
    torn: 0,
    theirsLost: 0,
    failures: [],
  })
})

test.skipIf(judge === undefined)(
  'beside real kubectl, icc takes none of its changes back, and fails never',
  async () => {
    expect(await besideKubectl(temporaryFolder(), 12, judge ?? '')).toMatchObject({
      torn: 0,
      theirsLost: 0,
      failures: [],
    })
  },
)

test('of many processes that find a lock stale at the same moment, one at a time gets in', async () => {
  expect(await storms(temporaryFolder(), 8, 40)).toEqual({ alone: 320, overlaps: 0, failures: [] })
})

const noOwner = process.platform === 'linux' ? '' : ' (skipped: only Linux tells what became of a process)'
test.skipIf(noOwner !== '')(
  `and so it is where they find its holder dead, and the lock but a moment old${noOwner}`,
  async () => {
    expect(await storms(temporaryFolder(), 8, 40, 'dead')).toEqual({ alone: 320, overlaps: 0, failures: [] })
  },
)
