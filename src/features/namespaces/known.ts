import type { Context } from '../../context.ts'
import type { ReadContext } from '../kubeconfig/read.ts'
import { readMemory } from './memory.ts'
import { personalNamespaces } from './personal.ts'
import { findPlace } from './place.ts'
import { listedNames, readServerList } from './server-list.ts'

/**
 * The namespaces of a context, the current one if none is named, that are known without asking anybody: those used before,
 * the personal one, and what the server listed last, however long ago.
 *
 * @throws `no-current-context`, `context-not-found`, and what reading the kubeconfig throws (exit 1)
 */
export async function knownNamespaces(
  ctx: ReadContext & Pick<Context, 'stateDir'>,
  context: string | undefined,
): Promise<{ name: string; text: string | undefined }[]> {
  const place = await findPlace(ctx, context)
  const texts = new Map<string, string | undefined>()
  for (const name of listedNames(readServerList(ctx, place))) texts.set(name, undefined)
  for (const name of readMemory(ctx, place).used) texts.set(name, 'used before')
  for (const name of personalNamespaces(ctx, place)) texts.set(name, 'your own')
  if (place.namespace !== undefined) texts.set(place.namespace, 'current')
  return [...texts].map(([name, text]) => ({ name, text })).toSorted((one, other) => (one.name < other.name ? -1 : 1))
}
