import type { Context, DeviceCode, Oidc, Tokens } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { endAt, LONGEST_TIMER } from './deadline.ts'

/** What became of a device code: the tokens, or nobody approved it in time, as far as the `trouble` at the end lets know. */
export type Approval = { kind: 'approved'; tokens: Tokens } | { kind: 'expired'; trouble: string | undefined }

export type ApprovalWatch = {
  /** The site that is signed in to, which the next step has to name. */
  site: string
  /** Milliseconds since the epoch when waiting ends, whatever the code would allow. */
  deadline: number
  /** Told once a second how many milliseconds are left, and what trouble there is at the moment. */
  tick(left: number, trouble: string | undefined): void
}

/** Seconds between two polls at most, however long the trouble lasts. */
const LONGEST_WAIT = 60

/**
 * Polls until the user has approved, denied, or let the code expire. Trouble on the way (a dropped connection, a 5xx, a
 * proxy's page) only slows the polling down: nobody has to approve twice because a train went through a tunnel.
 *
 * @throws `sign-in-denied` (exit 1); what `Oidc.pollDevice` throws; the signal's reason
 * @see RFC 8628 section 3.5
 */
export async function awaitApproval(
  ctx: Pick<Context, 'clock' | 'signal'>,
  oidc: Oidc,
  code: DeviceCode,
  watch: ApprovalWatch,
): Promise<Approval> {
  const now = ctx.clock.now()
  const deadline = Math.min(watch.deadline, now + code.expiresIn * 1000, now + LONGEST_TIMER)
  const ending = endAt(ctx, deadline)
  try {
    return await poll(ctx, oidc, code, { ...watch, deadline }, ending.signal)
  } finally {
    ending.cancel()
  }
}

type Pace = { interval: number; slowDowns: number; troubles: number; retryAfter: number; trouble: string | undefined }

async function poll(
  ctx: Pick<Context, 'clock' | 'signal'>,
  oidc: Oidc,
  code: DeviceCode,
  watch: ApprovalWatch,
  ending: AbortSignal,
): Promise<Approval> {
  const pace: Pace = { interval: code.interval, slowDowns: 0, troubles: 0, retryAfter: 0, trouble: undefined }
  for (;;) {
    await wait(ctx, Math.min(ctx.clock.now() + waitSeconds(pace) * 1000, watch.deadline), watch, pace.trouble)
    if (ctx.clock.now() >= watch.deadline) return { kind: 'expired', trouble: pace.trouble }
    const answer = await oidc.pollDevice(code, ending).catch((error: unknown) => {
      ctx.signal.throwIfAborted()
      if (ending.aborted) return { kind: 'expired' } as const
      throw error
    })
    pace.retryAfter = 0
    switch (answer.kind) {
      case 'tokens':
        return { kind: 'approved', tokens: answer.tokens }
      case 'expired':
        // The provider itself says so, or the request ended with the code.
        return { kind: 'expired', trouble: ending.aborted ? pace.trouble : undefined }
      case 'denied':
        throw new IccError('sign-in-denied', 'The sign-in was refused in the browser. Nothing was changed.', {
          hint: `icc login --site ${watch.site}`,
        })
      case 'pending':
        pace.troubles = 0
        pace.trouble = undefined
        break
      case 'slow-down':
        // For good: every later poll keeps the longer interval.
        pace.interval += 5
        pace.slowDowns += 1
        pace.troubles = 0
        pace.retryAfter = answer.retryAfter ?? 0
        pace.trouble = undefined
        break
      case 'trouble':
        pace.troubles += 1
        pace.retryAfter = answer.retryAfter ?? 0
        pace.trouble = answer.reason
        break
    }
  }
}

/**
 * Seconds until the next poll. A clock that runs fast makes 5 s too short, and the server says `slow_down` although
 * the interval was kept: from the second time on a margin is added. Trouble doubles the wait, up to a minute; a longer
 * Retry-After wins.
 */
function waitSeconds(pace: Pace): number {
  const margin = pace.slowDowns <= 1 ? 1 : pace.slowDowns === 2 ? 1.2 : 1.4
  const backoff = Math.min(
    pace.interval * margin * 2 ** pace.troubles,
    Math.max(LONGEST_WAIT, pace.interval * margin),
  )
  return Math.max(backoff, pace.retryAfter)
}

async function wait(
  ctx: Pick<Context, 'clock' | 'signal'>,
  until: number,
  watch: ApprovalWatch,
  trouble: string | undefined,
): Promise<void> {
  for (let left = until - ctx.clock.now(); left > 0; left = until - ctx.clock.now()) {
    watch.tick(watch.deadline - ctx.clock.now(), trouble)
    await ctx.clock.sleep(Math.min(left, 1000), ctx.signal)
  }
  ctx.signal.throwIfAborted()
}
