import type { Context, Kube } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { clusterOf } from '../kubeconfig/cluster-of.ts'
import type { ReadContext } from '../kubeconfig/read.ts'
import type { Place } from './place.ts'

/** What the cluster says of a namespace. `denied`: it tells nothing of it, and allows the user nothing in it. */
export type Verdict = 'found' | 'missing' | 'denied'

/** Milliseconds for all that is asked about one switch. */
const LIMIT = 3000

export type AskContext = ReadContext & Pick<Context, 'kube' | 'clock' | 'signal'>

/**
 * Asks the cluster about some namespaces, three seconds in all. Where it does not let the user see namespaces, it is
 * asked what the user may do in them: who may read pods there works there.
 *
 * @throws `namespace-not-checked` (exit 1) where no answer came, `token-rejected` (exit 4), `api-untrusted` (exit 1)
 */
export async function askFor(ctx: AskContext, place: Place, names: readonly string[]): Promise<Verdict[]> {
  try {
    const { target } = await clusterOf(ctx, place.context)
    return await withinLimit(ctx, LIMIT, async () => {
      const kube = await ctx.kube(target)
      return Promise.all(names.map((name) => verdict(kube, name)))
    })
  } catch (error) {
    if (!isUnanswered(error)) throw error
    const list = names.map((name) => `"${name}"`).join(' or ')
    throw new IccError(
      'namespace-not-checked',
      `It could not be checked whether there is a namespace ${list}: ${error.message} Nothing was changed.`,
      { hint: `icc ns -f ${names[0] ?? ''} (switches without asking)`, cause: error },
    )
  }
}

async function verdict(kube: Kube, namespace: string): Promise<Verdict> {
  const answer = await kube.getNamespace(namespace)
  if (answer !== 'forbidden') return answer
  for (const verb of ['get', 'list']) {
    if (await kube.canI({ namespace, verb, group: '', resource: 'pods' })) return 'found'
  }
  return 'denied'
}

/** True for an error that says that no usable answer came, whoever is to blame. */
export function isUnanswered(error: unknown): error is IccError {
  return error instanceof IccError && (error.code === 'api-unreachable' || error.code === 'api-invalid-answer')
}

/**
 * Waits for an answer, but not longer than so many milliseconds. Making the connection counts: it may run a credential
 * plugin.
 *
 * @throws `api-unreachable` (exit 1)
 */
export async function withinLimit<T>(
  ctx: Pick<Context, 'clock' | 'signal'>,
  milliseconds: number,
  ask: () => Promise<T>,
): Promise<T> {
  const answered = new AbortController()
  const late = ctx.clock.sleep(milliseconds, AbortSignal.any([answered.signal, ctx.signal])).then(() => {
    throw new IccError('api-unreachable', `The cluster did not answer within ${milliseconds / 1000} seconds.`)
  })
  try {
    return await Promise.race([ask(), late])
  } finally {
    answered.abort()
  }
}
