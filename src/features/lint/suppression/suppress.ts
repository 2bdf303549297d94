import { nearest } from '../../../nearest-names.ts'
import type { Finding, NotChecked } from '../finding.ts'
import { locate, sourceOf } from '../locate.ts'
import type { Rule } from '../rule.ts'
import type { Suppression } from './written.ts'

type Known = { rules: readonly Rule[]; asked: ReadonlySet<string>; notChecked: readonly NotChecked[] }

export type Suppressed = Finding & { reason: string; by: string }

/**
 * Takes out of the findings what somebody silenced, and adds what is wrong with that: no reason, nothing to silence any
 * more, a day that has passed, a rule that does not exist.
 *
 * @param known.rules all there are
 * @param known.asked the ids of the rules that were asked: of others nothing can be said
 * @param known.notChecked what could not be told: of a rule in that file nothing can be said either
 */
export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  { rules, asked, notChecked }: Known,
): { findings: Finding[]; suppressed: Suppressed[] } {
  if (suppressions.length === 0) return { findings: [...findings], suppressed: [] }
  const byRule = Map.groupBy(suppressions, (one) => idOf(one.rule, rules))
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
  const isOpen = openIn(notChecked, rules)
  const faults = suppressions.flatMap((one) =>
    faultOf(one, rules, used.has(one) || one.elsewhere === true || !asked.has(idOf(one.rule, rules)) || isOpen(one)),
  )
  return { findings: [...left, ...faults], suppressed }
}

/** Whether something could not be told that may be what a suppression is for: a file alone does not hold all. */
function openIn(notChecked: readonly NotChecked[], rules: readonly Rule[]): (suppression: Suppression) => boolean {
  const open = new Set(notChecked.map(({ rule, file }) => JSON.stringify([rule, file])))
  return ({ rule, place }) => open.has(JSON.stringify([idOf(rule, rules), sourceOf(place).name]))
}

/** The id that a rule has today. */
export function idOf(written: string, rules: readonly Rule[]): string {
  return rules.find(({ aliases }) => aliases?.includes(written))?.id ?? written
}

/** @param isNeeded true as well where nothing can be said of it */
function faultOf(
  { rule, reason, expired, place }: Suppression,
  rules: readonly Rule[],
  isNeeded: boolean,
): Finding[] {
  const finding = (id: string, message: string, hint: string): Finding[] => [
    { rule: id, severity: 'warning', place, object: undefined, message, hint, fix: undefined },
  ]
  const ids = rules.map(({ id }) => id)
  if (!ids.includes(idOf(rule, rules))) {
    const near = nearest(rule, ids)
    return finding(
      'suppression-unused',
      `There is no rule ${rule} to ignore.`,
      near === undefined ? 'icc lint --rules' : `write ${near}`,
    )
  }
  if (expired !== undefined)
    return finding(
      'suppression-unused',
      `Ignoring ${rule} ended on ${expired}.`,
      'correct what it ignores, or give it another day',
    )
  if (!isNeeded)
    return finding('suppression-unused', `${rule} finds nothing here that would be ignored.`, 'remove it')
  if (reason === undefined)
    return finding('suppression-reason', `${rule} is ignored without a reason.`, 'write it after a colon')
  return []
}
