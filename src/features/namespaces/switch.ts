import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { namespaceChange, requireContext, requireCurrent, type WriteContext } from '../kubeconfig/contexts.ts'
import { modify } from '../kubeconfig/modify.ts'
import { merge } from '../kubeconfig/read.ts'
import type { AskContext } from './ask.ts'
import { previousNamespace, readMemory, rememberSwitch, type NamespaceMemory } from './memory.ts'
import { checkName } from './name.ts'
import { personalNamespaces } from './personal.ts'
import { DEFAULT_NAMESPACE, toPlace, type Place } from './place.ts'
import { listedNames, readServerList } from './server-list.ts'

/** The JSON contract of `icc ns NAME`, `-`, `-u` and `-c`. `previous` is the namespace before, null if none is known. */
export type NamespaceChange = { context: string; namespace: string; previous: string | null }

export type SwitchContext = AskContext & WriteContext & Pick<Context, 'stateDir' | 'random' | 'output'>

/** `ask`: unknown names are asked for. `trust`: the caller knows that the namespace is there, or wants it anyway. */
export type Check = 'ask' | 'trust'

/**
 * Moves a context, the current one if none is named, to a namespace. A name that icc knows costs no network.
 *
 * @throws `namespace-invalid` (exit 2), `namespace-not-found`, `namespace-not-checked` (exit 1), what asking throws, and
 *   what changing a kubeconfig throws; nothing is written then
 */
export async function switchNamespace(
  ctx: SwitchContext,
  context: string | undefined,
  name: string,
  check: Check,
): Promise<NamespaceChange> {
  checkName(name)
  const trusted = (): Target => ({ namespace: name })
  const known = (place: Place, memory: NamespaceMemory): Target | undefined =>
    isKnown(ctx, place, memory, name) ? trusted() : undefined
  const outcome = await move(ctx, context, check === 'trust' ? trusted : known)
  if (outcome.change) return outcome.change
  const { place, memory } = outcome
  const { askFor } = await import('./ask.ts')
  const [verdict] = await askFor(ctx, place, [name])
  if (verdict !== 'found') throw await notFound(ctx, place, memory, name, verdict === 'denied')
  return changeOf(await move(ctx, place.context, trusted))
}

/**
 * Moves a context back to the namespace before the last switch.
 *
 * @throws `no-previous-namespace` (exit 1), and what changing a kubeconfig throws
 */
export async function switchBack(ctx: SwitchContext, context: string | undefined): Promise<NamespaceChange> {
  const { place, change } = await move(ctx, context, ({ namespace = DEFAULT_NAMESPACE }, memory) => {
    const previous = previousNamespace(memory, namespace)
    return previous === undefined ? undefined : { namespace: previous }
  })
  const done = change ?? (await switchBackByKubens(ctx, place))
  if (done) return done
  throw new IccError(
    'no-previous-namespace',
    `There is no previous namespace for the context "${place.context}". Nothing was changed.`,
    { hint: 'icc ns NAME (see: icc ns --list)' },
  )
}

/** Who switched with kubens until now finds the way back once; from then on icc knows it. */
async function switchBackByKubens(ctx: SwitchContext, place: Place): Promise<NamespaceChange | undefined> {
  const { kubensPrevious } = await import('./kubectx-history.ts')
  const previous = kubensPrevious(ctx, place.context)
  if (previous === undefined || previous === (place.namespace ?? DEFAULT_NAMESPACE)) return undefined
  return (await move(ctx, place.context, () => ({ namespace: previous }))).change
}

/** Takes the namespace out of a context: kubectl then works in `default`. */
export async function unsetNamespace(ctx: SwitchContext, context: string | undefined): Promise<NamespaceChange> {
  return changeOf(await move(ctx, context, () => ({ namespace: undefined })))
}

type Target = { namespace: string | undefined }
type Outcome = { place: Place; memory: NamespaceMemory; change: NamespaceChange | undefined }

/**
 * Moves a context to where `decide` says, or leaves it where that says nothing. All in one reading of the kubeconfig:
 * with thousands of contexts that is most of the time.
 */
async function move(
  ctx: SwitchContext,
  context: string | undefined,
  decide: (place: Place, memory: NamespaceMemory) => Target | undefined,
): Promise<Outcome> {
  const { place, memory, target } = await modify(ctx, (files) => {
    const view = merge(files)
    const found = requireContext(view, context ?? requireCurrent(view))
    const from = toPlace(found)
    const remembered = readMemory(ctx, from)
    const decided = decide(from, remembered)
    const changes = namespaceChange(found, decided ? decided.namespace : found.namespace)
    return { changes, result: { place: from, memory: remembered, target: decided } }
  })
  if (!target) return { place, memory, change: undefined }
  const change = { from: place.namespace ?? DEFAULT_NAMESPACE, to: target.namespace ?? DEFAULT_NAMESPACE }
  rememberSwitch(ctx, place, memory, change)
  return { place, memory, change: { context: place.context, namespace: change.to, previous: change.from } }
}

function changeOf({ change }: Outcome): NamespaceChange {
  if (!change) throw new Error('a switch that was decided must have been made')
  return change
}

function isKnown(ctx: SwitchContext, place: Place, memory: NamespaceMemory, name: string): boolean {
  const { namespace = DEFAULT_NAMESPACE } = place
  const taken = [namespace, previousNamespace(memory, namespace), ...memory.used]
  return taken.includes(name) || otherNames(ctx, place).includes(name)
}

/** The names that may be taken unasked besides those that were used. */
function otherNames(ctx: SwitchContext, place: Place): string[] {
  return [...personalNamespaces(ctx, place), ...listedNames(readServerList(ctx, place))]
}

async function notFound(
  ctx: SwitchContext,
  place: Place,
  memory: NamespaceMemory,
  name: string,
  denied: boolean,
): Promise<IccError> {
  const { nearestNames } = await import('../../nearest-names.ts')
  const near = nearestNames(name, new Set([...memory.used, ...otherNames(ctx, place)]))
  const what = denied
    ? `The cluster of context "${place.context}" does not let you see a namespace "${name}" or anything in it`
    : `There is no namespace "${name}" in context "${place.context}"`
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`
  return new IccError('namespace-not-found', `${what}. Nothing was changed.${meant}`, {
    hint: `icc ns ${near[0] ?? '--list'}, or icc ns -f ${name} to switch all the same`,
  })
}
