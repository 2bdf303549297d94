import type { KubeExec, KubeTarget } from '../../context.ts'
import { clusterOf } from '../kubeconfig/cluster-of.ts'
import { readSession } from './session-file.ts'
import type { TokenContext } from './token-cache.ts'
import { currentToken } from './token.ts'

/**
 * The cluster of a context and who asks it. Where kubectl would start icc for the token, the same is had without a
 * second process.
 *
 * @throws what `clusterOf` and `currentToken` throw
 */
export async function targetOf(ctx: TokenContext, context: string): Promise<KubeTarget> {
  const { target, site } = await clusterOf(ctx, context)
  const { credential } = target
  if (site === undefined || credential.kind !== 'exec' || !isOwnProgram(credential.exec, site)) return target
  if (readSession(ctx, site)?.credential !== 'exec') return target
  const { token } = await currentToken(ctx, site)
  return { ...target, credential: { kind: 'token', token } }
}

/** True for the call that a sign-in wrote: `icc token --site SITE`, whatever the program is called. */
export function isOwnProgram({ args }: Pick<KubeExec, 'args'>, site: string): boolean {
  return args.slice(-3).join(' ') === `token --site ${site}`
}
