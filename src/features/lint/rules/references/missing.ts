import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { objectName, type KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Lint } from '../../rule.ts'
import type { TargetKind, Targets } from './targets.ts'

/** A name in a manifest that leads to something else. */
export type Reference = {
  rule: string
  kind: TargetKind
  name: string
  /** Whose reference it is. */
  object: KubernetesObject
  path: Path
  /** What comes of it if nothing is there, to complete "There is no Secret x here, so ...". */
  consequence: string
  /** Who makes such things besides manifests, to complete "... mostly makes it". */
  maker?: string
}

/**
 * Says that nothing of a name is there: an error where another name is near, a warning where all of a project is known,
 * and not checked where it may come from somewhere else.
 */
export function reportMissing(reference: Reference, targets: Targets, lint: Lint): void {
  const { rule, kind, name, object, path, consequence, maker } = reference
  const thing = `the ${kind} ${excerpt(name)}`
  const unknown = reasonNotToKnow(reference, targets)
  if (unknown !== undefined) {
    lint.notChecked(rule, { object, reason: unknown })
    return
  }
  const meant = targets.meant(kind, name, object)
  if (meant !== undefined) {
    lint.report(rule, {
      object,
      path,
      severity: 'error',
      message: `There is no ${kind} ${excerpt(name)}; ${excerpt(meant)} is there.`,
      hint: `write ${excerpt(meant)}`,
      fix: { safe: false, title: `write ${excerpt(meant)}`, edits: [{ kind: 'set', path, value: meant }] },
    })
    return
  }
  const operator = targets.maker(object)
  if (maker !== undefined) lint.notChecked(rule, { object, reason: `${maker} mostly makes ${thing}` })
  else if (operator !== undefined)
    lint.notChecked(rule, { object, reason: `the ${excerpt(objectName(operator))} may make ${thing}` })
  else if (!lint.facts.wholeProject) lint.notChecked(rule, { object, reason: `${thing} is not in the given files` })
  else reportAbsent(reference, consequence, targets, lint)
}

function reasonNotToKnow({ kind, name, object }: Reference, targets: Targets): string | undefined {
  if (hasVariable(name)) return `another program fills in the name of the ${kind}`
  const source = targets.maker(object, name)
  return source && `the ${excerpt(objectName(source))} may make the ${kind} ${excerpt(name)}`
}

function reportAbsent(reference: Reference, consequence: string, targets: Targets, lint: Lint): void {
  const { rule, kind, name, object, path } = reference
  const other = targets.elsewhere(kind, name)
  const where =
    other?.namespace === undefined ? 'in these files' : `in this namespace, but one in ${excerpt(other.namespace)}`
  lint.report(rule, {
    object,
    path,
    message: `There is no ${kind} ${excerpt(name)} ${where}: ${consequence}.`,
    hint: `add it, or say who makes it: # icc-ignore ${rule}: made by the pipeline`,
  })
}
