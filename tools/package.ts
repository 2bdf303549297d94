import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bundle } from './pack/bundle.ts'
import { writeContents } from './pack/contents.ts'
import { fetchRuntimes, seal } from './pack/executables.ts'
import { TARGETS } from './pack/targets.ts'

const dist = join(dirname(import.meta.dirname), 'dist')

/** `npm run package`: the executables and what is published with them, in `dist/`. `-- linux` makes that one alone. */
async function main(wanted: readonly string[]): Promise<void> {
  const targets = TARGETS.filter(({ system }) => wanted.length === 0 || wanted.includes(system))
  const folder = mkdtempSync(join(tmpdir(), 'icc-package-'))
  try {
    const made = await bundle()
    const runtimes = fetchRuntimes(join(folder, 'home'), targets)
    const linux = TARGETS.find(({ system }) => system === 'linux')
    if (linux === undefined) throw new Error('There is no Linux target.')
    const contents = writeContents(join(folder, 'contents'), made, runtimes.of(linux))
    rmSync(dist, { recursive: true, force: true })
    mkdirSync(dist, { recursive: true })
    for (const path of seal(contents, runtimes, targets, dist)) console.log(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main(process.argv.slice(2))
