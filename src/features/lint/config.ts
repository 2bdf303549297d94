import { join } from 'node:path'
import { readTextFile } from '../sites/text-file.ts'
import type { ProjectConfig } from './config-schema.ts'
import { topOfCheckout } from './intake/git-ignored.ts'

/** The name of a project's own settings, at the top of the checkout or where icc is started. */
export const PROJECT_FILE = '.icc.yaml'

/**
 * The project's settings: `.icc.yaml` in the folder, else at the top of its checkout; undefined without either.
 *
 * @throws `project-file-broken` (exit 1) with every fault, its line and column
 */
export async function readProjectConfig(folder: string): Promise<ProjectConfig | undefined> {
  for (const one of new Set([folder, topOfCheckout(folder) ?? folder])) {
    const name = join(one, PROJECT_FILE)
    const read = readTextFile(name)
    if (read === 'missing') continue
    // Most projects have none: the checks of one cost more than a small project's whole lint.
    const { broken, parseProjectConfig } = await import('./config-schema.ts')
    if ('fault' in read) throw broken([read.fault])
    return parseProjectConfig({ name, text: read.text })
  }
  return undefined
}
