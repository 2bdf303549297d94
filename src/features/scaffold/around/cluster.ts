import type { Context, Kube } from '../../../context.ts'
import { IccError } from '../../../errors.ts'
import type { JsonObject } from '../../manifests/document.ts'
import { nameFault } from '../../manifests/names.ts'
import type { CurrentCluster } from '../../session/current-cluster.ts'
import { endAt } from '../../session/deadline.ts'
import type { TokenContext } from '../../session/token-cache.ts'
import type { ClusterAnswers, ClusterThing } from './cluster-answers.ts'

export type ClusterContext = TokenContext & Pick<Context, 'kube'>

/** What the cluster has, for templates, and one sentence about what is missing of it and why. */
export type ClusterFacts = { facts: JsonObject | undefined; said: string | undefined }

export type ClusterRequest = {
  /** Whose issuers and quotas are meant; the context's where it is left out. */
  namespace?: string | undefined
}

/** Milliseconds for all questions together: what a cluster has only makes better offers. */
const LIMIT = 1000

/** To complete a sentence. */
const WITHIN = `within ${LIMIT / 1000} s`

const CERT_MANAGER = 'cert-manager.io/v1'

/** What people call each thing, and where it is. */
const QUESTIONS: Readonly<Record<ClusterThing, { title: string; groupVersion: string; namespaced?: true }>> = {
  storageclasses: { title: 'storage classes', groupVersion: 'storage.k8s.io/v1' },
  ingressclasses: { title: 'ingress classes', groupVersion: 'networking.k8s.io/v1' },
  clusterissuers: { title: 'cluster issuers', groupVersion: CERT_MANAGER },
  issuers: { title: 'issuers', groupVersion: CERT_MANAGER, namespaced: true },
  nodes: { title: 'nodes', groupVersion: 'v1' },
  resourcequotas: { title: 'quotas', groupVersion: 'v1', namespaced: true },
}

/**
 * What the cluster of the current context has, as its user may see it: see `readAnswers`. Nobody is asked anything, no
 * program is started, and after a second it goes on without what is not there yet. A token that has to be renewed for it
 * is: what that takes longer, it takes besides, because it must not be broken off.
 *
 * @throws what ended the command (Ctrl-C)
 */
export async function clusterFacts(ctx: ClusterContext, request: ClusterRequest = {}): Promise<ClusterFacts> {
  const ending = endAt(ctx, ctx.clock.now() + LIMIT, new DOMException('the time is up', 'TimeoutError'))
  try {
    return await factsWithin(ctx, request, toLimit(ending.signal))
  } finally {
    ending.cancel()
  }
}

async function factsWithin(ctx: ClusterContext, request: ClusterRequest, limit: Limit): Promise<ClusterFacts> {
  const cluster = await within(limit, findCluster(ctx)).catch((error: unknown) => {
    ctx.signal.throwIfAborted()
    return reasonOf(error, `a new token did not come ${WITHIN}`)
  })
  if (typeof cluster === 'string')
    return { facts: undefined, said: `The cluster was not asked: ${cluster}. ${INSTEAD}` }
  const { answers, untold } = await askAll(ctx, cluster, { namespace: request.namespace ?? cluster.namespace, limit })
  const [reason] = untold.values()
  if (reason !== undefined && untold.size === Object.keys(QUESTIONS).length)
    return { facts: undefined, said: `The cluster told nothing: ${reason}. ${INSTEAD}` }
  const { readAnswers } = await import('./cluster-answers.ts')
  const facts = readAnswers(answers)
  if (reason === undefined) return { facts, said: undefined }
  const titles = [...untold.keys()].map((thing) => QUESTIONS[thing].title)
  return { facts, said: `The cluster did not tell its ${titles.join(', ')}: ${reason}. ${INSTEAD}` }
}

/** The cluster, or why it is not asked. Where nobody is signed in, nothing that knows of sessions is loaded. */
async function findCluster(ctx: ClusterContext): Promise<CurrentCluster | string> {
  const { readKubeconfig } = await import('../../kubeconfig/read.ts')
  const { contexts, currentContext } = await readKubeconfig(ctx)
  if (!contexts.some(({ name }) => name === currentContext)) return 'nobody is signed in'
  const { currentCluster } = await import('../../session/current-cluster.ts')
  const cluster = await currentCluster(ctx)
  return hindranceOf(cluster) ?? cluster
}

/** Why a cluster cannot be asked in silence. */
function hindranceOf({ context, target: { credential } }: CurrentCluster): string | undefined {
  switch (credential.kind) {
    case 'none':
    case 'basic':
      return `the context ${context} has no credential that it takes`
    case 'exec':
      return `the context ${context} signs in with ${programName(credential.exec.command)}, which is not started for this`
    case 'token':
    case 'certificate':
      return undefined
  }
}

function programName(command: string): string {
  return command.split(/[/\\]/u).at(-1) ?? command
}

type Asking = { namespace: string; limit: Limit }

type Asked = { answers: ClusterAnswers; untold: ReadonlyMap<ClusterThing, string> }

/** All questions at once; `untold` says why one has no answer, other than that there is nothing for this user. */
async function askAll(ctx: ClusterContext, { target }: CurrentCluster, asking: Asking): Promise<Asked> {
  const kube = within(asking.limit, ctx.kube(target, asking.limit.signal))
  const answers: ClusterAnswers = {}
  const untold = new Map<ClusterThing, string>()
  const ask = async (thing: ClusterThing): Promise<void> => {
    try {
      const answer = await within(asking.limit, list(await kube, thing, asking.namespace))
      if (typeof answer !== 'string') answers[thing] = answer
    } catch (error) {
      ctx.signal.throwIfAborted()
      untold.set(thing, reasonOf(error, `it did not answer ${WITHIN}`))
    }
  }
  await Promise.all((Object.keys(QUESTIONS) as ClusterThing[]).map(ask))
  return { answers, untold }
}

async function list(kube: Kube, thing: ClusterThing, namespace: string): ReturnType<Kube['list']> {
  const { groupVersion, namespaced } = QUESTIONS[thing]
  const resource = { groupVersion, plural: thing }
  if (!namespaced) return kube.list({ resource, namespace: undefined })
  // A kubeconfig may say anything.
  return nameFault(namespace, 'label') === undefined ? kube.list({ resource, namespace }) : 'missing'
}

const INSTEAD = 'What the profile of the campus says is offered instead.'

/** Why something failed, to complete a sentence; `late` where the time was up. Faults of icc's own go on. */
function reasonOf(error: unknown, late: string): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return late
  if (!(error instanceof IccError)) throw error
  // The first sentence; a full stop within a path or a host has no blank after it.
  const [first = ''] = error.message.split(/\.(?:\s|$)/u)
  return first.charAt(0).toLowerCase() + first.slice(1)
}

/** `reached` is rejected when the time is up, with what `signal` is aborted with. */
type Limit = { signal: AbortSignal; reached: Promise<never> }

function toLimit(signal: AbortSignal): Limit {
  const { promise: reached, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  return { signal, reached }
}

/** What some work gives, unless the time is up before; the work itself goes on. */
function within<T>({ reached }: Limit, work: Promise<T>): Promise<T> {
  return Promise.race([work, reached])
}
