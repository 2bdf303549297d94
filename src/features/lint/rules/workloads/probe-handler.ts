import { has } from '../../../manifests/json.ts'
import { containerTitle, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import type { Check, Lint, Report, Rule } from '../../rule.ts'
import { HANDLERS, probeNumber, probesOf, type Probe } from './probes.ts'

const handler: Rule = {
  id: 'probe-handler',
  severity: 'error',
  finds: 'a probe that the API server refuses, or that cannot end in time',
  why: 'A probe asks in exactly one way: exec, httpGet, tcpSocket or grpc. For liveness and startup one success must do, and an init container, which is to end, cannot have probes. A probe that may take longer than its period is late for ever.',
  bad: example('{initialDelaySeconds: 5}'),
  good: example('{httpGet: {path: /health, port: 80}}'),
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe',
}

/** Can each probe be asked? */
export const probeHandler: Check = {
  rules: [handler],
  scope: 'pod',
  run(pod, lint) {
    for (const container of pod.containers)
      for (const probe of probesOf(container))
        if (container.list === 'containers' || container.sidecar) checkProbe(pod, probe, lint)
        else reportHolder(pod, container, probe, lint)
  },
}

function reportHolder({ owner }: PodTemplate, container: Container, { kind, path }: Probe, lint: Lint): void {
  lint.report('probe-handler', {
    object: owner,
    path,
    at: 'key',
    message: `${containerTitle(container)} cannot have a ${kind}: the API server refuses it.`,
    hint:
      container.list === 'initContainers'
        ? 'drop it, or make it a sidecar by restartPolicy: Always'
        : 'drop the probe',
  })
}

function checkProbe({ owner }: PodTemplate, { kind, value, path }: Probe, lint: Lint): void {
  const report = (found: Omit<Report, 'object' | 'path' | 'place'> & { key?: string }): void => {
    const { key, ...rest } = found
    const place = key === undefined ? { path, at: 'key' as const } : { path: [...path, key] }
    lint.report('probe-handler', { object: owner, ...place, ...rest })
  }
  const handlers = HANDLERS.filter((one) => has(value, one))
  if (handlers.length === 0)
    report({
      message: `The ${kind} does not say how to ask, so the API server refuses it.`,
      hint: 'add httpGet, tcpSocket, exec or grpc',
    })
  if (handlers.length > 1)
    report({
      message: `The ${kind} asks in more than one way (${handlers.join(', ')}), so the API server refuses it.`,
      hint: 'keep one of them',
    })
  if (kind !== 'readinessProbe' && probeNumber(value, 'successThreshold') !== 1)
    report({
      key: 'successThreshold',
      message: `For the ${kind} one success must be enough: the API server takes no successThreshold but 1.`,
      hint: 'drop successThreshold',
    })
  const [timeout, period] = [probeNumber(value, 'timeoutSeconds'), probeNumber(value, 'periodSeconds')]
  if (timeout > period)
    report({
      key: has(value, 'timeoutSeconds') ? 'timeoutSeconds' : 'periodSeconds',
      severity: 'warning',
      message: `The ${kind} waits ${timeout} s for an answer but is due every ${period} s, so it comes late.`,
      hint: 'make periodSeconds at least as long as timeoutSeconds',
    })
}

function example(probe: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29.3
      livenessProbe: ${probe}
`
}
