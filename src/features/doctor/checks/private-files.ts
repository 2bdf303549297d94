import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ifThere } from '../../../errors.ts'
import { enumerate, ok, problem, skipped, type Check } from '../check.ts'
import { isOpen, narrow } from '../modes.ts'

/** Where icc keeps what is not for others, below its state folder. */
const FOLDERS = ['sessions', 'tokens', 'secrets']

/** Nobody else reads the tokens that icc keeps. */
export const privateFiles: Check = {
  id: 'private-files',
  run({ ctx }) {
    if (ctx.platform === 'win32') return skipped('on Windows the rights of your profile folder count')
    const folders = FOLDERS.map((name) => join(ctx.stateDir(), name))
    const open = [...folders, ...folders.flatMap(filesIn)].filter(isOpen)
    if (open.length === 0) return ok('sessions and tokens are readable by you alone')
    const names = enumerate(open)
    return problem(
      `${names} can be read by others`,
      `chmod go= ${open.slice(0, 3).join(' ')}`,
      narrow(open, `make ${names} yours alone`),
    )
  },
}

function filesIn(folder: string): string[] {
  // Not there yet, or not for us: then they are not for others either.
  return (ifThere(() => readdirSync(folder)) ?? []).map((name) => join(folder, name))
}
