import { IccError, systemCode } from '../../errors.ts'
import { makeFolders } from '../../make-folders.ts'

/** Makes a folder of the user's settings where it is missing. Throws `file-not-writable` (exit 1). */
export function makeConfigFolder(folder: string): void {
  try {
    makeFolders(folder)
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new IccError('file-not-writable', `The folder ${folder} cannot be made (${code}). Nothing was written.`, {
      hint: 'set ICC_CONFIG_DIR to a folder that you can write',
      cause: error,
    })
  }
}
