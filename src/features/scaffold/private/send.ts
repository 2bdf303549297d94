import type { Context, Kube, KubeObject, KubePlace } from '../../../context.ts'
import { ExitCode, IccError } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import type { Source } from '../../manifests/document.ts'
import { isObject } from '../../manifests/json.ts'
import { objectsOf, type KubernetesObject } from '../../manifests/object.ts'
import { readManifests } from '../../manifests/read.ts'
import type { CurrentCluster } from '../../session/current-cluster.ts'

export type SendContext = Pick<Context, 'terminal' | 'prompt'> & { output: Pick<Context['output'], 'notice'> }

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
  const objects = readManifests(source).documents.flatMap(objectsOf)
  const sent: Sent[] = []
  for (const object of objects) {
    const place = placeOf(object, cluster.namespace)
    const before = await kube.read(place)
    const action = before === 'missing' ? 'create' : 'overwrite'
    if (action === 'overwrite' && !options.dryRun && !(await mayChange(ctx, place, options))) return undefined
    await send(kube, { place, object, dryRun: options.dryRun })
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

async function send(
  kube: Kube,
  { place, object, dryRun }: { place: Place; object: KubernetesObject; dryRun: boolean },
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
  throw new IccError('apply-refused', `The cluster did not take the Secret ${place.name}: ${why}`, {
    exitCode: ExitCode.failure,
    hint: 'icc whoami',
  })
}
