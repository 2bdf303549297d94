import type { Context, Kube, KubeTarget } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { targetOf } from '../session/target.ts'
import type { TokenContext } from '../session/token-cache.ts'
import type { SitesContext } from '../sites/layers.ts'
import type { Place } from './place.ts'

/** What the cluster says of a namespace. `denied`: it tells nothing of it, and allows the user nothing in it. */
export type Verdict = 'found' | 'missing' | 'denied'

/** Milliseconds for all that is asked about one switch. */
const LIMIT = 3000

export type AskContext = TokenContext & SitesContext & Pick<Context, 'kube'>

/**
 * Asks the cluster about some namespaces, three seconds in all. Where it does not let the user see namespaces, it is
 * asked what the user may do in them: who may read pods there works there.
 *
 * @throws `namespace-not-checked` (exit 1) where no answer came, `token-rejected` (exit 4), `api-untrusted` (exit 1)
 */
export async function askFor(ctx: AskContext, place: Place, names: readonly string[]): Promise<Verdict[]> {
  return askAbout(ctx, place, names, verdict)
}

/** Asks the cluster something about each of some namespaces, within the same time. @throws what `askFor` throws */
export async function askAbout<T>(
  ctx: AskContext,
  place: Place,
  names: readonly string[],
  question: (kube: Kube, name: string) => Promise<T>,
): Promise<T[]> {
  try {
    return await askCluster(ctx, place, LIMIT, (kube) => Promise.all(names.map((name) => question(kube, name))))
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

/** What the cluster says of one namespace. */
export async function verdict(kube: Kube, namespace: string): Promise<Verdict> {
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
 * Asks the cluster of a context, but does not wait longer than so many milliseconds. Making the connection counts: it
 * may run a credential plugin.
 *
 * @throws `api-unreachable` (exit 1) with the site's advice for reaching it, and what `Kube` throws
 */
export async function askCluster<T>(
  ctx: AskContext,
  place: Place,
  milliseconds: number,
  ask: (kube: Kube) => Promise<T>,
): Promise<T> {
  const target = await targetOf(ctx, place.context)
  try {
    return await withinLimit(ctx, milliseconds, target, async (signal) => ask(await ctx.kube(target, signal)))
  } catch (error) {
    const { explainFailure } = await import('../session/explain-failure.ts')
    throw explainFailure(ctx, { site: place.site }, error)
  }
}

async function withinLimit<T>(
  ctx: Pick<Context, 'clock' | 'signal'>,
  milliseconds: number,
  { server, credential }: KubeTarget,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const late = ctx.clock.sleep(milliseconds, AbortSignal.any([ended.signal, ctx.signal])).then(() => {
    const host = URL.parse(server)?.host ?? server
    const program =
      credential.kind === 'exec' ? `, or ${oneLine(credential.exec.command)} waits for you to sign in` : ''
    throw new IccError(
      'api-unreachable',
      `The cluster's API server ${host} did not answer within ${milliseconds / 1000} seconds${program}.`,
      { hint: 'check your network or VPN, then try again' },
    )
  })
  try {
    return await Promise.race([ask(ended.signal), late])
  } finally {
    // Ends the clock, and a question that is still under way: it would keep the process alive.
    ended.abort()
  }
}
