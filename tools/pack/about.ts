import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** What `package.json` of icc, or of a package in `node_modules`, says. */
export type About = { name: string; version: string; description: string; license: string }

export function about(folder = '.'): About {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as About
}

/** In short, with a mark where files differ from it: such an executable is not what the commit says. */
export function commit(): string {
  const changed = git('status', '--porcelain', '--untracked-files=no') !== ''
  return git('rev-parse', '--short=12', 'HEAD') + (changed ? ' with changes' : '')
}

/** The day of the commit, `YYYY-MM-DD`. */
export function commitDay(): string {
  return git('log', '-1', '--format=%cs')
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
}
