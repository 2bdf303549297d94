import type { Path } from '../../manifests/document.ts'
import type { Finding } from '../finding.ts'
import { locate } from '../locate.ts'
import type { Place, Severity } from '../rule.ts'
import { SERVER_RULES } from '../rules/server/index.ts'

/** Rules of icc that are about the same thing as some sentences of the API server, wherever on the object they are. */
const SAME: readonly (readonly [sentence: RegExp, rules: readonly string[]])[] = [
  [/PodSecurity/u, ['pod-security-baseline', 'pod-security-restricted']],
  [/failed quota:/u, ['resources-missing']],
  [/exceeded quota:/u, ['quota-exceeded']],
  [/`selector` does not match template `labels`/u, ['selector-mismatch']],
  [/ is deprecated in /u, ['api-deprecated', 'api-removed']],
]

const WEIGHT: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 }

/** True for what a cluster said. */
export function isOfServer({ rule }: Finding): boolean {
  return SERVER_RULES.some(({ id }) => id === rule)
}

/** True for what the API server said of the object itself, which rules of icc may say as well. */
function isVerdict({ rule }: Finding): boolean {
  return rule === 'server-refused' || rule === 'server-warning'
}

/**
 * The findings without those of the server that another one tells better: a rule of icc at the same place, or about the
 * same thing, explains it and may mend it. It must weigh as much: what the server refuses is no mere advice. Of two of the
 * server's about the same thing, the heavier one is left.
 */
export function withoutDoubles(findings: readonly Finding[]): Finding[] {
  const byLine = Map.groupBy(findings, lineOf)
  const byObject = Map.groupBy(findings, ({ object }) => object)
  return findings.filter((finding) => {
    if (!isVerdict(finding)) return true
    const nearby = byLine.get(lineOf(finding)) ?? []
    const around = finding.object === undefined ? [] : (byObject.get(finding.object) ?? [])
    return !(
      nearby.some((one) => !isOfServer(one) && outweighs(one, finding) && isSamePlace(one.place, finding.place)) ||
      around.some((one) => isAboutTheSame(one, finding) || isItsCondition(one, finding))
    )
  })
}

function outweighs(one: Finding, other: Finding): boolean {
  return WEIGHT[one.severity] >= WEIGHT[other.severity]
}

function isAboutTheSame(one: Finding, other: Finding): boolean {
  const same = SAME.filter(([sentence]) => sentence.test(other.message))
  if (isOfServer(one))
    return WEIGHT[one.severity] > WEIGHT[other.severity] && same.some(([sentence]) => sentence.test(one.message))
  return outweighs(one, other) && same.some(([, rules]) => rules.includes(one.rule))
}

/**
 * A condition is the server's own, told in icc's words. The server may name another field of it, or one that is not
 * written, and so a line nearby.
 */
function isItsCondition(one: Finding, other: Finding): boolean {
  return one.rule === 'schema-condition' && other.rule === 'server-refused' && isBeside(one.place, other.place)
}

/** In the same mapping, or one around the other. */
function isBeside(one: Place, other: Place): boolean {
  if (!('document' in one) || !('document' in other) || one.document !== other.document) return false
  const shared = sharedSteps(one.path, other.path)
  return shared >= Math.min(Math.max(one.path.length, other.path.length) - 1, shorter(one.path, other.path))
}

function lineOf({ place }: Finding): string {
  const { file, line } = locate(place)
  return `${file}:${line}`
}

/** On the same line already: at the same field, or one step from it. A whole object can stand on one line. */
function isSamePlace(one: Place, other: Place): boolean {
  if (!('document' in one) || !('document' in other)) return false
  return one.document === other.document && sharedSteps(one.path, other.path) >= shorter(one.path, other.path) - 1
}

function shorter(one: Path, other: Path): number {
  return Math.max(1, Math.min(one.length, other.length))
}

function sharedSteps(one: Path, other: Path): number {
  const end = one.findIndex((step, index) => step !== other[index])
  return end < 0 ? one.length : end
}
