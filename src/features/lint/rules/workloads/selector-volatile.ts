import type { KubernetesObject } from '../../../manifests/object.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { objectAt } from '../../../manifests/json.ts'
import { equalities, requirementsOf, type LabelRequirement } from '../../../manifests/label-selector.ts'
import type { Check, Rule } from '../../rule.ts'

const volatile: Rule = {
  id: 'selector-volatile',
  severity: 'warning',
  finds: 'a version, a hash or a date in the selector of a workload',
  why: 'The selector of a workload cannot be changed once it is there. With something in it that changes with each release, the next one is refused: the workload must be deleted and made anew, and is down meanwhile.',
  bad: example("app: web, version: '1.4.2'"),
  good: example('app: web'),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates',
}

/** Labels that say which release it is. */
const KEYS =
  /^(?:(?:app\.kubernetes\.io\/)?version|helm\.sh\/chart|chart|pod-template-hash|(?:git-?)?(?:commit|sha|hash|revision)|build(?:-?(?:id|number))?|checksum|(?:release-?)?date|timestamp)$/iu

/** A version with three numbers, a day (with or without a time), or a long hash. */
const VALUES = /^(?:v?\d+\.\d+\.\d+\S*|20\d\d-?[01]\d-?[0-3]\d(?:\D?\d{4,6})?|[0-9a-f]{40}|[0-9a-f]{64})$/iu

/** Will the selector of a workload hold for its next release too? */
export const selectorVolatile: Check = {
  rules: [volatile],
  scope: 'object',
  types: ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'ReplicationController'],
  run(owner, lint) {
    const selector = objectAt(owner.value, 'spec', 'selector')
    const requirements = owner.type === 'ReplicationController' ? equalities(selector, []) : requirementsOf(selector)
    for (const requirement of requirements) {
      if (!isVolatile(requirement, owner)) continue
      lint.report('selector-volatile', {
        object: owner,
        path: [...owner.path, 'spec', 'selector', ...requirement.path],
        message: `The selector holds ${excerpt(requirement.key)}, which changes with a release, but a selector cannot be changed.`,
        hint: `drop ${excerpt(requirement.key)} from the selector; the label of the pods can stay`,
      })
    }
  },
}

function isVolatile({ key, operator, values }: LabelRequirement, { name }: KubernetesObject): boolean {
  if (operator !== 'In' && operator !== 'NotIn') return false
  return values.some((value) => changesWithRelease(key, value, name))
}

/** Where the version is in the name of the workload too, the next one is another workload beside it. */
export function changesWithRelease(key: string, value: string, name = ''): boolean {
  return (KEYS.test(key) || VALUES.test(value)) && !(value !== '' && name.includes(value))
}

function example(labels: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {${labels}}}
  template:
    metadata: {labels: {${labels}}}
    spec:
      containers:
        - name: web
          image: nginx:1.29.3
`
}
