import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startCampus } from './campus.ts'
import { createHome } from './home.ts'
import { showTour, type TourCampus, type TourEnd } from './tour.ts'

/** `npm start`: a campus on this machine, and icc's main job done in it. `--real`: with a real Kubernetes API. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { real: { type: 'boolean', default: false } } })
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
  const campus = await (values.real ? startReal() : startCampus())
  if (campus === undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'icc-playground-'))
  // Also when the tour ends by a crash; nothing of it may stay on the user's disk.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  try {
    const end: TourEnd = await showTour(campus, await createHome(folder, campus), stop.signal)
    process.exitCode = stop.signal.aborted ? 130 : end.exitCode
  } finally {
    await campus.close()
  }
}

/** Undefined, and said so, where this machine has no programs for it. */
async function startReal(): Promise<(TourCampus & { close(): Promise<void> }) | undefined> {
  const { findBinaries } = await import('../tools/cluster/binaries.ts')
  const binaries = findBinaries()
  if ('found' in binaries) {
    process.stdout.write('Starting etcd and kube-apiserver ...\n')
    const { startRealCampus } = await import('./real-campus.ts')
    return startRealCampus(binaries.found)
  }
  process.stderr.write(`${binaries.missing.join('\n')}\n`)
  process.exitCode = 1
  return undefined
}

await main()
