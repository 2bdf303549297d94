import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, listAt, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import { type Condition, type Tell } from './condition.ts'

const USUAL_DEADLINE = 600

const deployment: Condition = ({ spec }, path, { tell }) => {
  const strategy = objectAt(spec, 'strategy')
  const place = [...path, 'spec', 'strategy']
  if (textAt(strategy, 'type') === 'Recreate' && has(strategy, 'rollingUpdate'))
    tell([...place, 'rollingUpdate'], 'is nothing for the type Recreate', 'take it out')
  else checkRolling(objectAt(strategy, 'rollingUpdate'), [...place, 'rollingUpdate'], { surge: '25%', tell })
  const [ready, deadline] = [numberAt(spec, 'minReadySeconds') ?? 0, numberAt(spec, 'progressDeadlineSeconds')]
  if (ready >= (deadline ?? USUAL_DEADLINE))
    tell(
      [...path, 'spec', 'minReadySeconds'],
      `is ${ready}, and an update fails after ${deadline ?? USUAL_DEADLINE} s (progressDeadlineSeconds)`,
      'make progressDeadlineSeconds longer',
    )
}

const daemonSet: Condition = ({ spec }, path, { tell }) => {
  const place = [...path, 'spec', 'updateStrategy', 'rollingUpdate']
  checkRolling(objectAt(spec, 'updateStrategy', 'rollingUpdate'), place, { surge: 0, unavailable: 1, tell })
}

const statefulSet: Condition = ({ spec }, path, { tell }) => {
  const strategy = objectAt(spec, 'updateStrategy')
  const place = [...path, 'spec', 'updateStrategy', 'rollingUpdate']
  if (textAt(strategy, 'type') === 'OnDelete' && has(strategy, 'rollingUpdate'))
    tell(place, 'is nothing for the type OnDelete', 'take it out')
  if ((numberAt(strategy, 'rollingUpdate', 'partition') ?? 0) < 0)
    tell([...place, 'partition'], 'is less than 0', 'write 0 or more')
  for (const [index, claim] of listAt(spec, 'volumeClaimTemplates').entries())
    if (!has(claim, 'metadata', 'name'))
      tell([...path, 'spec', 'volumeClaimTemplates', index], 'has no metadata.name', 'add it: volumeMounts name it')
}

type Defaults = { surge: Json; unavailable?: Json; tell: Tell }

function checkRolling(
  rolling: JsonObject | undefined,
  path: Path,
  { surge, unavailable = '25%', tell }: Defaults,
): void {
  if (rolling === undefined) return
  const [more, fewer] = [rolling['maxSurge'] ?? surge, rolling['maxUnavailable'] ?? unavailable]
  if (isNone(more) && isNone(fewer))
    tell(path, 'allows neither more pods nor fewer, so that none can be replaced', 'raise maxSurge or maxUnavailable')
  for (const field of ['maxSurge', 'maxUnavailable'] as const)
    checkShare(rolling[field], [...path, field], field === 'maxUnavailable', tell)
}

function isNone(amount: Json): boolean {
  return amount === 0 || (typeof amount === 'string' && /^0+%$/u.test(amount))
}

/** A number, or a part of a hundred. */
function checkShare(amount: Json | undefined, path: Path, isPart: boolean, tell: Tell): void {
  if (typeof amount === 'number' && amount < 0) tell(path, `is ${amount}, less than 0`, 'write 0 or more')
  if (typeof amount !== 'string' || hasVariable(amount)) return
  const [, percent] = /^(\d+)%$/u.exec(amount) ?? []
  if (percent === undefined) tell(path, 'is neither a number nor a percentage', `write ${numberIn(amount)}`)
  else if (isPart && Number(percent) > 100) tell(path, 'is more than 100%', 'write 100% or less')
}

function numberIn(amount: string): string {
  return /^\d+$/u.test(amount) ? `${amount} without quotes, or "${amount}%"` : '1, or "25%"'
}

const disruptionBudget: Condition = ({ spec }, path, { tell }) => {
  for (const field of ['minAvailable', 'maxUnavailable'])
    checkShare(objectAt(spec)?.[field], [...path, 'spec', field], true, tell)
}

export const workloadConditions: readonly (readonly [string, Condition])[] = [
  ['apps/Deployment', deployment],
  ['apps/DaemonSet', daemonSet],
  ['apps/StatefulSet', statefulSet],
  ['policy/PodDisruptionBudget', disruptionBudget],
]
