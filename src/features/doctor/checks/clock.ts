import { ok, problem, skipped, unlessSkipped, warning, type Check } from '../check.ts'
import { durationText } from '../../../time-text.ts'

/** Milliseconds from which on a wrong clock is worth a word, and from which on tokens and certificates fail by it. */
const [NOTABLE, HARMFUL] = [60_000, 5 * 60_000]

/** This computer's clock goes right, by the Date headers of the two servers. */
export const clock: Check = {
  id: 'clock',
  async run(facts) {
    const asked = await Promise.all([facts.signIn, facts.api].map((fact) => fact().catch(unlessSkipped)))
    const told = asked.flatMap((one) => {
      const drift = one?.answer.kind === 'answered' ? one.answer.drift : undefined
      return one === undefined || drift === undefined ? [] : [{ host: one.host, drift }]
    })
    // Where they differ one of the servers is wrong; the smaller one is ours at least.
    const [nearest] = told.toSorted((one, other) => Math.abs(one.drift) - Math.abs(other.drift))
    if (!nearest) return skipped('no server told the time')
    const { host, drift } = nearest
    if (Math.abs(drift) < NOTABLE) return ok(`as that of ${host}`)
    const wrong = `this computer's clock is ${durationText(Math.abs(drift))} ${drift > 0 ? 'behind' : 'ahead'} (by ${host})`
    const hint = 'set the clock: switch on its setting by network time'
    return Math.abs(drift) < HARMFUL
      ? warning(wrong, hint)
      : problem(`${wrong}: tokens and certificates fail by it`, hint)
  },
}
