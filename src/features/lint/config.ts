import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { readTextFile } from '../sites/text-file.ts'
import type { Fault } from '../sites/yaml-file.ts'
import type { ProjectConfig, WrittenConfig } from './config-schema.ts'
import { shownName } from './intake/collect.ts'
import { topOfCheckout } from './intake/git-ignored.ts'
import { plainConfig } from './plain-config.ts'

/** The name of a project's own settings, at the top of the checkout or where icc is started. */
export const PROJECT_FILE = '.icc.yaml'

/**
 * The project's settings: `.icc.yaml` in the folder where icc is started, else at the top of its checkout; undefined
 * without either.
 *
 * @throws `project-file-broken` (exit 1) with every fault, its line and column
 */
export async function readProjectConfig(cwd: string): Promise<ProjectConfig | undefined> {
  for (const folder of new Set([cwd, topOfCheckout(cwd) ?? cwd])) {
    const file = join(folder, PROJECT_FILE)
    const read = readTextFile(file)
    if (read === 'missing') continue
    return {
      ...(await parsed(shownName(file, cwd), read)),
      nameWithin: (name) => nameBelow(folder, resolve(cwd, name)),
      isWithin: (paths) => paths.some((path) => isBelow(resolve(cwd, path), folder)),
    }
  }
  return undefined
}

async function parsed(name: string, read: { text: string } | { fault: Fault }): Promise<WrittenConfig> {
  const plain = 'text' in read ? plainConfig({ name, text: read.text }) : undefined
  if (plain !== undefined) return plain
  const { broken, parseProjectConfig } = await import('./config-schema.ts')
  if ('fault' in read) throw broken([read.fault])
  return parseProjectConfig({ name, text: read.text })
}

function nameBelow(folder: string, file: string): string | undefined {
  const name = relative(folder, file)
  return name === '' || !isBelow(folder, file) ? undefined : name.split(sep).join('/')
}

function isBelow(folder: string, file: string): boolean {
  const name = relative(folder, file)
  return name !== '..' && !name.startsWith(`..${sep}`) && !isAbsolute(name)
}
