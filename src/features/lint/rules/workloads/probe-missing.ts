import type { Json } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { at, has, listAt, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import { containerTitle, labelsOf, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Check, Rule } from '../../rule.ts'

const missing: Rule = {
  id: 'probe-missing',
  severity: 'warning',
  finds: 'a container behind a Service without a readiness probe',
  why: 'A Service sends requests to a pod as soon as its process runs, which may be long before it can answer: each start and each update then costs some requests. A readiness probe says when it is ready.',
  bad: example(''),
  good: example('readinessProbe: {httpGet: {path: /health, port: http}}'),
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes',
}

/** Owners whose pods are to end: others reach them while they work, and do not wait for them. */
const FINITE = new Set(['batch/Job', 'batch/CronJob'])

/** Does each container that a Service of the project sends requests to say when it is ready? */
export const probeMissing: Check = {
  rules: [missing],
  scope: 'project',
  run(project, lint) {
    const found = new Map<Container, { pod: PodTemplate; service: KubernetesObject }>()
    const looked = new Map<readonly PodTemplate[], Set<string>>()
    for (const service of project.ofType('Service')) {
      if (!waitsForReadiness(service)) continue
      const selector = labelsOf(objectAt(service.value, 'spec', 'selector'))
      const pods = project.selected(selector, service)
      // A Service with the ports of another one finds the same in the same pods.
      const ports = looked.get(pods) ?? new Set<string>()
      looked.set(pods, ports)
      if (ports.size === ports.add(JSON.stringify(portsOf(service))).size) continue
      for (const pod of pods)
        if (!FINITE.has(pod.owner.type))
          for (const container of unready(pod, service))
            if (!found.has(container)) found.set(container, { pod, service })
    }
    for (const [container, { pod, service }] of found)
      lint.report('probe-missing', {
        object: pod.owner,
        path: [...container.path, 'readinessProbe'],
        message: `${containerTitle(container)} gets requests from the Service ${excerpt(service.name ?? 'without a name')} before it can answer: it has no readiness probe.`,
        hint: 'add readinessProbe: {httpGet: {path: /, port: NAME}}, with a path that answers when it is ready',
      })
  },
}

/** A headless Service without ports only gives names to the pods. */
function waitsForReadiness({ value }: KubernetesObject): boolean {
  return (
    textAt(value, 'spec', 'type') !== 'ExternalName' &&
    at(value, 'spec', 'publishNotReadyAddresses') !== true &&
    has(value, 'spec', 'ports', 0)
  )
}

/** Of the containers that have the ports of the Service; where none says so, of all, if none has a probe. */
function unready({ containers }: PodTemplate, service: KubernetesObject): Container[] {
  const running = containers.filter(({ list, sidecar }) => list === 'containers' || sidecar)
  const ports = portsOf(service)
  const serving = running.filter((container) => ports.some((port) => hasPort(container, port)))
  if (serving.length > 0) return serving.filter((container) => !isProbed(container))
  const first = running.find(({ list }) => list === 'containers')
  return first === undefined || running.some(isProbed) ? [] : [first]
}

function portsOf({ value }: KubernetesObject): (Json | undefined)[] {
  return listAt(value, 'spec', 'ports').map((port) => at(port, 'targetPort') ?? at(port, 'port'))
}

function hasPort({ value }: Container, wanted: Json | undefined): boolean {
  return listAt(value, 'ports').some(
    (port) => wanted !== undefined && (textAt(port, 'name') === wanted || numberAt(port, 'containerPort') === wanted),
  )
}

/** Until a startup probe succeeds nothing is sent either. */
function isProbed({ value }: Container): boolean {
  return has(value, 'readinessProbe') || has(value, 'startupProbe')
}

function example(probe: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: apps/v1
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
          ports: [{name: http, containerPort: 80}]
          ${probe}
`.replace(/^ +\n/mu, '')
}
