import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCampus } from './campus.ts'
import { createHome } from './home.ts'
import { showTour, type TourEnd } from './tour.ts'

/** `npm start`: a campus on this machine, and icc's main job done in it. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icc-playground-'))
  // Also when the tour ends by a crash; nothing of it may stay on the user's disk.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const campus = await startCampus()
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
  try {
    const end: TourEnd = await showTour(campus, await createHome(folder, campus), stop.signal)
    process.exitCode = stop.signal.aborted ? 130 : end.exitCode
  } finally {
    await campus.close()
  }
}

await main()
