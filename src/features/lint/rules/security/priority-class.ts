import { excerpt } from '../../../manifests/excerpt.ts'
import { textAt } from '../../../manifests/json.ts'
import { weightOf } from '../../confirmed.ts'
import type { Check, Rule } from '../../rule.ts'
import { examplePod } from './example.ts'

const FIELD = 'priorityClassName'

const SITE = '{rules: {bannedFields: [priorityClassName]}}'

const priorityClass: Rule = {
  id: 'priority-class',
  severity: 'error',
  fix: 'ask',
  finds: 'a priority class, where users may not choose one',
  why: 'Pods of a higher priority push others from their nodes. Where that is not left to users, a quota of zero pods stands for each class, and a pod that names one is refused when it is made.',
  bad: { files: { 'pod.yaml': examplePod(['priorityClassName: high']) }, site: SITE },
  good: { files: { 'pod.yaml': examplePod([]) }, site: SITE },
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
}

/** Does the pod leave its priority to the site? */
export const priorityClassName: Check = {
  rules: [priorityClass],
  scope: 'pod',
  run(pod, lint) {
    const name = textAt(pod.spec, FIELD) ?? ''
    if (name === '' || lint.facts.site?.profile.rules?.bannedFields?.includes(FIELD) !== true) return
    const path = [...pod.specPath, FIELD]
    lint.report('priority-class', {
      object: pod.owner,
      path,
      severity: weightOf(lint.facts, 'rules.bannedFields'),
      message: `The priority class ${excerpt(name)} is refused here: users may not choose one.`,
      hint: 'take priorityClassName out',
      fix: { safe: false, title: 'take the priority class out', edits: [{ kind: 'remove', path }] },
    })
  },
}
