import type { Context } from '../../context.ts'
import { ExitCode, IccError } from '../../errors.ts'
import { readKubeconfig, type ReadContext } from '../kubeconfig/read.ts'
import { notSignedIn } from './session-ended.ts'
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
  const { contexts, currentContext } = await readKubeconfig(ctx)
  const wanted = ctx.siteFlag
  const context = contexts.find((one) => (wanted === undefined ? one.name === currentContext : one.site === wanted))
  if (!context && wanted !== undefined) throw notSignedIn(wanted)
  if (!context) {
    throw new IccError('context-not-set', 'Your kubeconfig has no current context: nobody is signed in anywhere.', {
      exitCode: ExitCode.signIn,
      hint: 'icc login, or choose a context: icc ctx',
    })
  }
  const session = context.site === undefined ? undefined : readSession(ctx, context.site)
  return { context: context.name, namespace: context.namespace ?? 'default', site: context.site, session }
}

/** Milliseconds until a session ends by the identity provider's clock; below zero once it has. */
export function timeLeft({ endsAt, clockDrift }: Pick<Session, 'endsAt' | 'clockDrift'>, now: number): number {
  return Date.parse(endsAt) - now - clockDrift
}
