import type { Context } from '../../context.ts'
import { previousNamespace, readMemory } from './memory.ts'
import { DEFAULT_NAMESPACE, type Place } from './place.ts'
import type { NamespaceChange } from './switch.ts'

/** The namespace of a context, and where `-` would lead. */
export function currentNamespace(ctx: Pick<Context, 'stateDir'>, place: Place): NamespaceChange {
  const namespace = place.namespace ?? DEFAULT_NAMESPACE
  const previous = previousNamespace(readMemory(ctx, place), namespace) ?? null
  return { context: place.context, namespace, previous }
}
