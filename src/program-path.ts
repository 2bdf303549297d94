import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Context } from './context.ts'

/** The first program of a name on PATH; undefined where there is none. */
export function findOnPath({ env, platform }: Pick<Context, 'env' | 'platform'>, name: string): string | undefined {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const endings =
    platform === 'win32' && !name.includes('.') ? (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';') : ['']
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isProgram)
}

/** True for a file that may be started. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    // Not there, or not for us: either way it cannot be started.
    return false
  }
}
