import type { ProviderContext } from 'oidc-provider/lib/provider.js'

type Pace = { interval: number; lastPoll: number }

/**
 * Tells clients how often to ask and holds them to it: oidc-provider itself names no `interval` and never says
 * `slow_down`. Each `slow_down` makes the wait five seconds longer for good.
 *
 * @see RFC 8628 sections 3.2 and 3.5
 */
export function createPacing(seconds: number): (ctx: ProviderContext, next: () => Promise<void>) => Promise<void> {
  const paces = new Map<string, Pace>()
  return async (ctx, next) => {
    await next()
    const answer = ctx.body
    if (!isRecord(answer)) return
    if (typeof answer['device_code'] === 'string') {
      paces.set(answer['device_code'], { interval: seconds * 1000, lastPoll: -Infinity })
      ctx.body = { ...answer, interval: seconds }
    } else if (answer['error'] === 'authorization_pending') {
      const pace = paces.get(String(ctx.oidc?.body?.['device_code']))
      if (pace && !keepsPace(pace))
        ctx.body = { error: 'slow_down', error_description: 'polled before the interval was over' }
    }
  }
}

function keepsPace(pace: Pace): boolean {
  const now = Date.now()
  const inTime = now - pace.lastPoll >= pace.interval
  pace.lastPoll = now
  if (!inTime) pace.interval += 5000
  return inTime
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
