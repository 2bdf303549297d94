import { isDeepStrictEqual } from 'node:util'
import type { Json, JsonObject } from '../../../manifests/document.ts'
import { has, listAt, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import { containerTitle, type Container } from '../../../manifests/pod.ts'
import type { Check, Rule } from '../../rule.ts'
import { HANDLERS, probeNumber } from './probes.ts'

const identical: Rule = {
  id: 'probe-identical',
  severity: 'warning',
  finds: 'a liveness probe that gives up as early as the readiness probe',
  why: 'Readiness takes a busy pod out of service until it has caught up; liveness stops it and starts it again. Where both ask the same and give up at the same time, a moment of load becomes a restart, and the load goes to the other pods, which restart next.',
  bad: example(3),
  good: example(12),
  source: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
}

/** Has a busy container time to catch up before it is started again? */
export const probeIdentical: Check = {
  rules: [identical],
  scope: 'pod',
  run(pod, lint) {
    for (const container of pod.containers) {
      const liveness = objectAt(container.value, 'livenessProbe')
      const readiness = objectAt(container.value, 'readinessProbe')
      if (liveness === undefined || readiness === undefined) continue
      if (!asksTheSame(container, liveness, readiness) || patience(liveness) > patience(readiness)) continue
      lint.report('probe-identical', {
        object: pod.owner,
        path: [...container.path, 'livenessProbe'],
        at: 'key',
        message: `${containerTitle(container)} is restarted as soon as it is not ready: both probes ask the same and give up after ${patience(liveness)} s.`,
        hint: 'give liveness a higher failureThreshold or another path, or drop it',
      })
    }
  },
}

/** Seconds of failure until something happens. */
function patience(probe: JsonObject): number {
  return probeNumber(probe, 'failureThreshold') * probeNumber(probe, 'periodSeconds')
}

function asksTheSame(container: Container, one: JsonObject, other: JsonObject): boolean {
  const [mine, theirs] = [one, other].map((probe) => HANDLERS.filter((handler) => has(probe, handler)))
  const [handler, ...more] = mine ?? []
  if (handler === undefined || more.length > 0 || !isDeepStrictEqual(mine, theirs)) return false
  return isDeepStrictEqual(question(container, one[handler]), question(container, other[handler]))
}

/** What is asked, with the port as a number and what need not be said. */
function question({ value }: Container, handler: Json | undefined): Json | undefined {
  const name = textAt(handler, 'port')
  const port = listAt(value, 'ports').find((one) => name !== undefined && textAt(one, 'name') === name)
  const given = objectAt(handler)
  if (given === undefined) return handler
  return {
    path: '/',
    scheme: 'HTTP',
    service: '',
    ...given,
    port: numberAt(port, 'containerPort') ?? given['port'] ?? null,
  }
}

function example(failureThreshold: number): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29.3
      readinessProbe: {httpGet: {path: /health, port: 80}}
      livenessProbe: {httpGet: {path: /health, port: 80}, failureThreshold: ${failureThreshold}}
`
}
