import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, isObject, listAt, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { Asked, Condition, Tell } from './condition.ts'

/** The field of a metric by its type. */
const FIELDS: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
}

/** @see KEP-2021 */
const ZERO_SINCE = 37

const LONGEST_WINDOW = 3600
const LONGEST_PERIOD = 1800

const autoscaler: Condition = ({ spec }, path, asked) => {
  const { object, tell } = asked
  const place = [...path, 'spec']
  const [least, most] = [numberAt(spec, 'minReplicas') ?? 1, numberAt(spec, 'maxReplicas')]
  if (most !== undefined && most > 0 && least > most)
    tell([...place, 'minReplicas'], `is ${least}, more than maxReplicas`, 'swap the two')
  if (object.version !== 'v2') return
  const metrics = listAt(spec, 'metrics')
  if (least === 0) checkZero(metrics, [...place, 'minReplicas'], asked)
  for (const [index, metric] of metrics.entries()) checkMetric(metric, [...place, 'metrics', index], tell)
  for (const direction of ['scaleUp', 'scaleDown']) {
    const rules = objectAt(spec, 'behavior', direction)
    if (rules !== undefined) checkBehavior(rules, [...place, 'behavior', direction], tell)
  }
}

/** Pods that do not run have no load that could wake them. */
function checkZero(metrics: readonly Json[], path: Path, { minor, tell }: Asked): void {
  const isMeasured = metrics.some((metric) => ['Object', 'External'].includes(textAt(metric, 'type') ?? ''))
  if (minor < ZERO_SINCE) tell(path, `is 0, which Kubernetes takes since 1.${ZERO_SINCE}`, 'write 1')
  else if (!isMeasured) tell(path, 'is 0 without a metric of the type Object or External', 'write 1')
}

function checkMetric(metric: Json, path: Path, tell: Tell): void {
  const type = textAt(metric, 'type') ?? ''
  const field = FIELDS[type]
  if (field === undefined) return
  const source = objectAt(metric, field)
  if (source === undefined) {
    tell(path, `is of the type ${type} without ${field}`, `add ${field}`)
    return
  }
  const target = objectAt(source, 'target')
  if (target !== undefined) checkTarget(type, target, [...path, field, 'target'], tell)
}

function checkTarget(type: string, target: JsonObject, path: Path, tell: Tell): void {
  const share = numberAt(target, 'averageUtilization')
  if (type === 'Resource' || type === 'ContainerResource') {
    if (!has(target, 'averageUtilization') && !has(target, 'averageValue'))
      tell(path, 'has neither averageUtilization nor averageValue', 'add averageUtilization: 80')
    else if (has(target, 'averageUtilization') && has(target, 'averageValue'))
      tell(path, 'has averageUtilization and averageValue, and may have one', 'keep one of the two')
    else if (share !== undefined && share < 1)
      tell([...path, 'averageUtilization'], `is ${share}, and has to be at least 1`, 'write a share such as 80')
  }
  if (type === 'External' && has(target, 'value') && has(target, 'averageValue'))
    tell(path, 'has value and averageValue, and may have one', 'keep one of the two')
}

function checkBehavior(rules: JsonObject, path: Path, tell: Tell): void {
  const window = numberAt(rules, 'stabilizationWindowSeconds') ?? 0
  if (window < 0 || window > LONGEST_WINDOW)
    tell([...path, 'stabilizationWindowSeconds'], `is ${window}, and goes from 0 to ${LONGEST_WINDOW}`, 'shorten it')
  if (has(rules, 'policies') && listAt(rules, 'policies').length === 0)
    tell([...path, 'policies'], 'is empty', 'take it out, or add a policy')
  for (const [index, policy] of listAt(rules, 'policies').entries()) {
    if (!isObject(policy)) continue
    const place = [...path, 'policies', index]
    if ((numberAt(policy, 'value') ?? 1) < 1) tell([...place, 'value'], 'has to be at least 1', 'raise it')
    const period = numberAt(policy, 'periodSeconds') ?? 1
    if (period > LONGEST_PERIOD)
      tell([...place, 'periodSeconds'], `is ${period}, and ${LONGEST_PERIOD} is the most`, 'shorten it')
  }
}

export const autoscalerConditions: readonly (readonly [string, Condition])[] = [
  ['autoscaling/HorizontalPodAutoscaler', autoscaler],
]
