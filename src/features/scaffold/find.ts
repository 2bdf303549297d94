import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../context.ts'
import { ExitCode, IccError, systemCode } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { nearest } from '../sites/nearest.ts'
import { readTemplate, type TemplateFolder } from './definition/template.ts'
import type { Template, TemplateText } from './types.ts'

export type FindContext = Pick<Context, 'assets' | 'configDir' | 'cwd'>

/** The folder of what templates share; it is no kind. */
const PARTS = 'parts'

/** Folders that are no kinds: `icc scaffold update` is a command. */
const NO_KINDS: ReadonlySet<string> = new Set([PARTS, 'update'])

type Layer = {
  origin: Template['origin']
  /** The folder as the user is to see it. */
  folder: string
  kinds: () => string[]
  /** @param path such as `ingress/template.yaml` */
  read(path: string): string | undefined
}

/** Where templates are, the strongest first. */
function layers(ctx: FindContext): Layer[] {
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
function ownLayer({ assets }: FindContext): Layer {
  return {
    origin: 'icc',
    folder: 'templates',
    kinds: () => assets.list('templates').filter((name) => !NO_KINDS.has(name)),
    read(path) {
      const steps = `templates/${path}`.split('/')
      const isThere = steps.every((name, at) => at === 0 || assets.list(steps.slice(0, at).join('/')).includes(name))
      return isThere ? assets.read(`templates/${path}`) : undefined
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

/** A kind there is a template of. */
export type KnownKind = { kind: string; origin: Template['origin']; folder: string }

/** All kinds, each once, sorted by name. */
export function listKinds(ctx: FindContext): KnownKind[] {
  const byKind = new Map<string, KnownKind>()
  for (const { origin, folder, kinds } of layers(ctx))
    for (const kind of kinds()) if (!byKind.has(kind)) byKind.set(kind, { kind, origin, folder: `${folder}/${kind}` })
  return [...byKind.values()].toSorted((one, other) => (one.kind < other.kind ? -1 : 1))
}

/**
 * The template of a kind, by the strongest layer that has it.
 *
 * @param version one that is kept in the folder `v1` and so on; the newest where left out
 * @throws `kind-unknown` (exit 2) with the nearest one, `template-broken`, `template-unreadable`,
 *   `template-version-missing` (exit 1)
 */
export function findTemplate(ctx: FindContext, kind: string, version?: number): Template {
  const all = layers(ctx)
  const layer = all.find(({ kinds }) => kinds().includes(kind))
  if (layer === undefined) throw kindUnknown(ctx, kind)
  const own = ownLayer(ctx)
  const open = (below: string): TemplateFolder => ({
    kind,
    origin: layer.origin,
    folder: `${layer.folder}/${kind}${below}`,
    file: (name) => textOf(layer, `${kind}${below}/${name}`),
    part: (name) => textOf(layer, `${PARTS}/${name}.yaml`) ?? textOf(own, `${PARTS}/${name}.yaml`),
  })
  const newest = readTemplate(open(''))
  if (version === undefined || newest.version === version) return newest
  const kept = open(`/v${version}`)
  if (kept.file('template.yaml') !== undefined) return readTemplate(kept)
  throw new IccError(
    'template-version-missing',
    `The template ${kind} is at version ${newest.version}, and version ${version} is not kept in ${kept.folder}.`,
    { hint: `icc scaffold ${kind} --help` },
  )
}

function textOf(layer: Layer, path: string): TemplateText | undefined {
  const text = layer.read(path)
  return text === undefined ? undefined : { file: `${layer.folder}/${path}`, text }
}

const LONG = 6

/** The kind that people call so too, else the one that is spelt nearly so. */
function kindMeant(ctx: FindContext, word: string, kinds: readonly string[]): string | undefined {
  const byWord = new Map(
    kinds.flatMap((kind) => alsoOf(ctx, kind).map((also) => [also.toLowerCase(), kind] as const)),
  )
  for (const kind of kinds) byWord.set(kind, kind)
  const written = word.toLowerCase()
  // Short words are near to anything: `list` is not `tls`.
  const long = [...byWord.keys()].filter((one) => Math.min(one.length, written.length) >= LONG)
  return byWord.get(written) ?? nearest(written, kinds) ?? byWord.get(nearest(written, long) ?? '')
}

/** A template that is broken is told when it is used. */
function alsoOf(ctx: FindContext, kind: string): readonly string[] {
  try {
    return findTemplate(ctx, kind).also
  } catch (error) {
    if (error instanceof IccError) return []
    throw error
  }
}

function kindUnknown(ctx: FindContext, kind: string): IccError {
  const kinds = listKinds(ctx).map((one) => one.kind)
  const near = kindMeant(ctx, kind, kinds)
  const instead = near === undefined ? `There are ${kinds.join(', ')}.` : `Did you mean ${near}?`
  return new IccError('kind-unknown', `There is no template ${oneLine(kind)}. ${instead}`, {
    exitCode: ExitCode.usage,
    hint: near === undefined ? 'icc scaffold --list' : `icc scaffold ${near}`,
  })
}
