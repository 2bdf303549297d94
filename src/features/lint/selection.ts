import { ExitCode, IccError } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { nearest } from '../../nearest-names.ts'
import type { ProjectConfig } from './config-schema.ts'
import { CHECKS, RULES } from './rules/index.ts'
import type { Check, Rule } from './rule.ts'
import { idOf } from './suppression/suppress.ts'

/** Which rules are asked, by the command line and the project's file. Without `select`, all. */
export type Selection = {
  /** All that there are. */
  rules: readonly Rule[]
  checks: readonly Check[]
  asked: ReadonlySet<string>
}

/**
 * @throws `rule-unknown` (exit 2) with the nearest one; for the project's file too, as a rule that was meant to be off
 *   would otherwise stay on
 */
export function selectRules(
  select: string | undefined,
  ignore: string | undefined,
  config?: ProjectConfig,
): Selection {
  const all = RULES.map(({ id }) => id)
  const off = new Set([...rulesOf(ignore), ...(config?.lint?.off ?? []).map(knownRule)])
  for (const rule of Object.keys(config?.lint?.severity ?? {})) knownRule(rule)
  const asked = new Set((select === undefined ? all : rulesOf(select)).filter((id) => !off.has(id)))
  return {
    rules: RULES,
    asked,
    checks: CHECKS.filter(({ rules, always }) => always === true || rules.some(({ id }) => asked.has(id))),
  }
}

/** The ids in a list such as `image-tag,probe-missing`. @throws `rule-unknown` (exit 2) */
export function rulesOf(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map(knownRule)
}

/** The present id of a rule. @throws `rule-unknown` (exit 2) */
export function knownRule(written: string): string {
  const id = idOf(written, RULES)
  const all = RULES.map((rule) => rule.id)
  if (all.includes(id)) return id
  const near = nearest(written, all)
  throw new IccError(
    'rule-unknown',
    `There is no rule ${oneLine(written)}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    { exitCode: ExitCode.usage, hint: 'icc lint --rules' },
  )
}
