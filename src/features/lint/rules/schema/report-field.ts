import type { MisplacedField, RequiredFault, UnknownField } from '../../../manifests/schema/fault.ts'
import { at } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import type { Fix, Lint } from '../../rule.ts'

type FieldFault = UnknownField | MisplacedField | RequiredFault

/** True for a field that other versions have. */
export function reportFieldVersions(fault: FieldFault): boolean {
  return fault.kind === 'unknown-field' && fault.versions !== undefined
}

export function reportField(object: KubernetesObject, fault: FieldFault, lint: Lint): void {
  switch (fault.kind) {
    case 'unknown-field':
      reportUnknown(object, fault, lint)
      return
    case 'misplaced-field':
      reportMisplaced(object, fault, lint)
      return
    case 'required':
      reportRequired(object, fault, lint)
  }
}

function reportUnknown(object: KubernetesObject, { path, field, nearest, known }: UnknownField, lint: Lint): void {
  const whole = [...object.path, ...path]
  const parent = nameOf(path.slice(0, -1), object)
  // The name that is meant may be there already, and a mapping cannot have it twice.
  const free = nearest.filter((name) => at(object.value, ...path.slice(0, -1), name) === undefined)
  const [meant] = free
  const fix: Fix | undefined =
    meant === undefined
      ? undefined
      : { safe: false, title: `call it ${meant}`, edits: [{ kind: 'rename', path: whole, key: meant }] }
  lint.report('schema-unknown-field', {
    object,
    path: whole,
    at: 'key',
    message: `There is no field ${excerpt(field)} in ${parent}${meant === undefined ? '.' : `; ${free.join(' or ')} may be meant.`}`,
    hint: meant === undefined ? knownHint(known) : `write ${meant}`,
    fix,
  })
}

function knownHint(known: readonly string[]): string {
  if (known.length === 0) return 'remove it'
  const shown = known.slice(0, 12).join(', ')
  return `remove it; known there: ${shown}${known.length > 12 ? ', ...' : ''}`
}

function reportMisplaced(object: KubernetesObject, { path, field, belongs }: MisplacedField, lint: Lint): void {
  const whole = [...object.path, ...path]
  const to = belongs.path
  const fix: Fix | undefined =
    to === undefined || belongs.taken
      ? undefined
      : {
          safe: false,
          title: `move it to ${belongs.text}`,
          edits: [{ kind: 'move', from: whole, to: [...object.path, ...to] }],
        }
  const place = belongs.below === undefined ? belongs.text : `${belongs.below} beside it`
  lint.report('schema-misplaced-field', {
    object,
    path: whole,
    at: 'key',
    message: `${excerpt(field)} does not belong in ${nameOf(path.slice(0, -1), object)}, but in ${place}.`,
    hint: `move it to ${belongs.text}`,
    fix,
  })
}

function reportRequired(object: KubernetesObject, fault: RequiredFault, lint: Lint): void {
  if (isToldElsewhere(object, fault)) return
  const { path, field } = fault
  const parent = path.slice(0, -1)
  lint.report(field === 'spec' && parent.length === 0 ? 'missing-spec' : 'schema-required', {
    object,
    // The object itself is best known by its kind.
    path: [...object.path, ...(parent.length === 0 ? ['kind'] : parent)],
    at: parent.length === 0 ? 'value' : 'key',
    message: `${capitalised(nameOf(parent, object))} must have ${field}, and it is not there or empty.`,
    hint: `add ${field}`,
  })
}

/** A sentence begins with a capital letter, but the name of a field keeps its own. */
function capitalised(text: string): string {
  return text.startsWith('a ') ? `A${text.slice(1)}` : text
}

/** What a rule of its own says better, and can mend: the value follows from the rest of the file, or from the site. */
function isToldElsewhere({ type }: KubernetesObject, { field, misspelt }: RequiredFault): boolean {
  if (misspelt !== undefined) return true
  return (
    (field === 'selector' && type.startsWith('apps/')) ||
    (field === 'pathType' && type === 'networking.k8s.io/Ingress')
  )
}

/** `spec.containers[0]` for people; the kind itself at the root. */
export function nameOf(path: readonly (string | number)[], { kind }: KubernetesObject): string {
  if (path.length === 0) return `a ${kind}`
  return excerpt(
    path
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
      .join('')
      .replace(/^\./u, ''),
  )
}
