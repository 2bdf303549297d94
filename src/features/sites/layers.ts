import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError, systemCode } from '../../errors.ts'
import { readTextFile } from './text-file.ts'
import type { Fault } from './yaml-file.ts'

/** Who brought a profile: icc itself, whoever runs this machine, or the user. Later ones win. */
export type Origin = 'built-in' | 'system' | 'user'

/** A profile's file, not read yet. `id` is the file's name without `.yaml`. */
export type ProfileFile = {
  id: string
  origin: Origin
  /** The path; for built-in profiles the name inside icc. */
  file: string
  read(): { text: string } | { fault: Fault }
}

/** What finding profiles takes from the Context. */
export type SitesContext = Pick<Context, 'assets' | 'configDir' | 'systemDir' | 'env' | 'platform'>

/** Where the user's own profiles are. */
export function userFolder(ctx: Pick<Context, 'configDir'>): string {
  return join(ctx.configDir(), 'sites')
}

/**
 * Every profile file, lowest layer first.
 *
 * @throws `sites-unreadable` (exit 1) if a folder is there that cannot be listed: a campus may have put there what must
 *   win over the built-in profile.
 */
export function profileFiles(ctx: SitesContext): ProfileFile[] {
  const builtIn = yamlNames(ctx.assets.list('sites')).map((name): ProfileFile => {
    const file = `sites/${name}`
    return { id: basename(name, '.yaml'), origin: 'built-in', file, read: () => ({ text: ctx.assets.read(file) }) }
  })
  const system = ctx.systemDir()
  const rolledOut = system === undefined ? [] : filesIn(join(system, 'sites'), 'system')
  return [...builtIn, ...rolledOut, ...filesIn(userFolder(ctx), 'user')]
}

/** A profile file that may be anywhere. */
export function profileFile(file: string, origin: Origin): ProfileFile {
  return {
    id: basename(file, '.yaml'),
    origin,
    file,
    read() {
      const found = readTextFile(file)
      if (found !== 'missing') return found
      return { fault: { file, line: 1, column: 1, field: '', message: 'there is no such file' } }
    },
  }
}

function filesIn(folder: string, origin: Origin): ProfileFile[] {
  return yamlNames(namesIn(folder)).map((name) => profileFile(join(folder, name), origin))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return []
    if (code === undefined) throw error
    throw new IccError('sites-unreadable', `The folder of site profiles ${folder} could not be read (${code}).`, {
      hint: `ls -ld ${folder}`,
      cause: error,
    })
  }
}

/** Editors leave files that begin with a dot. */
function yamlNames(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith('.yaml') && !name.startsWith('.')).toSorted()
}
