import { excerpt } from '../../../manifests/excerpt.ts'
import { at, objectAt, textAt } from '../../../manifests/json.ts'
import { equalities, meets, requirementText } from '../../../manifests/label-selector.ts'
import { createNearNames, type NearNames } from '../../../manifests/near-names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf } from '../../../manifests/pod.ts'
import { replicasOf } from '../../../manifests/replicas.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'

const service: Rule = {
  id: 'statefulset-service',
  severity: 'error',
  finds: 'a StatefulSet whose Service is not there, not headless, or for other pods',
  why: 'The pods of a StatefulSet have names in DNS, such as db-0.db, by which they find each other. Those come from the Service that serviceName names: it must be headless (clusterIP: None) and select these pods, and it has to be made by hand. Without it every look-up fails.',
  bad: example('clusterIP: 10.96.0.20'),
  good: example('clusterIP: None'),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
}

/** Do the pods of a StatefulSet get their names? */
export const statefulSetService: Check = {
  rules: [service],
  scope: 'project',
  run(project, lint) {
    let near: NearNames | undefined
    for (const set of project.ofType('apps/StatefulSet')) {
      const name = textAt(set.value, 'spec', 'serviceName')
      if (name === undefined || name === '' || hasVariable(name)) continue
      const [found] = project.named('Service', name, set)
      if (found !== undefined) {
        checkService(set, found, lint)
        continue
      }
      near ??= createNearNames(project.ofType('Service').flatMap((one) => one.name ?? []))
      reportMissing(set, name, near(name)[0], lint)
    }
  },
}

function reportMissing(set: KubernetesObject, name: string, meant: string | undefined, lint: Lint): void {
  if (meant === undefined && !lint.facts.wholeProject) {
    lint.notChecked('statefulset-service', {
      object: set,
      reason: `the Service ${excerpt(name)} is not in these files`,
    })
    return
  }
  lint.report('statefulset-service', {
    object: set,
    path: [...set.path, 'spec', 'serviceName'],
    severity: meant === undefined ? 'warning' : 'error',
    message: `There is no Service ${excerpt(name)} in these files, so the pods have no names in DNS.`,
    hint:
      meant === undefined
        ? `add a Service ${excerpt(name)} with clusterIP: None`
        : `write serviceName: ${excerpt(meant)}`,
  })
}

function checkService(set: KubernetesObject, found: KubernetesObject, lint: Lint): void {
  const problem = notHeadless(found) ?? otherPods(set, found)
  if (problem === undefined) return
  lint.report('statefulset-service', {
    object: set,
    path: [...set.path, 'spec', 'serviceName'],
    // A single pod is mostly reached by the name of the Service.
    severity: replicasOf(set) === 1 ? 'warning' : 'error',
    message: `The Service ${excerpt(found.name ?? '')} ${problem.fault}, so these pods have no names in DNS.`,
    hint: problem.hint,
  })
}

type Problem = { fault: string; hint: string }

function notHeadless({ value }: KubernetesObject): Problem | undefined {
  if (textAt(value, 'spec', 'type') === 'ExternalName')
    return { fault: 'stands for a name outside the cluster', hint: 'name a Service with clusterIP: None' }
  if (at(value, 'spec', 'clusterIP') === 'None') return undefined
  return {
    fault: 'is not headless',
    hint: 'set clusterIP: None in that Service, or add a second one that has it and name that',
  }
}

/** A Service without a selector is filled by somebody else. */
function otherPods(set: KubernetesObject, { value }: KubernetesObject): Problem | undefined {
  const labels = podTemplateOf(set)?.labels
  if (labels === undefined) return undefined
  const unmet = equalities(objectAt(value, 'spec', 'selector'), []).find((requirement) => !meets(labels, requirement))
  if (unmet === undefined) return undefined
  return {
    fault: `selects ${excerpt(requirementText(unmet))}, which is no label of these pods`,
    hint: 'let the selector of that Service name labels of the template',
  }
}

function example(clusterIP: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ${clusterIP}
  selector: {app: db}
  ports: [{name: postgres, port: 5432}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
        - name: postgres
          image: postgres:17.2
          ports: [{name: postgres, containerPort: 5432}]
`
}
