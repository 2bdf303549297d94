import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { getAsset, getAssetKeys, isSea } from 'node:sea'
import type { Assets, Context, Launcher } from './context.ts'
import { embeddedText } from './embedded.ts'
import { findOnPath } from './program-path.ts'

/** The data files that come with icc: from source those of the repository, in the executable what was put into it. */
export const assets: Assets = {
  list: (folder) => (isSea() ? embedded(folder, getAssetKeys()) : readdirSync(join(root(), folder)).toSorted()),
  read: (path) => (isSea() ? embeddedText(path) : readFileSync(join(root(), path), 'utf8')),
  compiled: (path) => (isSea() ? embeddedText(`compiled/${path}`) : undefined),
}

/** The entries of a folder, by the paths of all files; sorted. */
export function embedded(folder: string, paths: readonly string[]): string[] {
  const inside = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.replace(/\.br$/u, ''))
  return [...new Set(inside.map((path) => path.slice(folder.length + 1).replace(/\/.*$/u, '')))].toSorted()
}

/** The commit that the executable was made of, in short; from source undefined. */
export function commit(): string | undefined {
  return isSea() ? getAsset('commit', 'utf8') : undefined
}

/** The command line that starts this very icc again. `execPath` is the executable of the process. */
export function launcher(machine: Pick<Context, 'env' | 'platform'>, execPath: string): Launcher {
  if (!isSea()) return { command: execPath, args: [join(root(), 'bin', 'icc.ts')] }
  return { command: isFoundOnPath(machine, execPath) ? 'icc' : execPath, args: [] }
}

/** True if a shell that is told `icc` starts `execPath`: the name outlives a package manager's versioned folders. */
export function isFoundOnPath(machine: Pick<Context, 'env' | 'platform'>, execPath: string): boolean {
  const first = findOnPath(machine, 'icc')
  // Under a relative folder the name means something else wherever kubectl is started next.
  return first !== undefined && isAbsolute(first) && realpathSync(first) === realpathSync(execPath)
}

/** The repository, which only a program from source has. */
function root(): string {
  return dirname(import.meta.dirname)
}
