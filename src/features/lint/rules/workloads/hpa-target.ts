import { excerpt } from '../../../manifests/excerpt.ts'
import { has, listAt, numberAt, textAt } from '../../../manifests/json.ts'
import { createNearNames, type NearNames } from '../../../manifests/near-names.ts'
import { objectName, type KubernetesObject } from '../../../manifests/object.ts'
import { statedAmount } from '../../../manifests/pod-resources.ts'
import { podTemplateOf, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import type { Project } from '../../project.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { scaleTargetOf, type ScaleTarget } from './autoscalers.ts'
import { mayHaveOtherPods } from './custom-resources.ts'
import { givenByLimitRange, namespaceOf } from './quotas.ts'

const target: Rule = {
  id: 'hpa-target',
  severity: 'warning',
  fix: 'safe',
  finds: 'an autoscaler whose target is not there or cannot be scaled by it',
  why: 'An autoscaler reads what the pods of its target use as a share of what they request: without requests there is nothing to compare with, and it does nothing. With a fixed number of replicas in the target each apply undoes what it did.',
  bad: example('wep'),
  good: example('web'),
  source: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
}

/** Can each autoscaler do its work? */
export const hpaTarget: Check = {
  rules: [target],
  scope: 'object',
  types: ['autoscaling/HorizontalPodAutoscaler'],
  run(autoscaler, lint) {
    const wanted = scaleTargetOf(autoscaler)
    if (wanted === undefined) return
    if (wanted.formerGroup !== undefined) reportFormer(autoscaler, wanted, wanted.formerGroup, lint)
    const [found] = lint.project.named(wanted.type, wanted.name, autoscaler)
    if (found === undefined) reportMissing(autoscaler, wanted, lint)
    else {
      checkReplicas(autoscaler, found, lint)
      checkRequests(autoscaler, found, lint)
    }
  },
}

/** The autoscaler looks a kind up in the group that it is given, and never mind its version. */
function reportFormer(autoscaler: KubernetesObject, { kind, group }: ScaleTarget, former: string, lint: Lint): void {
  const path = [...autoscaler.path, 'spec', 'scaleTargetRef', 'apiVersion']
  const value = `${group}/v1`
  lint.report('hpa-target', {
    object: autoscaler,
    path,
    severity: 'error',
    message: `A ${excerpt(kind)} is no longer in ${former}, so the autoscaler does not find it.`,
    hint: `write apiVersion: ${value}`,
    fix: { safe: true, title: `write ${value}`, edits: [{ kind: 'set', path, value }] },
  })
}

function reportMissing(autoscaler: KubernetesObject, { type, kind, name }: ScaleTarget, lint: Lint): void {
  const place = { object: autoscaler, path: [...autoscaler.path, 'spec', 'scaleTargetRef', 'name'] }
  const title = `${excerpt(kind)} ${excerpt(name)}`
  const [elsewhere] = lint.project.named(`apps/${kind}`, name, autoscaler)
  const [near] = nearNames(lint.project, type)(name)
  if (elsewhere !== undefined)
    lint.report('hpa-target', {
      ...place,
      path: [...autoscaler.path, 'spec', 'scaleTargetRef', 'apiVersion'],
      severity: 'error',
      message: `The ${title} is there, but of another apiVersion, so the autoscaler does not find it.`,
      hint: `write apiVersion: ${elsewhere.apiVersion}`,
    })
  else if (near !== undefined)
    lint.report('hpa-target', {
      ...place,
      severity: 'error',
      message: `There is no ${title}; ${excerpt(near)} is there.`,
      hint: `write ${excerpt(near)}`,
    })
  else if (lint.facts.wholeProject && !mayHaveOtherPods(lint.project))
    lint.report('hpa-target', {
      ...place,
      message: `There is no ${title} in these files, so the autoscaler has nothing to scale.`,
      hint: 'correct the name, or add what it scales',
    })
  else lint.notChecked('hpa-target', { object: autoscaler, reason: `the ${title} is not in the given files` })
}

const known = new WeakMap<Project, Map<string, NearNames>>()

function nearNames(project: Project, type: string): NearNames {
  const byType = known.get(project) ?? new Map<string, NearNames>()
  known.set(project, byType)
  const found = byType.get(type) ?? createNearNames(project.ofType(type).flatMap(({ name }) => name ?? []))
  byType.set(type, found)
  return found
}

function checkReplicas(autoscaler: KubernetesObject, found: KubernetesObject, lint: Lint): void {
  const replicas = numberAt(found.value, 'spec', 'replicas')
  if (replicas === undefined) return
  lint.report('hpa-target', {
    object: found,
    path: [...found.path, 'spec', 'replicas'],
    message: `Each apply sets the pods back to ${replicas}, whatever the autoscaler ${excerpt(autoscaler.name ?? '')} has made of them.`,
    hint: 'drop spec.replicas; the autoscaler has minReplicas',
  })
}

/** A resource whose use is compared with what is requested; of one container, where it says so. */
type Metric = { resource: string; container?: string | undefined }

function checkRequests(autoscaler: KubernetesObject, found: KubernetesObject, lint: Lint): void {
  const pod = podTemplateOf(found)
  if (pod === undefined) return
  for (const { resource, container } of shareMetrics(autoscaler)) {
    const lacking = pod.containers.find(
      (one) => (container === undefined ? runs(one) : one.name === container) && !requests(pod, one, resource, lint),
    )
    if (lacking === undefined) continue
    lint.report('hpa-target', {
      object: autoscaler,
      path: [...autoscaler.path, 'spec', 'scaleTargetRef', 'name'],
      severity: 'error',
      message: `The autoscaler goes by the ${excerpt(resource)} that pods request, but the container ${excerpt(lacking.name ?? '')} of ${excerpt(objectName(found))} requests none: it does nothing.`,
      hint: `add resources: {requests: {${excerpt(resource)}: AMOUNT}} to the container`,
    })
  }
}

/** Without any metric the autoscaler goes by the CPU. */
function shareMetrics({ value, version }: KubernetesObject): Metric[] {
  const metrics = listAt(value, 'spec', 'metrics')
  if (version === 'v1' || metrics.length === 0) return [{ resource: 'cpu' }]
  return metrics.flatMap((metric): Metric[] => {
    const key = textAt(metric, 'type') === 'ContainerResource' ? 'containerResource' : 'resource'
    const resource = textAt(metric, key, 'name')
    const isShare = has(metric, key, 'target', 'averageUtilization') || has(metric, key, 'targetAverageUtilization')
    return resource === undefined || !isShare ? [] : [{ resource, container: textAt(metric, key, 'container') }]
  })
}

function runs({ list, sidecar }: Container): boolean {
  return list === 'containers' || sidecar
}

/** A default of the site, of a LimitRange or of the pod as a whole counts too. */
function requests({ owner, spec }: PodTemplate, { value }: Container, resource: string, lint: Lint): boolean {
  const defaults = lint.facts.site?.profile.resources?.defaults
  return (
    statedAmount(value, 'requests', resource) !== undefined ||
    statedAmount(spec, 'requests', resource) !== undefined ||
    (defaults?.requests?.[resource] ?? defaults?.limits?.[resource]) !== undefined ||
    givenByLimitRange(namespaceOf(owner, lint), lint).has(`requests.${resource}`)
  )
}

function example(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1.29.3
          resources: {requests: {cpu: 100m}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}
  maxReplicas: 5
`
}
