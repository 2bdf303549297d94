import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import { present, type Condition, type Tell } from './condition.ts'

const INDEXED = ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy']

const job: Condition = ({ spec }, path, { tell }) => {
  const written = objectAt(spec)
  if (written === undefined) return
  checkJob(written, [...path, 'spec'], tell)
  if (written['manualSelector'] === true && !has(written, 'selector'))
    tell([...path, 'spec', 'manualSelector'], 'is there without a selector', 'take it out')
}

const cronJob: Condition = ({ spec }, path, { tell }) => {
  const written = objectAt(spec, 'jobTemplate', 'spec')
  const place = [...path, 'spec', 'jobTemplate', 'spec']
  if (written === undefined) return
  checkJob(written, place, tell)
  if (has(written, 'selector')) tell([...place, 'selector'], 'is made by the server for each run', 'take it out')
}

function checkJob(spec: JsonObject, path: Path, tell: Tell): void {
  if (textAt(spec, 'completionMode') !== 'Indexed')
    for (const field of present(spec, INDEXED))
      tell([...path, field], 'is for completionMode: Indexed alone', 'drop it, or write completionMode: Indexed')
  else if (has(spec, 'maxFailedIndexes') && !has(spec, 'backoffLimitPerIndex'))
    tell([...path, 'maxFailedIndexes'], 'is there without backoffLimitPerIndex', 'add backoffLimitPerIndex')
  if (!has(spec, 'podFailurePolicy')) return
  const policy = [...path, 'podFailurePolicy']
  if (textAt(spec, 'template', 'spec', 'restartPolicy') === 'OnFailure')
    tell(policy, 'is for restartPolicy: Never alone', 'write restartPolicy: Never')
  for (const [index, rule] of listAt(spec, 'podFailurePolicy', 'rules').entries())
    checkFailureRule(rule, [...policy, 'rules', index], has(spec, 'backoffLimitPerIndex'), tell)
}

function checkFailureRule(rule: Json, path: Path, perIndex: boolean, tell: Tell): void {
  const about = present(rule, ['onExitCodes', 'onPodConditions'])
  if (about.length !== 1) tell(path, 'has to have one of onExitCodes and onPodConditions', 'keep one of the two')
  const codes = listAt(rule, 'onExitCodes', 'values')
  if (textAt(rule, 'onExitCodes', 'operator') === 'In' && codes.includes(0))
    tell([...path, 'onExitCodes', 'values'], 'has 0, which is no failure', 'take it out')
  if (textAt(rule, 'action') === 'FailIndex' && !perIndex)
    tell([...path, 'action'], 'is FailIndex without backoffLimitPerIndex', 'add backoffLimitPerIndex')
}

export const jobConditions: readonly (readonly [string, Condition])[] = [
  ['batch/Job', job],
  ['batch/CronJob', cronJob],
]
