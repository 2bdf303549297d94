import { nearest } from '../../sites/nearest.ts'
import type { Finding } from '../finding.ts'
import { locate } from '../locate.ts'
import { RULES } from '../rules/index.ts'
import type { Suppression } from './written.ts'

export type Suppressed = Finding & { reason: string; by: string }

/**
 * Takes out of the findings what somebody silenced, and adds what is wrong with that: no reason, nothing to silence any
 * more, a day that has passed, a rule that does not exist.
 *
 * @param asked the ids of the rules that were asked: of others nothing can be said
 */
export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  asked: ReadonlySet<string>,
): { findings: Finding[]; suppressed: Suppressed[] } {
  if (suppressions.length === 0) return { findings: [...findings], suppressed: [] }
  const byRule = Map.groupBy(suppressions, (one) => idOf(one.rule))
  const used = new Set<Suppression>()
  const left: Finding[] = []
  const suppressed: Suppressed[] = []
  for (const finding of findings) {
    const { file, line } = locate(finding.place)
    const by = byRule
      .get(finding.rule)
      ?.find(
        (one) => one.expired === undefined && one.matches({ rule: one.rule, file, line, object: finding.object }),
      )
    if (by === undefined) left.push(finding)
    else {
      used.add(by)
      suppressed.push({ ...finding, reason: by.reason ?? 'no reason given', by: by.by })
    }
  }
  return { findings: [...left, ...suppressions.flatMap((one) => faultOf(one, used.has(one), asked))], suppressed }
}

/** The id that a rule has today. */
export function idOf(written: string): string {
  return RULES.find(({ aliases }) => aliases?.includes(written))?.id ?? written
}

function faultOf(suppression: Suppression, used: boolean, asked: ReadonlySet<string>): Finding[] {
  const { rule, reason, expired, elsewhere = false, place } = suppression
  const finding = (id: string, message: string, hint: string): Finding[] => [
    { rule: id, severity: 'warning', place, object: undefined, message, hint, fix: undefined },
  ]
  const ids = RULES.map(({ id }) => id)
  if (!ids.includes(idOf(rule))) {
    const near = nearest(rule, ids)
    return finding(
      'suppression-unused',
      `There is no rule ${rule} to ignore.`,
      near === undefined ? 'icc lint --rules' : `write ${near}`,
    )
  }
  if (expired !== undefined)
    return finding('suppression-unused', `Ignoring ${rule} ended on ${expired}.`, 'mend it, or give it another day')
  if (!used && !elsewhere && asked.has(idOf(rule)))
    return finding('suppression-unused', `${rule} finds nothing here that would be ignored.`, 'remove it')
  if (reason === undefined)
    return finding('suppression-reason', `${rule} is ignored without a reason.`, 'write it after a colon')
  return []
}
