import type { Json, Path } from './document.ts'
import { isObject, listAt, objectAt, textAt } from './json.ts'

/** One condition of a label selector. */
export type LabelRequirement = {
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  values: readonly string[]
  /** Where it stands, from the selector on. */
  path: Path
}

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const

/**
 * What a selector with `matchLabels` and `matchExpressions` asks for; all of it must be met. What is no condition, as its
 * operator or its key is wrong, is left out.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function requirementsOf(selector: Json | undefined): LabelRequirement[] {
  const expressions = listAt(selector, 'matchExpressions').flatMap((expression, index): LabelRequirement[] => {
    const key = textAt(expression, 'key')
    const operator = OPERATORS.find((one) => one === textAt(expression, 'operator'))
    if (key === undefined || operator === undefined) return []
    const values = listAt(expression, 'values').map(labelText)
    return [{ key, operator, values, path: ['matchExpressions', index] }]
  })
  return [...equalities(objectAt(selector, 'matchLabels'), ['matchLabels']), ...expressions]
}

/** What a plain mapping of labels asks for, as in a Service; `path` is where it stands. */
export function equalities(labels: Json | undefined, path: Path): LabelRequirement[] {
  const requirements: LabelRequirement[] = []
  if (isObject(labels))
    for (const key in labels)
      requirements.push({ key, operator: 'In', values: [labelText(labels[key] ?? null)], path: [...path, key] })
  return requirements
}

/** What is no text, such as a number, is an error of its own; it can be compared all the same. */
export function labelText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Do these labels meet the condition? */
export function meets(labels: Readonly<Record<string, string>>, requirement: LabelRequirement): boolean {
  const { key, operator, values } = requirement
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}

/** As in `kubectl get -l`: `app=web`, `tier in (a,b)`, `!old`. */
export function requirementText({ key, operator, values }: LabelRequirement): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  if (values.length === 1) return `${key}${operator === 'In' ? '=' : '!='}${values[0]}`
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
}
