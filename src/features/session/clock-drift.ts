import type { Context, Oidc, Tokens } from '../../context.ts'

/** From this many milliseconds on a wrong clock is worth a word. */
const NOTABLE = 60_000

/** What tells the provider's time: its Date header, and the token that it made. */
type Told = { oidc: Pick<Oidc, 'clockDrift'>; tokens: Pick<Tokens, 'claims' | 'expiresAt'> }

/**
 * The identity provider's clock minus this computer's, in milliseconds: from its Date header, else from the moment it
 * says it made the ID token (`iat`).
 */
export function clockDriftOf(ctx: Pick<Context, 'clock'>, { oidc, tokens }: Told): number {
  const { iat } = tokens.claims
  return oidc.clockDrift() ?? (typeof iat === 'number' ? iat * 1000 - ctx.clock.now() : 0)
}

/**
 * The drift once a session was renewed. Clocks are set between a sign-in and a refresh, and a token would be handed out
 * after its end, or renewed at each call, by a drift that is no longer so. Without a Date header the old one stays as
 * long as the token fits it: `iat` may be older than the answer, where a provider hands out a token twice.
 */
export function driftAfterRefresh(ctx: Pick<Context, 'clock'>, told: Told, before: number): number {
  const drift = clockDriftOf(ctx, told)
  if (Math.abs(drift - before) < NOTABLE) return before
  const there = ctx.clock.now() + before
  const fits = told.oidc.clockDrift() === undefined && drift < before && there < told.tokens.expiresAt
  return fits ? before : drift
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
