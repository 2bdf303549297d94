import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist', 'icc-linux-x64')

/**
 * The Linux executable of the commit that is checked out; made first where `dist/` has another one.
 *
 * @param complete true: those of the other systems are to be there, too
 */
export function executable(complete: boolean): string {
  const commit = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  const isOfCommit = existsSync(dist) && execFileSync(dist, ['--version'], { encoding: 'utf8' }).includes(commit)
  if (!isOfCommit || (complete && !existsSync(join(root, 'dist', 'SHA256SUMS'))))
    execFileSync(process.execPath, [join(root, 'tools', 'package.ts'), ...(complete ? [] : ['--linux'])], {
      stdio: ['ignore', 2, 2],
    })
  return dist
}

/** An executable of the same runtime that does nothing, made with Node's own tool and no options. */
export function bareExecutable(folder: string): string {
  const output = join(folder, 'bare')
  const config = join(folder, 'bare.json')
  writeFileSync(join(folder, 'nothing.js'), '')
  writeFileSync(
    config,
    JSON.stringify({ main: join(folder, 'nothing.js'), output, disableExperimentalSEAWarning: true }),
  )
  execFileSync(process.execPath, ['--build-sea', config], { stdio: 'ignore' })
  return output
}
