import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { ok, problem, warning, type Check } from '../check.ts'
import { lookAt, narrow } from '../modes.ts'

/** Sessions and tokens can be kept, where nobody else looks. */
export const stateFolder: Check = {
  id: 'state-folder',
  run({ ctx }) {
    const folder = ctx.stateDir()
    const found = lookAt(folder)
    const elsewhere = 'or set ICC_STATE_DIR to a folder that you can write'
    if (!found) {
      const parent = nearestFolder(folder)
      if (mayWrite(parent)) return ok(`${folder} is made at the first sign-in`)
      return problem(`${folder} is not there, and ${parent} cannot be written`, `ls -ld ${parent}, ${elsewhere}`)
    }
    if (!found.isFolder) return problem(`${folder} is no folder`, `move it away, ${elsewhere}`)
    if (!mayWrite(folder)) return problem(`${folder} cannot be written`, `chmod u+rwx ${folder}, ${elsewhere}`)
    if (ctx.platform !== 'win32' && (found.mode & 0o077) !== 0) {
      const description = `make ${folder} yours alone (0700)`
      return warning(
        `${folder} is open to others (${octal(found.mode)})`,
        `chmod 700 ${folder}`,
        narrow([folder], description),
      )
    }
    return ok(`${folder} is there, and yours alone`)
  },
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

function nearestFolder(path: string): string {
  let at = dirname(path)
  while (!lookAt(at) && dirname(at) !== at) at = dirname(at)
  return at
}

/** By its mode, too: who runs as root may write anywhere, but a folder without the right was not meant for it. */
function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return ((lookAt(folder)?.mode ?? 0) & 0o200) !== 0
  } catch {
    return false
  }
}
