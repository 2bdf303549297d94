import type { Json, Path } from '../../../manifests/document.ts'
import { has, listAt, textAt } from '../../../manifests/json.ts'
import type { Edit } from '../../../manifests/edit.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'

/** v2beta2 has the fields of v2 already; v2beta1 had the target of a metric in other words. */
export function hpaEdits({ value, path, version }: KubernetesObject): Edit[] | undefined {
  if (version === 'v2beta2') return []
  const edits = listAt(value, 'spec', 'metrics').map((metric, index) =>
    metricEdits(metric, [...path, 'spec', 'metrics', index]),
  )
  return edits.some((one) => one === undefined) ? undefined : edits.flatMap((one) => one ?? [])
}

function metricEdits(metric: Json, path: Path): Edit[] | undefined {
  const type = textAt(metric, 'type')
  const of = type === 'Resource' ? 'resource' : type === 'Pods' ? 'pods' : undefined
  // Object and External metrics name other things too; there is more than one way to write them.
  if (of === undefined || has(metric, of, 'selector')) return undefined
  const base = [...path, of]
  const name: Edit[] = has(metric, of, 'metricName')
    ? [{ kind: 'move', from: [...base, 'metricName'], to: [...base, 'metric', 'name'] }]
    : []
  const [target, ...others] = (
    [
      ['targetAverageUtilization', 'averageUtilization', 'Utilization'],
      ['targetAverageValue', 'averageValue', 'AverageValue'],
    ] as const
  ).filter(([old]) => has(metric, of, old))
  if (target === undefined || others.length > 0) return undefined
  const [old, now, kind] = target
  return [
    ...name,
    { kind: 'add', path: base, key: 'target', value: { type: kind } },
    { kind: 'move', from: [...base, old], to: [...base, 'target', now] },
  ]
}
