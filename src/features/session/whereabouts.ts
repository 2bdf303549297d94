import type { Context } from '../../context.ts'
import { contextOfSite, readKubeconfig, type ReadContext } from '../kubeconfig/read.ts'
import { contextNotSet, notSignedIn } from './session-ended.ts'
import { readSession, type Session } from './session-file.ts'

/** The context that a command is about, and the sign-in behind it where icc knows one. */
export type Whereabouts = {
  context: string
  /** `default` where the context sets none, as kubectl takes it. */
  namespace: string
  /** The site that icc wrote the context for. */
  site: string | undefined
  session: Session | undefined
}

/**
 * The context of `--site` if that is given, else the current one. Nothing but files of this computer is read.
 *
 * @throws `not-signed-in`, `context-not-set` (exit 4), and what reading the kubeconfig throws (exit 1)
 */
export async function whereabouts(ctx: ReadContext & Pick<Context, 'siteFlag' | 'stateDir'>): Promise<Whereabouts> {
  const kubeconfig = await readKubeconfig(ctx)
  const { contexts, currentContext } = kubeconfig
  const wanted = ctx.siteFlag
  const context =
    wanted === undefined ? contexts.find(({ name }) => name === currentContext) : contextOfSite(kubeconfig, wanted)
  if (!context) throw wanted === undefined ? contextNotSet(kubeconfig) : notSignedIn(wanted)
  const session = context.site === undefined ? undefined : readSession(ctx, context.site)
  return { context: context.name, namespace: context.namespace ?? 'default', site: context.site, session }
}

/** Milliseconds until a session ends by the identity provider's clock; below zero once it has. */
export function timeLeft({ endsAt, clockDrift }: Pick<Session, 'endsAt' | 'clockDrift'>, now: number): number {
  return Date.parse(endsAt) - now - clockDrift
}
