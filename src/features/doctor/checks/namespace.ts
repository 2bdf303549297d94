import { ok, problem, Skip, skipped, unlessSkipped, warning, type Check } from '../check.ts'
import { skipIfLate, type Facts } from '../facts.ts'
import { until } from '../time-limit.ts'
import { IccError } from '../../../errors.ts'

/** The user's own namespace is there, and so is the one that the context works in. */
export const namespace: Check = {
  id: 'namespace',
  async run(facts) {
    const { namespace: current = 'default', site } = await facts.context()
    const session = await facts.session().catch(unlessSkipped)
    const personal = session?.site === site ? session?.personalNamespace : undefined
    // Without an identity nothing that the cluster says about namespaces means anything.
    await facts.identity().catch(skipIfRefused)
    if (personal !== undefined && !(await mayWorkIn(facts, personal))) {
      const missing = (await facts.site().catch(unlessSkipped))?.profile.namespace?.missingHint
      return problem(
        `your own namespace ${personal} is not there yet, or is closed to you`,
        missing ?? 'ask your campus, or choose another one: icc ns',
      )
    }
    if (current === personal || (await mayWorkIn(facts, current))) return ok(`you can work in ${current}`)
    if (current === 'default') return skipped('the context names none, and you have none of your own here')
    return warning(`you have no rights in ${current}, in which this context works`, 'icc ns')
  },
}

async function mayWorkIn({ deadline, kube }: Facts, name: string): Promise<boolean> {
  const asked = (await kube()).canI({ namespace: name, verb: 'list', group: '', resource: 'pods' })
  return until(deadline, asked).catch(skipIfLate)
}

function skipIfRefused(error: unknown): void {
  if (!(error instanceof IccError)) throw error
  throw new Skip('the cluster does not take your credential')
}
