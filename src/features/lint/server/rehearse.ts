import type { DryRun, DryRunAnswer, KubeRefusal, KubeResource } from '../../../context.ts'
import type { JsonObject } from '../../manifests/document.ts'
import { listAt, objectAt, textAt } from '../../manifests/json.ts'
import { isBuiltIn, type KubernetesObject } from '../../manifests/object.ts'
import type { ServerQuestions } from './questions.ts'
import { asKubectlSends, kubectlPatch, lastApplied } from './kubectl-patch.ts'

/** What a cluster would do with an object; `live` is what it has of that name now, where it was looked up. */
export type Rehearsal = { live: JsonObject | 'missing' | undefined } & (
  | { kind: 'accepted'; warnings: readonly string[] }
  | { kind: 'refused'; warnings: readonly string[]; refusal: KubeRefusal; verb: 'create' | 'patch' }
  | { kind: 'no-answer' }
)

/** The name under which icc would change fields, if it did. */
const MANAGER = 'icc-lint'

/**
 * Asks a cluster what `kubectl apply` would come to, without applying: a new object is created, one that kubectl applied
 * before is patched the way kubectl does it, and one that is applied on the server's side is applied there. To apply
 * everything on the server's side as a manager of icc's own would be one request, and wrong: what others set and the
 * manifest has no more (another volume, another port) would stay and collide with what it has now.
 *
 * Secrets are not read, nor is what may not be read: those are applied on the server's side.
 */
export async function rehearse(
  { kube }: Pick<ServerQuestions, 'kube'>,
  object: KubernetesObject,
  resource: KubeResource,
  namespace: string | undefined,
): Promise<Rehearsal> {
  const place = { resource, namespace, name: object.name }
  const attempt = async (how: DryRun['how'], body: JsonObject, manager = MANAGER): Promise<Answered> => ({
    ...(await kube.dryRun({ how, place, manager, body })),
    verb: how === 'create' ? 'create' : 'patch',
  })
  if (object.name === undefined) return { live: undefined, ...(await attempt('create', object.value)) }
  const readable = object.type !== 'Secret'
  // Twice, for the case that somebody creates or deletes it in between.
  for (let round = 0; ; round += 1) {
    const found = readable ? await kube.read({ ...place, name: object.name }) : 'forbidden'
    if (found === 'forbidden') return { live: undefined, ...(await attempt('apply', unmanaged(object.value))) }
    const live = found === 'missing' ? found : (found as JsonObject)
    const answered = await applyTo(live, object, namespace, attempt)
    if (round > 0 || !isOvertaken(answered, live)) return { live, ...answered }
  }
}

type Answered = DryRunAnswer & { verb: 'create' | 'patch' }

function isOvertaken(answered: Answered, live: JsonObject | 'missing'): boolean {
  if (answered.kind !== 'refused') return false
  const { reason, about } = answered.refusal
  return live === 'missing' ? reason === 'AlreadyExists' : reason === 'NotFound' && about !== 'namespaces'
}

async function applyTo(
  live: JsonObject | 'missing',
  object: KubernetesObject,
  namespace: string | undefined,
  attempt: (how: DryRun['how'], body: JsonObject, manager?: string) => Promise<Answered>,
): Promise<Answered> {
  const sent = asKubectlSends(object, namespace)
  if (live === 'missing') return attempt('create', sent)
  const applied = lastApplied(live)
  const manager = applied === undefined ? serverSideManager(live) : undefined
  if (manager !== undefined) return attempt('apply', unmanaged(object.value), manager)
  if (!isBuiltIn(object)) return attempt('merge', kubectlPatch(sent, applied, 'merge'))
  const answered = await attempt('strategic-merge', kubectlPatch(sent, applied, 'strategic-merge'))
  // Groups below k8s.io can be custom resources too (Gateway API, snapshots), which know no strategic merge.
  const isUnknown = answered.kind === 'refused' && answered.refusal.code === 415
  return isUnknown ? attempt('merge', kubectlPatch(sent, applied, 'merge')) : answered
}

/** Who applies an object on the server's side: kubectl if it does, else the first. */
function serverSideManager(live: JsonObject): string | undefined {
  const managers = listAt(live, 'metadata', 'managedFields')
    .filter((entry) => textAt(entry, 'operation') === 'Apply' && !textAt(entry, 'subresource'))
    .flatMap((entry) => textAt(entry, 'manager') ?? [])
  return managers.includes('kubectl') ? 'kubectl' : managers[0]
}

/** Server-side apply takes nothing that says who manages what. */
function unmanaged(value: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = objectAt(value, 'metadata') ?? {}
  return { ...value, metadata }
}
