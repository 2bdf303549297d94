import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { WantedFile } from '../../../../src/features/scaffold/files/plan.ts'
import { temporaryFolder } from '../../kubeconfig/support.ts'

/** Everything below a folder: texts of files, targets of links, null for folders. */
export function tree(folder: string): Record<string, string | null> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  return Object.fromEntries(
    names.map((name) => {
      const stats = lstatSync(join(folder, name))
      if (stats.isSymbolicLink()) return [name, `-> ${readlinkSync(join(folder, name))}`]
      return [name, stats.isDirectory() ? null : readFileSync(join(folder, name), 'utf8')]
    }),
  )
}

export const modeOf = (path: string): number => statSync(path).mode & 0o777

export const wanted = (path: string, text = 'new\n'): WantedFile => ({ path, text, kinds: ['ConfigMap'] })

export function folderContext(): { cwd: string; signal: AbortSignal } {
  return { cwd: temporaryFolder(), signal: new AbortController().signal }
}
