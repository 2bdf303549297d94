import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, isObject, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { Condition, Tell } from './condition.ts'

/** What is asked of where the pods may run. */
export const schedulingConditions: Condition = (spec, path, { tell }) => {
  for (const [index, toleration] of listAt(spec, 'tolerations').entries())
    if (isObject(toleration)) checkToleration(toleration, [...path, 'tolerations', index], tell)
  const affinity = objectAt(spec, 'affinity', 'nodeAffinity')
  if (affinity !== undefined) checkNodeAffinity(affinity, [...path, 'affinity', 'nodeAffinity'], tell)
  for (const [index, constraint] of listAt(spec, 'topologySpreadConstraints').entries())
    checkSpread(constraint, [...path, 'topologySpreadConstraints', index], tell)
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function checkToleration(toleration: JsonObject, path: Path, tell: Tell): void {
  const operator = textAt(toleration, 'operator')
  if (operator === 'Exists' && (textAt(toleration, 'value') ?? '') !== '')
    tell([...path, 'value'], 'is there beside operator: Exists, which takes any', 'drop it, or write operator: Equal')
  if ((textAt(toleration, 'key') ?? '') === '' && operator !== 'Exists')
    tell(path, 'has no key, which operator: Exists alone may do without', 'add key, or write operator: Exists')
  const effect = textAt(toleration, 'effect')
  if (has(toleration, 'tolerationSeconds') && effect !== 'NoExecute')
    tell([...path, 'tolerationSeconds'], 'is for the effect NoExecute alone', 'drop it, or write effect: NoExecute')
}

function checkNodeAffinity(affinity: JsonObject, path: Path, tell: Tell): void {
  const required = objectAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')
  const place = [...path, 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms']
  if (required !== undefined) checkNodeTerms(required, place, tell)
  for (const [index, wish] of listAt(affinity, 'preferredDuringSchedulingIgnoredDuringExecution').entries())
    checkExpressions(
      objectAt(wish, 'preference'),
      [...path, 'preferredDuringSchedulingIgnoredDuringExecution', index, 'preference'],
      tell,
    )
}

/** @param path leads to the terms, which may be empty */
export function checkNodeTerms(selector: JsonObject, path: Path, tell: Tell): void {
  const terms = listAt(selector, 'nodeSelectorTerms')
  if (has(selector, 'nodeSelectorTerms') && terms.length === 0) tell(path, 'is empty', 'add a term')
  for (const [index, term] of terms.entries()) checkExpressions(term, [...path, index], tell)
}

function checkExpressions(term: Json | undefined, path: Path, tell: Tell): void {
  for (const [index, expression] of listAt(term, 'matchExpressions').entries()) {
    const place = [...path, 'matchExpressions', index]
    const operator = textAt(expression, 'operator') ?? ''
    const values = listAt(expression, 'values').length
    if (['In', 'NotIn'].includes(operator) && values === 0) tell(place, `has no values for ${operator}`, 'add values')
    if (['Exists', 'DoesNotExist'].includes(operator) && values > 0)
      tell([...place, 'values'], `is there beside ${operator}, which takes none`, 'drop it, or write In')
    if (['Gt', 'Lt'].includes(operator) && values !== 1)
      tell(place, `has ${values} values for ${operator}`, 'write one')
  }
}

function checkSpread(constraint: Json, path: Path, tell: Tell): void {
  if (has(constraint, 'minDomains') && textAt(constraint, 'whenUnsatisfiable') === 'ScheduleAnyway')
    tell([...path, 'minDomains'], 'is for whenUnsatisfiable: DoNotSchedule alone', 'drop it')
  if (listAt(constraint, 'matchLabelKeys').length > 0 && !has(constraint, 'labelSelector'))
    tell([...path, 'matchLabelKeys'], 'is there without labelSelector', 'add labelSelector')
}
