import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError, systemCode } from '../../errors.ts'
import type { Template, TemplateText } from './types.ts'

export type FindContext = Pick<Context, 'assets' | 'configDir' | 'cwd'>

/** The folder of what templates share; it is no kind. */
export const PARTS = 'parts'

/** Folders that are no kinds: `icc scaffold update` is a command. */
const NO_KINDS: ReadonlySet<string> = new Set([PARTS, 'update'])

/** A place with a folder for each kind. */
export type Layer = {
  origin: Template['origin']
  /** The folder as the user is to see it. */
  folder: string
  kinds: () => string[]
  /** @param path such as `ingress/template.yaml` */
  read(path: string): string | undefined
  /** A kind's template as the build of icc has read it. */
  compiled(kind: string): Template | undefined
}

/** Where templates are, the strongest first. */
export function layers(ctx: FindContext): Layer[] {
  const project = whereKnown(() => join(ctx.cwd, '.icc', 'templates'))
  const user = whereKnown(() => join(ctx.configDir(), 'templates'))
  return [
    ...(project === undefined ? [] : [folderLayer('project', '.icc/templates', project)]),
    ...(user === undefined ? [] : [folderLayer('user', user, user)]),
    ownLayer(ctx),
  ]
}

/** Help needs neither a home nor a folder that is still there. */
function whereKnown(folder: () => string): string | undefined {
  try {
    return folder()
  } catch (error) {
    if (error instanceof IccError && (error.code === 'no-home' || error.code === 'no-folder')) return undefined
    throw error
  }
}

/** The templates that come with icc. */
export function ownLayer({ assets }: Pick<Context, 'assets'>): Layer {
  return {
    origin: 'icc',
    folder: 'templates',
    kinds: () => assets.list('templates').filter((name) => !NO_KINDS.has(name)),
    read(path) {
      const steps = `templates/${path}`.split('/')
      const isThere = steps.every((name, at) => at === 0 || assets.list(steps.slice(0, at).join('/')).includes(name))
      return isThere ? assets.read(`templates/${path}`) : undefined
    },
    compiled(kind) {
      const made = assets.compiled(`templates/${kind}.json`)
      return made === undefined ? undefined : (JSON.parse(made) as Template)
    },
  }
}

function folderLayer(origin: Template['origin'], shown: string, folder: string): Layer {
  return {
    origin,
    folder: shown,
    kinds: () =>
      namesIn(folder).filter(
        (name) => !NO_KINDS.has(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory(),
      ),
    read: (path) => readOrNothing(join(folder, path), `${shown}/${path}`),
    compiled: () => undefined,
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw unreadable(folder, code, error)
  }
}

function readOrNothing(path: string, shown: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable(shown, code, error)
  }
}

function unreadable(path: string, code: string, cause: unknown): IccError {
  return new IccError(
    'template-unreadable',
    `The template ${path} could not be read (${code}). Nothing was written.`,
    {
      hint: `ls -ld ${path}`,
      cause,
    },
  )
}

/** The text of a file of a layer. */
export function textOf(layer: Layer, path: string): TemplateText | undefined {
  const text = layer.read(path)
  return text === undefined ? undefined : { file: `${layer.folder}/${path}`, text }
}
