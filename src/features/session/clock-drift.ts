import type { Context } from '../../context.ts'
import type { SignIn } from './methods/method.ts'

/** From this many milliseconds on a wrong clock is worth a word. */
const NOTABLE = 60_000

/**
 * The identity provider's clock minus this computer's, in milliseconds: from its Date header, else from the moment it
 * says it made the ID token (`iat`).
 */
export function clockDriftOf(ctx: Pick<Context, 'clock'>, { oidc, tokens }: SignIn): number {
  const { iat } = tokens.claims
  return oidc.clockDrift() ?? (typeof iat === 'number' ? iat * 1000 - ctx.clock.now() : 0)
}

/** Says when the computer's clock is wrong: certificates and tokens of other programs fail by it. */
export function warnOfDrift(ctx: Pick<Context, 'output'>, drift: number): void {
  if (Math.abs(drift) < NOTABLE) return
  const minutes = Math.round(Math.abs(drift) / 60_000)
  const amount = minutes === 1 ? 'one minute' : `${minutes} minutes`
  ctx.output.warn(
    `The clock of this computer is ${amount} ${drift > 0 ? 'behind' : 'ahead'}. icc allows for it; kubectl does not. Set the clock.`,
  )
}
