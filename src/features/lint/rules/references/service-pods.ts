import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { isObject, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import { createNearNames, type NearNames } from '../../../manifests/near-names.ts'
import { objectName, type KubernetesObject } from '../../../manifests/object.ts'
import { labelsOf, type PodTemplate } from '../../../manifests/pod.ts'
import { rememberRecent } from '../../../manifests/remember.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { createTargets, type Targets } from './targets.ts'

const SOURCE = 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service'

const selector: Rule = {
  id: 'service-selector',
  severity: 'warning',
  fix: 'ask',
  finds: 'a Service whose selector fits no pod',
  why: 'A Service hands requests to the pods that carry all labels of its selector. If none does, it has no endpoints: connections are refused, and an Ingress in front of it answers 503.',
  bad: example({ selected: 'webb', target: 'http' }),
  good: example({ selected: 'web', target: 'http' }),
  source: SOURCE,
}

const targetPort: Rule = {
  id: 'service-target-port',
  severity: 'error',
  fix: 'ask',
  finds: 'a Service that leads to a named port which no container of its pods has',
  why: 'A name in targetPort is looked up among the ports of the containers. If none has it, the Service has no endpoints, as if there were no pods; nothing tells why.',
  bad: example({ selected: 'web', target: 'web' }),
  good: example({ selected: 'web', target: 'http' }),
  source: SOURCE,
}

/** Does each Service lead to pods, and to ports that they have? */
export const servicePods: Check = {
  rules: [selector, targetPort],
  scope: 'project',
  run(project, lint) {
    const targets = createTargets(project)
    const labels = createNearNames(project.pods.flatMap((pod) => Object.entries(pod.labels).map(pairText)))
    for (const service of project.ofType('Service')) {
      const wanted = selectorOf(service)
      if (wanted === undefined) continue
      const pods = project.selected(wanted, service)
      if (pods.length > 0) checkPorts(service, pods, lint)
      else reportNone(service, wanted, labels, targets, lint)
    }
  },
}

/** Undefined for Services without a selector, whose endpoints somebody else makes, and where it cannot be read. */
function selectorOf({ value }: KubernetesObject): Record<string, string> | undefined {
  const written = objectAt(value, 'spec', 'selector')
  if (written === undefined || textAt(value, 'spec', 'type') === 'ExternalName') return undefined
  const labels = labelsOf(written)
  const pairs = Object.keys(labels).length
  return pairs === 0 || pairs < Object.keys(written).length ? undefined : labels
}

function pairText([key, value]: readonly [string, string]): string {
  return `${key}=${value}`
}

function reportNone(
  service: KubernetesObject,
  wanted: Readonly<Record<string, string>>,
  labels: NearNames,
  targets: Targets,
  lint: Lint,
): void {
  const path = [...service.path, 'spec', 'selector']
  if (Object.values(wanted).some(hasVariable)) {
    lint.notChecked('service-selector', {
      object: service,
      reason: 'another program fills in a part of the selector',
    })
    return
  }
  const near = nearLabel(service, wanted, labels, lint)
  if (near !== undefined) {
    reportNear(service, path, near, lint)
    return
  }
  const maker = targets.maker(service)
  if (maker !== undefined) {
    const reason = `the ${excerpt(objectName(maker))} may make the pods of this Service`
    lint.notChecked('service-selector', { object: service, reason })
  } else if (lint.facts.wholeProject) {
    lint.report('service-selector', {
      object: service,
      path,
      at: 'key',
      message: `No pod in these files has the labels ${excerpt(Object.entries(wanted).map(pairText).join(', '))}, so this Service leads nowhere.`,
      hint: 'write the labels of the pods: spec.template.metadata.labels of their Deployment',
    })
  } else {
    lint.notChecked('service-selector', { object: service, reason: 'its pods are not in the given files' })
  }
}

type NearLabel = { key: string; written: string; pod: PodTemplate; label: readonly [string, string] }

/** The one label that is misspelt: with the near one in its place, the selector fits a pod. */
function nearLabel(
  service: KubernetesObject,
  wanted: Readonly<Record<string, string>>,
  labels: NearNames,
  lint: Lint,
): NearLabel | undefined {
  for (const [key, written] of Object.entries(wanted)) {
    const rest = Object.entries(wanted).filter(([other]) => other !== key)
    for (const candidate of labels(pairText([key, written]))) {
      const at = candidate.indexOf('=')
      const label = [candidate.slice(0, at), candidate.slice(at + 1)] as const
      const [pod] = lint.project.selected(Object.fromEntries([...rest, label]), service)
      if (pod !== undefined) return { key, written, pod, label }
    }
  }
  return undefined
}

function reportNear(
  service: KubernetesObject,
  path: Path,
  { key, written, pod, label }: NearLabel,
  lint: Lint,
): void {
  const [rightKey, rightValue] = label
  const place = [...path, key]
  const edits: Fix['edits'] = [
    ...(rightValue === written ? [] : [{ kind: 'set' as const, path: place, value: rightValue }]),
    ...(rightKey === key ? [] : [{ kind: 'rename' as const, path: place, key: rightKey }]),
  ]
  const right = excerpt(pairText(label))
  lint.report('service-selector', {
    object: service,
    path: place,
    at: rightKey === key ? 'value' : 'key',
    severity: 'error',
    message: `No pod has the label ${excerpt(pairText([key, written]))}; those of the ${excerpt(objectName(pod.owner))} have ${right}.`,
    hint: `write ${excerpt(`${rightKey}: ${rightValue}`)}`,
    fix: { safe: false, title: `write ${excerpt(`${rightKey}: ${rightValue}`)}`, edits },
  })
}

function checkPorts(service: KubernetesObject, pods: readonly PodTemplate[], lint: Lint): void {
  const ports = openPortsOf(pods)
  // Where no container is written, that is what is wrong.
  if (ports === undefined) return
  for (const [index, port] of listAt(service.value, 'spec', 'ports').entries()) {
    const name = textAt(port, 'targetPort')
    if (name === undefined || /^\d*$/u.test(name) || hasVariable(name)) continue
    const protocol = textAt(port, 'protocol') ?? 'TCP'
    if (ports.some((one) => one.name === name && one.protocol === protocol)) continue
    const path = [...service.path, 'spec', 'ports', index, 'targetPort']
    const candidates = [...new Set(ports.filter((one) => one.protocol === protocol).map((one) => one.name))]
    reportPort(service, path, { name, protocol, candidates, other: ports.some((one) => one.name === name) }, lint)
  }
}

type OpenPort = { name: string; protocol: string }

/** The different ports of pods; undefined where one has no container. Many Services may select the same pods. */
const openPortsOf = rememberRecent((pods: readonly PodTemplate[]): readonly OpenPort[] | undefined => {
  if (pods.some(({ containers }) => containers.length === 0)) return undefined
  return [...new Map(pods.flatMap(openPorts).map((port) => [`${port.protocol} ${port.name}`, port])).values()]
})

/** The ports with a name, of the containers that stay. */
function openPorts({ containers }: PodTemplate): OpenPort[] {
  return containers
    .filter(({ list, sidecar }) => list === 'containers' || sidecar)
    .flatMap(({ value }) => listAt(value, 'ports').filter(isObject))
    .flatMap((port) => {
      const name = textAt(port, 'name')
      return name === undefined ? [] : [{ name, protocol: textAt(port, 'protocol') ?? 'TCP' }]
    })
}

type WrongPort = { name: string; protocol: string; candidates: readonly string[]; other: boolean }

function reportPort(
  service: KubernetesObject,
  path: Path,
  { name, protocol, candidates, other }: WrongPort,
  lint: Lint,
): void {
  const [near] = createNearNames(candidates)(name)
  const meant = near ?? (candidates.length === 1 ? candidates[0] : undefined)
  const known =
    candidates.length === 0 ? 'none of their ports has a name' : `they have ${excerpt(candidates.join(', '))}`
  const fix: Fix | undefined =
    meant === undefined
      ? undefined
      : { safe: false, title: `write ${excerpt(meant)}`, edits: [{ kind: 'set', path, value: meant }] }
  lint.report('service-target-port', {
    object: service,
    path,
    message: other
      ? `The port ${excerpt(name)} of the containers is not one of ${protocol}, so this Service leads nowhere.`
      : `No container of the pods has a port named ${excerpt(name)}; ${known}.`,
    hint:
      meant === undefined
        ? `give a port of the container this name: {name: ${excerpt(name)}, ...}`
        : `write ${excerpt(meant)}`,
    fix,
  })
}

function example({ selected, target }: { selected: string; target: string }): string {
  return `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: ${selected}}
  ports: [{port: 80, targetPort: ${target}}]
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
          ports: [{name: http, containerPort: 8080}]
`
}
