import { IccError } from '../../../errors.ts'
import type { Source } from '../../manifests/document.ts'
import type { Fault } from '../refuse.ts'
import type { Surroundings } from '../scaffold.ts'

/**
 * Refuses an update that brings what lint would fault. What was to be faulted before stays the user's own affair.
 *
 * @throws `scaffold-refused` (exit 1)
 */
export async function checkUpdate(around: Surroundings, before: Source, after: Source): Promise<void> {
  const known = new Set((await around.find([before])).map(idOf))
  const added = (await around.find([after])).filter((fault) => !known.has(idOf(fault)))
  if (added.length === 0) return
  const lines = added.map(({ line, message, rule }) => `  line ${line}: ${message} (${rule})`)
  throw new IccError(
    'scaffold-refused',
    `Nothing was written, as icc lint would find fault with what ${after.name} would be:\n${lines.join('\n')}`,
    { hint: `icc explain ${added[0]?.rule}` },
  )
}

/** Without the line, which an update may move. */
function idOf({ rule, message }: Fault): string {
  return `${rule} ${message}`
}
