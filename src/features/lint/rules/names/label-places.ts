import type { Json, Path } from '../../../manifests/document.ts'
import { isCustom } from '../../../manifests/groups.ts'
import { at, isObject, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'

/** A label, or what names one. `annotation`: only the key has a form. */
export type LabelPart =
  | { kind: 'pair' | 'annotation'; key: string; value: Json }
  | { kind: 'key' | 'value'; text: string }

/** Is told of a part; the path changes afterwards, so what is kept is a copy. */
type Visit = (part: LabelPart, path: Path) => void

/** Free text that has nothing to do with labels. */
const NOT_LOOKED_INTO = new Set(['data', 'binaryData', 'stringData', 'status'])

/** Goes through all labels of an object. In custom resources and their definitions, fields have other meanings. */
export function visitLabels(object: KubernetesObject, visit: Visit): void {
  const { value, type } = object
  const walker = new Walker([...object.path], visit)
  walker.metadata(value['metadata'], 'metadata')
  if (isCustom(object) || object.group === 'apiextensions.k8s.io') return
  for (const key in value) if (!NOT_LOOKED_INTO.has(key) && key !== 'metadata') walker.below(value[key], key)
  // The selector of the kinds that have no `matchLabels` in it.
  if (type === 'Service' || type === 'ReplicationController')
    walker.mapping(objectAt(value, 'spec', 'selector'), ['spec', 'selector'])
}

/** Each method looks at a value that is one or several steps below where the walker is, and comes back. */
class Walker {
  private readonly path: (string | number)[]
  private readonly visit: Visit

  constructor(path: (string | number)[], visit: Visit) {
    this.path = path
    this.visit = visit
  }

  metadata(value: Json | undefined, step: string): void {
    if (!isObject(value)) return
    this.path.push(step)
    this.mapping(value['labels'], ['labels'])
    this.mapping(value['annotations'], ['annotations'], 'annotation')
    this.path.pop()
  }

  mapping(labels: Json | undefined, steps: readonly string[], kind: 'pair' | 'annotation' = 'pair'): void {
    if (!isObject(labels)) return
    this.path.push(...steps)
    for (const key in labels) this.tell({ kind, key, value: labels[key] ?? null }, key)
    this.path.length -= steps.length
  }

  /** Looks for the fields at any depth: templates stand in templates, and selectors in the spec of anything. */
  below(value: Json | undefined, step: string | number): void {
    if (typeof value !== 'object' || value === null) return
    this.path.push(step)
    if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) this.below(value[index], index)
    else
      for (const key in value) {
        const inner = value[key] ?? null
        if (typeof inner === 'object' || key === 'topologyKey') this.field(key, inner)
      }
    this.path.pop()
  }

  private field(key: string, value: Json): void {
    switch (key) {
      case 'metadata':
        return this.metadata(value, key)
      case 'matchLabels':
      case 'nodeSelector':
        return this.mapping(value, [key])
      // Their items have a `key` that is the key of a label.
      case 'matchExpressions':
      case 'tolerations':
        return this.requirements(value, key, key === 'matchExpressions')
      case 'topologySpreadConstraints':
        return this.spread(value, key)
      // What is only preferred may be anything: it is passed over.
      case 'preference':
        return this.preference(value, key)
      case 'topologyKey':
        if (typeof value === 'string') this.tell({ kind: 'key', text: value }, key)
        return
      default:
        this.below(value, key)
    }
  }

  /** Their `topologyKey` is taken as it is. */
  private spread(value: Json, step: string): void {
    this.path.push(step)
    for (const [index, item] of listAt(value).entries()) {
      this.path.push(index)
      this.below(objectAt(item, 'labelSelector'), 'labelSelector')
      this.path.pop()
    }
    this.path.pop()
  }

  private preference(value: Json, step: string): void {
    this.path.push(step)
    this.requirements(at(value, 'matchExpressions') ?? null, 'matchExpressions', false)
    this.path.pop()
  }

  private requirements(value: Json, step: string, withValues: boolean): void {
    this.path.push(step)
    for (const [index, item] of listAt(value).entries()) {
      const key = textAt(item, 'key')
      if (key === undefined || key === '') continue
      this.path.push(index)
      this.tell({ kind: 'key', text: key }, 'key')
      if (withValues) this.values(listAt(item, 'values'), 'values')
      this.path.pop()
    }
    this.path.pop()
  }

  private values(values: readonly Json[], step: string): void {
    this.path.push(step)
    for (const [index, text] of values.entries())
      if (typeof text === 'string') this.tell({ kind: 'value', text }, index)
    this.path.pop()
  }

  private tell(part: LabelPart, step: string | number): void {
    this.path.push(step)
    this.visit(part, this.path)
    this.path.pop()
  }
}
