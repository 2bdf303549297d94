import type { KubeTarget } from '../../context.ts'
import { readKubeconfig } from '../kubeconfig/read.ts'
import { contextNotSet, sessionOver } from './session-ended.ts'
import { isOver, readSession } from './session-file.ts'
import { targetOf } from './target.ts'
import type { TokenContext } from './token-cache.ts'

/** The cluster that kubectl would use now, as whom, and where it would put what names no namespace. */
export type CurrentCluster = { context: string; namespace: string; site: string | undefined; target: KubeTarget }

/**
 * The cluster of the current context. A session that is over is found without network.
 *
 * @throws `context-not-set`, `not-signed-in`, `session-over` (exit 4), and what reading the kubeconfig throws (exit 1)
 */
export async function currentCluster(ctx: TokenContext): Promise<CurrentCluster> {
  const kubeconfig = await readKubeconfig(ctx)
  const found = kubeconfig.contexts.find(({ name }) => name === kubeconfig.currentContext)
  if (found === undefined) throw contextNotSet(kubeconfig)
  const { name, namespace = 'default', site } = found
  const session = site === undefined ? undefined : readSession(ctx, site)
  if (session && isOver(session, ctx.clock.now())) throw sessionOver(session.site)
  return { context: name, namespace, site, target: await targetOf(ctx, name) }
}
