import type { EnumFault, TypeFault } from '../../../manifests/schema/fault.ts'
import { shown } from '../../../manifests/json.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Fix, Lint } from '../../rule.ts'
import { nameOf } from './report-field.ts'
import { EXPECTED, FOUND } from './type-words.ts'

export function reportValue(object: KubernetesObject, fault: TypeFault | EnumFault, lint: Lint): void {
  if (fault.kind === 'type') reportType(object, fault, lint)
  else reportEnum(object, fault, lint)
}

function reportType(object: KubernetesObject, fault: TypeFault, lint: Lint): void {
  const path = [...object.path, ...fault.path]
  const fix = typeFix(fault, path)
  lint.report('schema-type', {
    object,
    path,
    message: `${nameOf(fault.path, object)} must be ${EXPECTED[fault.expected]}; this is ${FOUND[fault.found]}.`,
    hint: fix?.title ?? `write ${EXPECTED[fault.expected]}`,
    fix,
  })
}

function typeFix({ quote, instead }: TypeFault, path: readonly (string | number)[]): Fix | undefined {
  if (quote) return { safe: true, title: 'put it in quotes', edits: [{ kind: 'requote', path }] }
  if (instead === undefined) return undefined
  const title = typeof instead === 'object' ? 'make a list of it' : 'take the quotes away'
  return { safe: true, title, edits: [{ kind: 'set', path, value: instead }] }
}

function reportEnum(object: KubernetesObject, fault: EnumFault, lint: Lint): void {
  const path = [...object.path, ...fault.path]
  const { sameButCase, allowed } = fault
  const fix: Fix | undefined =
    sameButCase === undefined
      ? undefined
      : { safe: true, title: `write ${sameButCase}`, edits: [{ kind: 'set', path, value: sameButCase }] }
  lint.report('schema-enum', {
    object,
    path,
    message: `${excerpt(shown(fault.found))} is none of what ${nameOf(fault.path, object)} can be.`,
    hint: fix?.title ?? `one of ${allowed.map(shown).join(', ')}`,
    fix,
  })
}
