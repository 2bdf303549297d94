import type { Check, Rule } from '../../rule.ts'
import type { Path } from '../../../manifests/document.ts'
import { isCustom } from '../../../manifests/groups.ts'
import { at, isObject } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf, type PodTemplate } from '../../../manifests/pod.ts'
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
    const template = podTemplateOf(object)
    const asked: Asked = {
      object,
      minor: lint.facts.target.minor,
      tell: (path, says, hint, key) => {
        const value = at(object.value, ...path)
        lint.report('schema-condition', {
          object,
          path: [...object.path, ...path],
          at: key ?? (isObject(value) || Array.isArray(value) ? 'key' : 'value'),
          message: `${nameOf(pathInPod(path, template), object)} ${says}: the API server refuses it.`,
          hint,
        })
      },
    }
    CONDITIONS.get(object.type)?.(object.value, [], asked)
    if (template !== undefined) podConditions(template.spec, stepsTo(template.specPath, object), asked)
  },
}

export const conditionChecks: readonly Check[] = [conditions]

/** What is in a template is named from the pod on: the line says whose it is. */
function pathInPod(path: Path, template: PodTemplate | undefined): Path {
  if (template === undefined) return path
  const steps = stepsTo(template.path, template.owner)
  return steps.every((step, index) => step === path[index]) ? path.slice(steps.length) : path
}

function stepsTo(path: Path, object: KubernetesObject): Path {
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
