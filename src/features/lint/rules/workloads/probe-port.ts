import { excerpt } from '../../../manifests/excerpt.ts'
import { at, has, listAt, numberAt, textAt } from '../../../manifests/json.ts'
import { createNearNames } from '../../../manifests/near-names.ts'
import { containerTitle, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { probesOf, type Probe } from './probes.ts'

const port: Rule = {
  id: 'probe-port',
  severity: 'error',
  finds: 'a probe of a port that its container does not have',
  why: 'A probe that names a port finds it among the ports of its own container only. Without it the probe fails each time: the container is started again and again, or never gets a request.',
  bad: example('htp'),
  good: example('http'),
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port',
}

/** Does each probe ask at a port that is there? */
export const probePort: Check = {
  rules: [port],
  scope: 'pod',
  run(pod, lint) {
    for (const container of pod.containers)
      for (const probe of probesOf(container))
        for (const handler of ['httpGet', 'tcpSocket', 'grpc'] as const)
          checkPort(pod, { container, probe, handler }, lint)
  },
}

type Asked = { container: Container; probe: Probe; handler: 'httpGet' | 'tcpSocket' | 'grpc' }

function checkPort(pod: PodTemplate, asked: Asked, lint: Lint): void {
  const { probe, handler, container } = asked
  const wanted = at(probe.value, handler, 'port')
  if (typeof wanted === 'string') {
    const known = listAt(container.value, 'ports').flatMap((one) => textAt(one, 'name') ?? [])
    if (!known.includes(wanted)) reportName(pod, asked, { wanted, known }, lint)
  } else if (typeof wanted === 'number' && !has(probe.value, handler, 'host') && !isOpen(pod, container, wanted)) {
    lint.report('probe-port', {
      object: pod.owner,
      path: [...probe.path, handler, 'port'],
      severity: 'warning',
      message: `The ${probe.kind} asks at port ${wanted}, which is none of the ports of the container.`,
      hint: `correct the number, or add containerPort: ${wanted} under ports`,
    })
  }
}

/** Ports need not be stated, and the containers of a pod share them. */
function isOpen(pod: PodTemplate, container: Container, wanted: number): boolean {
  if (listAt(container.value, 'ports').length === 0) return true
  return pod.containers.some(({ value }) =>
    listAt(value, 'ports').some((one) => numberAt(one, 'containerPort') === wanted),
  )
}

type Name = { wanted: string; known: readonly string[] }

function reportName({ owner }: PodTemplate, { container, probe, handler }: Asked, name: Name, lint: Lint): void {
  const { wanted, known } = name
  const near = createNearNames(known)(wanted)[0] ?? (known.length === 1 ? known[0] : undefined)
  lint.report('probe-port', {
    object: owner,
    path: [...probe.path, handler, 'port'],
    message: `${containerTitle(container)} has no port named ${excerpt(wanted)}, so its ${probe.kind} always fails.`,
    hint: hintFor(wanted, near),
  })
}

function hintFor(wanted: string, near: string | undefined): string {
  if (/^\d+$/u.test(wanted)) return `write ${excerpt(wanted)} without quotes if the number is meant`
  return near === undefined ? `add name: ${excerpt(wanted)} to one of the ports` : `write ${excerpt(near)}`
}

function example(name: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29.3
      ports: [{name: http, containerPort: 80}]
      readinessProbe: {httpGet: {path: /health, port: ${name}}}
`
}
