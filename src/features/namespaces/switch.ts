import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { setNamespace, type WriteContext } from '../kubeconfig/contexts.ts'
import type { AskContext } from './ask.ts'
import { previousNamespace, readMemory, rememberedNames, rememberSwitch, type NamespaceMemory } from './memory.ts'
import { checkName } from './name.ts'
import { DEFAULT_NAMESPACE, type Place } from './place.ts'

/** The JSON contract of `icc ns NAME`. `previous` is the namespace before. */
export type NamespaceChange = { context: string; namespace: string; previous: string | null }

export type SwitchContext = AskContext & WriteContext & Pick<Context, 'stateDir' | 'random' | 'output'>

/** `ask`: unknown names are asked for. `trust`: the caller knows that the namespace is there, or wants it anyway. */
export type Check = 'ask' | 'trust'

/**
 * Moves a context to a namespace. A name that icc knows costs no network.
 *
 * @throws `namespace-invalid` (exit 2), `namespace-not-found`, `namespace-not-checked` (exit 1); nothing is written then
 */
export async function switchNamespace(
  ctx: SwitchContext,
  place: Place,
  name: string,
  check: Check,
): Promise<NamespaceChange> {
  checkName(name)
  const memory = readMemory(ctx, place)
  if (check === 'ask' && !(await isKnown(ctx, place, memory, name))) {
    const { askFor } = await import('./ask.ts')
    const [verdict] = await askFor(ctx, place, [name])
    if (verdict !== 'found') throw await notFound(ctx, place, memory, name, verdict === 'denied')
  }
  return move(ctx, place, memory, name)
}

/**
 * Moves a context back to where it was before the last switch.
 *
 * @throws `no-previous-namespace` (exit 1)
 */
export async function switchBack(ctx: SwitchContext, place: Place): Promise<NamespaceChange> {
  const memory = readMemory(ctx, place)
  const previous = previousNamespace(memory, place.namespace ?? DEFAULT_NAMESPACE)
  if (previous !== undefined) return move(ctx, place, memory, previous)
  throw new IccError(
    'no-previous-namespace',
    `There is no previous namespace for the context "${place.context}". Nothing was changed.`,
    { hint: 'icc ns NAME (see: icc ns --list)' },
  )
}

/** Takes the namespace out of a context: kubectl then works in `default`. */
export async function unsetNamespace(ctx: SwitchContext, place: Place): Promise<NamespaceChange> {
  return move(ctx, place, readMemory(ctx, place), undefined)
}

/** The namespace of a context, and where `-` would lead. */
export function currentNamespace(ctx: Pick<Context, 'stateDir'>, place: Place): NamespaceChange {
  const namespace = place.namespace ?? DEFAULT_NAMESPACE
  const previous = previousNamespace(readMemory(ctx, place), namespace) ?? null
  return { context: place.context, namespace, previous }
}

async function move(
  ctx: SwitchContext,
  place: Place,
  memory: NamespaceMemory,
  name: string | undefined,
): Promise<NamespaceChange> {
  const { previous } = await setNamespace(ctx, place.context, name)
  const change = { from: previous ?? DEFAULT_NAMESPACE, to: name ?? DEFAULT_NAMESPACE }
  rememberSwitch(ctx, place, memory, change)
  return { context: place.context, namespace: change.to, previous: change.from }
}

async function isKnown(ctx: SwitchContext, place: Place, memory: NamespaceMemory, name: string): Promise<boolean> {
  if (name === place.namespace || rememberedNames(memory).includes(name)) return true
  const { personalNamespaces } = await import('./personal.ts')
  return personalNamespaces(ctx, place).includes(name)
}

async function notFound(
  ctx: SwitchContext,
  place: Place,
  memory: NamespaceMemory,
  name: string,
  denied: boolean,
): Promise<IccError> {
  const { personalNamespaces } = await import('./personal.ts')
  const { nearestNames } = await import('../kubeconfig/nearest.ts')
  const near = nearestNames(name, new Set([...rememberedNames(memory), ...personalNamespaces(ctx, place)]))
  const what = denied
    ? `The cluster of context "${place.context}" does not let you see a namespace "${name}" or anything in it`
    : `There is no namespace "${name}" in context "${place.context}"`
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`
  return new IccError('namespace-not-found', `${what}. Nothing was changed.${meant}`, {
    hint: `icc ns ${near[0] ?? '--list'}, or icc ns -f ${name} to switch all the same`,
  })
}
