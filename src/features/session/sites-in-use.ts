import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError, systemCode } from '../../errors.ts'
import { SITE_ID } from './session-file.ts'

/** The sites with a session on this computer, also one that is over. Throws `file-not-readable` (exit 1). */
export function sitesInUse(ctx: Pick<Context, 'stateDir'>): string[] {
  try {
    const names = readdirSync(join(ctx.stateDir(), 'sessions'))
    const sites = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length))
    return sites.filter((site) => SITE_ID.test(site)).toSorted()
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw new IccError(
      'file-not-readable',
      `The folder of your sessions cannot be read (${code}). Nothing was changed.`,
      {
        hint: `ls -ld ${ctx.stateDir()}`,
        cause: error,
      },
    )
  }
}
