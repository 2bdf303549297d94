import type { Example, Rule } from './rule.ts'
import { RULES } from './rules/index.ts'
import { knownRule } from './selection.ts'

/** A rule as `icc explain` tells it. */
export type Explanation = {
  rule: string
  aliases: readonly string[]
  severity: Rule['severity']
  fix: 'safe' | 'ask' | 'safe or ask' | 'none'
  finds: string
  why: string
  bad: string
  good: string
  source: string
}

/** @throws `rule-unknown` (exit 2) with the nearest one */
export function explainRule(written: string): Explanation {
  const id = knownRule(written)
  const rule = RULES.find((one) => one.id === id)
  if (!rule) throw new Error(`${id} is known and has no rule`)
  return explanationOf(rule)
}

/** All rules, as `icc lint --rules` lists them. */
export function listRules(): Explanation[] {
  return RULES.map(explanationOf)
}

function explanationOf({ id, aliases = [], severity, fix, finds, why, bad, good, source }: Rule): Explanation {
  return { rule: id, aliases, severity, fix: fix ?? 'none', finds, why, bad: textOf(bad), good: textOf(good), source }
}

/** Several files one after the other, each under its name; the site as far as it matters. */
function textOf(example: Example): string {
  if (typeof example === 'string') return example
  if ('words' in example) return example.words
  const site = example.site === undefined ? '' : `# at a site with: ${example.site}\n`
  const version = example.version === undefined ? '' : `# on Kubernetes ${example.version}\n`
  const files = Object.entries(example.files)
  const texts = files.map(([name, text]) => (files.length === 1 ? text : `# ${name}\n${text}`))
  return `${site}${version}${texts.join('---\n')}`
}
