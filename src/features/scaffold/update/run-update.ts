import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { decodeManifest } from '../../manifests/decode.ts'
import type { Run } from '../files/head.ts'
import { nameIn, rootsOf, type Surroundings } from '../scaffold.ts'
import { checkUpdate } from './check.ts'
import { withTemplates, type TemplatesContext } from './templates.ts'
import { updateFile, type UpdateContext, type UpdateOptions, type Updated } from './update.ts'

/**
 * `updateFile` with the templates that icc finds, the surroundings as they are now, and lint's word on what is new.
 *
 * @param surroundingsOf what is known around a run, by the campus and the version that the head of the file names
 * @throws what `updateFile` throws; `scaffold-refused` (exit 1) where the update brings what lint would fault
 */
export async function updateScaffolded(
  ctx: UpdateContext & TemplatesContext,
  file: string,
  surroundingsOf: (run: Run) => Promise<Surroundings>,
  options: UpdateOptions,
): Promise<Updated> {
  let around: Promise<Surroundings> | undefined
  const templates = withTemplates(ctx, async (template, run) => {
    around ??= surroundingsOf(run)
    return rootsOf(ctx, template, await around, { ...run.options, out: { file } })
  })
  const check = async ({ path, text }: { path: string; text: string }): Promise<void> => {
    const before = decodeManifest(readFileSync(resolve(ctx.cwd, file)))
    if (around === undefined || 'fault' in before) return
    const name = nameIn(ctx.cwd, path)
    await checkUpdate(await around, { name, text: before.text }, { name, text })
  }
  return updateFile(ctx, file, { ...templates, check }, options)
}
