import { statSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Where manifests go: all into one file, each into a file of its own in a folder, to stdout, or to the cluster itself.
 * Paths as they were typed.
 */
export type Destination = { file: string } | { folder: string } | 'stdout' | 'cluster'

/** What `--out` means: `-`, a folder that is there or ends with a slash, or a file. */
export function readDestination(cwd: string, out: string): Destination {
  if (out === '-') return 'stdout'
  const isFolder = /[/\\]$/u.test(out) || statSync(resolve(cwd, out), { throwIfNoEntry: false })?.isDirectory()
  return isFolder === true ? { folder: out } : { file: out }
}
