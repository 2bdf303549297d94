import type { Context } from '../../../context.ts'
import { decide } from '../files/decide.ts'
import { planFiles, type FilePlan, type PlannedFile, type WantedFile } from '../files/plan.ts'
import { writeFiles } from '../files/write.ts'

type WriteContext = Pick<Context, 'cwd' | 'signal' | 'terminal' | 'prompt'> & {
  output: Pick<Context['output'], 'notice' | 'status' | 'verbatim'>
}

/**
 * Writes files that hold a secret, readable by their owner alone. What is different to before is not shown, as it is
 * the secret of then and of now.
 *
 * @returns undefined, and said so, where the user said no
 * @throws what `planFiles`, `decide` and `writeFiles` throw
 */
export async function writePrivate(
  ctx: WriteContext,
  wanted: readonly WantedFile[],
  options: { force: boolean; dryRun: boolean },
): Promise<FilePlan | undefined> {
  const plan = { files: planFiles(ctx, wanted).files.map(withoutDiff) }
  const changed = plan.files.filter(({ action }) => action === 'overwrite').map(({ path }) => path)
  if (changed.length > 0 && ctx.terminal.interactive && !options.force && !options.dryRun) {
    const prompt = await ctx.prompt()
    if (!(await prompt.confirm(`${changed.join(', ')} would be written over. Go on?`, false))) {
      ctx.output.status('Nothing was written.')
      return undefined
    }
  } else await decide(ctx, plan, { ...options, interactive: false })
  if (!options.dryRun) await writeFiles(ctx, plan, { private: true })
  return plan
}

function withoutDiff(file: PlannedFile): PlannedFile {
  return { ...file, diff: file.action === 'equal' ? '' : `${file.path}: it holds a secret, so it is not shown.` }
}
