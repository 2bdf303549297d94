import { chmodSync, statSync } from 'node:fs'
import { IccError, ifThere, systemCode } from '../../errors.ts'
import type { Fix } from './check.ts'

/** What stands at a path, links followed; undefined where nothing does or nothing may be seen. */
export function lookAt(path: string): { mode: number; isFolder: boolean; isFile: boolean } | undefined {
  const found = ifThere(() => statSync(path))
  return found && { mode: found.mode & 0o777, isFolder: found.isDirectory(), isFile: found.isFile() }
}

/** True if others than the owner may do anything with it. */
export function isOpen(path: string): boolean {
  return ((lookAt(path)?.mode ?? 0) & 0o077) !== 0
}

/** Takes from files and folders what group and others may do; the owner's own rights stay. */
export function narrow(paths: readonly string[], description: string): Fix {
  return {
    description,
    apply: async () => {
      for (const path of paths) {
        const found = lookAt(path)
        if (found && (found.mode & 0o077) !== 0) change(path, found.mode & 0o700)
      }
    },
  }
}

function change(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new IccError('file-not-writable', `The mode of ${path} cannot be changed (${code}). It is as it was.`, {
      hint: `ls -ld ${path}`,
      cause: error,
    })
  }
}
