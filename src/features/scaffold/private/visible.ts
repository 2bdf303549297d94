import { relative, resolve, sep } from 'node:path'
import type { Context } from '../../../context.ts'
import { IccError } from '../../../errors.ts'
import { shellQuote } from '../files/shell-words.ts'

/** What git makes of a file (an absolute path): the top of the checkout that it is in, if any. */
export type LookAtGit = (path: string) => { top: string; ignored: boolean } | undefined

/**
 * Refuses to write a secret where git would take it along. Outside a checkout that cannot be told, and is said.
 *
 * @param paths as they were typed
 * @throws `secret-in-git` (exit 1) with the line that `.gitignore` needs
 */
export function refuseVisible(
  ctx: Pick<Context, 'cwd'> & { output: Pick<Context['output'], 'status'> },
  paths: readonly string[],
  lookAtGit: LookAtGit,
): void {
  for (const path of paths) {
    const full = resolve(ctx.cwd, path)
    const found = lookAtGit(full)
    if (found === undefined) {
      ctx.output.status(`${path} will hold a secret, and is in no checkout of git: keep it out of what you share.`)
    } else if (!found.ignored) {
      const file = resolve(found.top, '.gitignore')
      throw new IccError(
        'secret-in-git',
        `${path} would hold a secret, and git does not ignore it. Nothing was written.`,
        {
          hint: `echo ${shellQuote(lineFor(found.top, full))} >> ${shellQuote(relative(ctx.cwd, file))}, or send it to the cluster: --apply`,
        },
      )
    }
  }
}

/** The line of the topmost `.gitignore` for one file, and no other of its name. */
function lineFor(top: string, full: string): string {
  const path = relative(top, full).split(sep).join('/')
  return `/${path.replaceAll(/[\\*?[\]!# ]/gu, String.raw`\$&`)}`
}
