import type { Context, Kube, KubeObject, KubePlace } from '../../../context.ts'
import { ExitCode, IccError } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import type { Source } from '../../manifests/document.ts'
import { isObject } from '../../manifests/json.ts'
import { objectsOf, type KubernetesObject } from '../../manifests/object.ts'
import { readManifests } from '../../manifests/read.ts'
import type { CurrentCluster } from '../../session/current-cluster.ts'
import { explainFailure, whyForbidden, type ExplainContext } from '../../session/explain-failure.ts'

export type SendContext = ExplainContext &
  Pick<Context, 'terminal' | 'prompt'> & { output: Pick<Context['output'], 'notice'> }

export type SendOptions = {
  /** Changes what is there without asking. */
  force: boolean
  /** The cluster only says what it would do. */
  dryRun: boolean
}

/** What became of an object, or would. */
export type Sent = { kind: string; name: string; namespace: string; action: 'create' | 'overwrite' }

/** Where objects of a kind are; others than these are in no template that holds a secret. */
const RESOURCES: ReadonlyMap<string, KubePlace['resource']> = new Map([
  ['Secret', { groupVersion: 'v1', plural: 'secrets' }],
])

const MANAGER = 'icc'

/**
 * Sends objects to the cluster, into the namespace of its context: what is not there is made, and what is there is
 * changed after a yes.
 *
 * @returns undefined where the user said no: then nothing was sent
 * @throws `object-exists` (exit 1) where nobody can be asked, `apply-refused` (exit 1), and what `Kube` throws
 */
export async function sendObjects(
  ctx: SendContext,
  source: Source,
  { kube, cluster, options }: { kube: Kube; cluster: CurrentCluster; options: SendOptions },
): Promise<Sent[] | undefined> {
  try {
    return await sendEach(ctx, source, { kube, cluster, options })
  } catch (error) {
    throw explainFailure(ctx, { site: cluster.site, namespace: cluster.namespace }, error)
  }
}

async function sendEach(
  ctx: SendContext,
  source: Source,
  { kube, cluster, options }: { kube: Kube; cluster: CurrentCluster; options: SendOptions },
): Promise<Sent[] | undefined> {
  const objects = readManifests(source).documents.flatMap(objectsOf)
  const sent: Sent[] = []
  for (const object of objects) {
    const place = placeOf(object, cluster.namespace)
    const before = await kube.read(place)
    if (before === 'forbidden' && !options.force) throw unseen(ctx, place, cluster)
    const action = before === 'missing' ? 'create' : 'overwrite'
    if (action === 'overwrite' && !options.dryRun && !(await mayChange(ctx, place, options))) return undefined
    await send(ctx, kube, { place, object, dryRun: options.dryRun, site: cluster.site })
    sent.push({ kind: object.kind, name: place.name, namespace: cluster.namespace, action })
  }
  return sent
}

type Place = KubePlace & { name: string; namespace: string }

function placeOf({ kind, name, type }: KubernetesObject, namespace: string): Place {
  const resource = RESOURCES.get(type)
  if (resource === undefined || name === undefined)
    throw new IccError('apply-unknown', `icc does not know how to send a ${oneLine(kind)} to the cluster.`, {
      hint: '--out -, and kubectl apply -f -',
    })
  return { resource, name, namespace }
}

async function mayChange(ctx: SendContext, { name, namespace }: Place, { force }: SendOptions): Promise<boolean> {
  if (force) return true
  const words = `There is a Secret ${name} in ${namespace} already`
  if (!ctx.terminal.interactive)
    throw new IccError('object-exists', `${words}. Nothing was sent.`, { hint: '--force, or another NAME' })
  return (await ctx.prompt()).confirm(`${words}. Replace it?`, false)
}

/** Something of the user's may be there, and would be lost. */
function unseen(ctx: SendContext, { name, namespace }: Place, { site }: CurrentCluster): IccError {
  const why = whyForbidden(ctx, { site, namespace, kind: 'Secret' })
  const more = why === undefined ? '' : ` (${why.words})`
  return new IccError(
    'apply-refused',
    `You may not read Secrets in ${namespace}${more}, so it is not known whether there is one named ${name}. Nothing was sent.`,
    { hint: why?.hint ?? '--force sends it all the same' },
  )
}

async function send(
  ctx: SendContext,
  kube: Kube,
  {
    place,
    object,
    dryRun,
    site,
  }: { place: Place; object: KubernetesObject; dryRun: boolean; site: string | undefined },
): Promise<void> {
  const body: KubeObject = isObject(object.value) ? { ...object.value } : {}
  // What the user said yes to, others may have set before: kubectl, mostly.
  const answer = await (dryRun
    ? kube.dryRun({ how: 'apply', place, manager: MANAGER, body })
    : kube.apply({ place, manager: MANAGER, body }))
  if (answer.kind === 'accepted') return
  const why =
    answer.kind === 'no-answer'
      ? 'It did not answer in time; kubectl get secret tells whether it is there.'
      : oneLine(answer.refusal.message || `It answered HTTP ${answer.refusal.code}.`).slice(0, 300)
  const cause =
    answer.kind === 'refused' && answer.refusal.code === 403
      ? whyForbidden(ctx, { site, namespace: place.namespace, kind: object.kind })
      : undefined
  const more = cause === undefined ? '' : ` (${cause.words})`
  throw new IccError('apply-refused', `The cluster did not take the Secret ${place.name}: ${why}${more}`, {
    exitCode: ExitCode.failure,
    hint: cause?.hint ?? 'icc whoami --roles',
  })
}
