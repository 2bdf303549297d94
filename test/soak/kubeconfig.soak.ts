import { closeSync, openSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { kubectl } from '../../tools/kubectl.ts'
import { besideKubectl, besideTruncation } from '../features/kubeconfig/beside.ts'
import { crowd, killWriters, storms } from '../features/kubeconfig/contention.ts'
import type { Figures } from '../features/kubeconfig/crowded-home.ts'
import { temporaryFolder } from '../features/kubeconfig/support.ts'

const judge = await kubectl()
const table: Record<string, Record<string, number>> = {}

function show(title: string, figures: Figures & { turns?: number; theirsLost?: number }): void {
  const { writers, kills, lost, torn, versions, longestWait, turns = 0, theirsLost = 0 } = figures
  table[title] = {
    writers,
    kills,
    lost,
    torn,
    versions,
    'longest wait (ms)': Math.round(longestWait),
    'by others': turns,
    'lost of others': theirsLost,
  }
}

afterAll(() => console.table(table))

test.each([1, 2, 3, 4, 5])(
  'sixty icc processes at once, round %i: no change lost, no half file seen',
  async (round) => {
    const figures = await crowd(temporaryFolder(), 60)
    show(`crowd ${round}`, figures)
    expect(figures).toMatchObject({ lost: 0, torn: 0, failures: [] })
  },
)

test('sixty icc processes behind a lock just left behind: all get through, within fifteen seconds', async () => {
  const figures = await crowd(temporaryFolder(), 60, (file) => closeSync(openSync(`${file}.lock`, 'wx')))
  show('young lock', figures)
  expect(figures).toMatchObject({ lost: 0, torn: 0, failures: [] })
  expect(figures.longestWait).toBeGreaterThan(9000)
  expect(figures.longestWait).toBeLessThan(15_000)
})

test('three hundred kills: never half a file, never a blocked successor', async () => {
  const figures = await killWriters(temporaryFolder(), 300)
  show('kills', figures)
  expect(figures).toMatchObject({ kills: 300, lost: 0, torn: 0 })
  // The kills came before, during and after the write.
  expect(figures.versions).toBeGreaterThan(30)
  expect(figures.versions).toBeLessThan(300)
})

test('beside a program that empties the file before it writes', async () => {
  const figures = await besideTruncation(temporaryFolder(), 150)
  show('truncation', figures)
  expect(figures).toMatchObject({ lost: 0, torn: 0, theirsLost: 0, failures: [] })
})

test.skipIf(judge === undefined)('beside real kubectl, whose own losses are its own', async () => {
  const figures = await besideKubectl(temporaryFolder(), 300, judge ?? '')
  show('kubectl', figures)
  expect(figures).toMatchObject({ torn: 0, theirsLost: 0, failures: [] })
})

test.each(['old', 'dead'] as const)(
  'sixteen processes break a lock that is %s at the same moment, five hundred times',
  async (kind) => {
    const { alone, overlaps, failures } = await storms(temporaryFolder(), 16, 500, kind)
    const figures = { writers: alone, kills: 0, lost: 0, torn: overlaps, versions: 0, longestWait: 0 }
    show(kind === 'old' ? 'stale locks' : 'locks of the dead', figures)
    expect({ alone, overlaps, failures }).toEqual({ alone: 8000, overlaps: 0, failures: [] })
  },
)
