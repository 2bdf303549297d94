import { IccError } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { Skip, skipped, warning, type Check, type Finding } from './check.ts'
import { CHECKS } from './checks/index.ts'
import { gatherFacts, type DoctorContext, type Facts } from './facts.ts'
import { createRedact, type Redact } from './redact.ts'
import { startDeadline, TimeIsUp } from './time-limit.ts'

/** A check with what it said. */
export type Examined = { check: Check; finding: Finding }

/** What was looked at, and what every check said about it. `names` are those by which the user is known there. */
export type Examination = { site: string | null; context: string | null; names: string[]; examined: Examined[] }

/**
 * Runs the checks beside each other. None waits for another one or prevents it: what a check did not expect is told in
 * its line. After two seconds all questions to hosts, programs and the keyring end.
 *
 * @throws the signal's reason when the user ends it
 */
export async function examine(ctx: DoctorContext, checks: readonly Check[] = CHECKS): Promise<Examination> {
  const deadline = startDeadline(ctx)
  const facts = gatherFacts(ctx, deadline.signal)
  const redact = createRedact(ctx)
  try {
    const examined = await Promise.all(
      checks.map(async (check) => ({ check, finding: told(await findingOf(check, facts), redact) })),
    )
    const context = await facts.context().catch(nothing)
    return {
      site: (await facts.siteId().catch(nothing)) ?? null,
      context: context?.name ?? null,
      names: await namesIn(facts),
      examined,
    }
  } finally {
    deadline.end()
  }
}

/** Known by now, or not to be known. */
async function namesIn(facts: Facts): Promise<string[]> {
  const identity = await facts.identity().catch(nothing)
  const session = await facts.session().catch(nothing)
  const names = [
    session?.username,
    session?.personalNamespace,
    typeof identity === 'object' ? identity.username : undefined,
  ]
  return names.filter((name) => name !== undefined)
}

/** What could not be found out is in the line of a check already. */
function nothing(): undefined {
  return undefined
}

async function findingOf(check: Check, facts: Facts): Promise<Finding> {
  try {
    return await check.run(facts)
  } catch (error) {
    facts.ctx.signal.throwIfAborted()
    if (error instanceof Skip) return skipped(error.message)
    if (error instanceof TimeIsUp) return skipped('there was no answer in time')
    const cause =
      error instanceof Error ? `${error.name === 'IccError' ? '' : `${error.name}: `}${error.message}` : String(error)
    const hint =
      error instanceof IccError
        ? (error.hint ?? 'icc doctor --help')
        : 'report it as the README says (Reporting a bug)'
    return warning(`could not be checked: ${cause}`, hint)
  }
}

/** One line each, without a secret that something quoted. */
function told(finding: Finding, redact: Redact): Finding {
  const { message, hint, fix } = finding
  const line = (text: string): string => oneLine(redact(text)).replace(/\.$/u, '')
  return {
    ...finding,
    message: line(message),
    ...(hint !== undefined && { hint: line(hint) }),
    ...(fix && { fix: { ...fix, description: line(fix.description) } }),
  }
}
