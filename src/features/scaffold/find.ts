import type { Context } from '../../context.ts'
import { ExitCode, IccError } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { nearest } from '../../nearest-names.ts'
import type { TemplateFolder } from './definition/template.ts'
import { layers, ownLayer, PARTS, textOf, type FindContext, type Layer } from './layers.ts'
import type { Template } from './types.ts'

export type { FindContext } from './layers.ts'

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
export async function findTemplate(ctx: FindContext, kind: string, version?: number): Promise<Template> {
  const layer = layers(ctx).find(({ kinds }) => kinds().includes(kind))
  if (layer === undefined) throw await kindUnknown(ctx, kind)
  const own = ownLayer(ctx)
  const newest = layer.compiled(kind) ?? (await read(folderOf(layer, own, kind)))
  if (version === undefined || newest.version === version) return newest
  const kept = folderOf(layer, own, kind, `/v${version}`)
  if (kept.file('template.yaml') !== undefined) return read(kept)
  throw new IccError(
    'template-version-missing',
    `The template ${kind} is at version ${newest.version}, and version ${version} is not kept in ${kept.folder}.`,
    { hint: `icc scaffold ${kind} --help` },
  )
}

/** Each template that comes with icc, as `Assets.compiled` gives them: what a build keeps of it. */
export async function compileTemplates(ctx: Pick<Context, 'assets'>): Promise<Map<string, string>> {
  const own = ownLayer(ctx)
  const made = new Map<string, string>()
  for (const kind of own.kinds())
    made.set(`templates/${kind}.json`, JSON.stringify(await read(folderOf(own, own, kind))))
  return made
}

/** Loaded for this alone: the executable has its own templates read already. */
async function read(folder: TemplateFolder): Promise<Template> {
  return (await import('./definition/template.ts')).readTemplate(folder)
}

function folderOf(layer: Layer, own: Layer, kind: string, below = ''): TemplateFolder {
  return {
    kind,
    origin: layer.origin,
    folder: `${layer.folder}/${kind}${below}`,
    file: (name) => textOf(layer, `${kind}${below}/${name}`),
    part: (name) => textOf(layer, `${PARTS}/${name}.yaml`) ?? textOf(own, `${PARTS}/${name}.yaml`),
  }
}

const LONG = 6

/** The kind that people call so too, else the one that is spelt nearly so. */
async function kindMeant(ctx: FindContext, word: string, kinds: readonly string[]): Promise<string | undefined> {
  const byWord = new Map<string, string>()
  for (const kind of kinds) for (const also of await alsoOf(ctx, kind)) byWord.set(also.toLowerCase(), kind)
  for (const kind of kinds) byWord.set(kind, kind)
  const written = word.toLowerCase()
  // Short words are near to anything: `list` is not `tls`.
  const long = [...byWord.keys()].filter((one) => Math.min(one.length, written.length) >= LONG)
  return byWord.get(written) ?? nearest(written, kinds) ?? byWord.get(nearest(written, long) ?? '')
}

/** A template that is broken is told when it is used. */
async function alsoOf(ctx: FindContext, kind: string): Promise<readonly string[]> {
  try {
    return (await findTemplate(ctx, kind)).also
  } catch (error) {
    if (error instanceof IccError) return []
    throw error
  }
}

async function kindUnknown(ctx: FindContext, kind: string): Promise<IccError> {
  const kinds = listKinds(ctx).map((one) => one.kind)
  const near = await kindMeant(ctx, kind, kinds)
  const instead = near === undefined ? `There are ${kinds.join(', ')}.` : `Did you mean ${near}?`
  return new IccError('kind-unknown', `There is no kind ${oneLine(kind)}. ${instead}`, {
    exitCode: ExitCode.usage,
    hint: near === undefined ? 'icc scaffold --list' : `icc scaffold ${near}`,
  })
}
