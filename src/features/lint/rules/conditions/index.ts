import type { Check, Rule } from '../../rule.ts'
import { isCustom } from '../../../manifests/groups.ts'
import { at, isObject } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf } from '../../../manifests/pod.ts'
import { nameOf } from '../schema/report-field.ts'
import { accessConditions } from './access.ts'
import { autoscalerConditions } from './autoscaler.ts'
import { clusterConditions } from './cluster.ts'
import type { Asked, Condition } from './condition.ts'
import { contentConditions } from './contents.ts'
import { ingressPathConditions } from './ingress-paths.ts'
import { jobConditions } from './jobs.ts'
import { networkPolicyConditions } from './network-policy.ts'
import { podConditions } from './pods.ts'
import { serviceConditions } from './services.ts'
import { workloadConditions } from './workloads.ts'

const rule: Rule = {
  id: 'schema-condition',
  severity: 'error',
  finds: 'fields that exclude or need each other, and values of a form that no schema tells',
  why: 'Schemas say which fields there are. What the API server asks besides is in its program alone: that a volume has one source, that the path of an Ingress begins with "/", that Recreate has no rollingUpdate. It refuses the object otherwise.',
  bad: strategy('{type: Recreate, rollingUpdate: {maxSurge: 1}}'),
  good: strategy('{type: Recreate}'),
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/',
}

/** By the type of the objects that they are about. */
const CONDITIONS: ReadonlyMap<string, Condition> = new Map([
  ...workloadConditions,
  ...jobConditions,
  ...autoscalerConditions,
  ...networkPolicyConditions,
  ...serviceConditions,
  ...ingressPathConditions,
  ...accessConditions,
  ...contentConditions,
  ...clusterConditions,
])

/** Does each object meet what the API server asks besides the schema? */
const conditions: Check = {
  rules: [rule],
  scope: 'object',
  run(object, lint) {
    if (isCustom(object)) return
    const asked: Asked = {
      object,
      minor: lint.facts.target.minor,
      tell: (path, says, hint) => {
        const value = at(object.value, ...path)
        lint.report('schema-condition', {
          object,
          path: [...object.path, ...path],
          at: isObject(value) || Array.isArray(value) ? 'key' : 'value',
          message: `${nameOf(path, object)} ${says}: the API server refuses it.`,
          hint,
        })
      },
    }
    CONDITIONS.get(object.type)?.(object.value, [], asked)
    const template = podTemplateOf(object)
    if (template !== undefined) podConditions(template.spec, stepsTo(template.specPath, object), asked)
  },
}

export const conditionChecks: readonly Check[] = [conditions]

function stepsTo(path: KubernetesObject['path'], object: KubernetesObject): KubernetesObject['path'] {
  return path.slice(object.path.length)
}

function strategy(written: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  strategy: ${written}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: 'nginx:1.29'}]
`
}
