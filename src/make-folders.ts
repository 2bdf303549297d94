import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ifThere, systemCode } from './errors.ts'

/**
 * Makes a folder for the user alone (0700), and those that it is in; what is there stays as it is.
 *
 * Not by `mkdirSync` with `recursive`, which never returns for a folder in one that lets nothing be made and says that it
 * is not there, such as /proc.
 *
 * @throws the system's error
 */
export function makeFolders(folder: string): void {
  // Where it cannot be seen, making it says why it cannot be.
  if (ifThere(() => statSync(folder))?.isDirectory()) return
  try {
    makeOne(folder)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    makeFolders(dirname(folder))
    makeOne(folder)
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Somebody else was quicker. A link that leads nowhere is no folder, and the system says so here.
    if (systemCode(error) === 'EEXIST' && statSync(folder).isDirectory()) return
    throw error
  }
}
