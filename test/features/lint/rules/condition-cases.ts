import { parse } from 'yaml'
import type { Json, JsonObject } from '../../../../src/features/manifests/document.ts'
import { CLUSTER_CASES } from './condition-cases-cluster.ts'
import { POD_CASES } from './condition-cases-pods.ts'
import { WORKLOAD_CASES } from './condition-cases-workloads.ts'

/**
 * Values for a place in an object, as YAML: those with which an API server refuses the object, and those with which it
 * takes it. `rest` is YAML of what else has to change in the object, by place.
 */
export type ConditionCase = {
  of: string
  place: string
  refused?: readonly string[]
  taken?: readonly string[]
  rest?: Readonly<Record<string, string>>
}

/** One object, and whether an API server takes it. */
export type Judged = { title: string; object: JsonObject; refused: boolean }

const POD = `
containers:
  - {name: web, image: 'nginx:1.29', ports: [{containerPort: 80}], volumeMounts: [{name: v, mountPath: /v}]}
volumes: [{name: v, emptyDir: {}}]`

const TEMPLATE = `template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: 'nginx:1.29'}]}}`
const ENDING = TEMPLATE.replace('spec: {', 'spec: {restartPolicy: Never, ')
const SELECTED = `{selector: {matchLabels: {app: web}}, ${TEMPLATE}}`

const SPECS: Readonly<Record<string, string>> = {
  'v1 Pod': POD,
  'apps/v1 Deployment': SELECTED,
  'apps/v1 DaemonSet': SELECTED,
  'apps/v1 StatefulSet': SELECTED.replace('{', '{serviceName: web, '),
  'batch/v1 Job': `{${ENDING}}`,
  'batch/v1 CronJob': `{schedule: 1 2 * * *, jobTemplate: {spec: {${ENDING}}}}`,
  'autoscaling/v2 HorizontalPodAutoscaler':
    '{scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3}',
  'networking.k8s.io/v1 NetworkPolicy': '{podSelector: {}, policyTypes: [Ingress, Egress]}',
  'policy/v1 PodDisruptionBudget': '{selector: {matchLabels: {app: web}}}',
  'v1 Service': '{selector: {app: web}, ports: [{port: 80}]}',
  'networking.k8s.io/v1 Ingress':
    '{rules: [{host: a.example.org, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}',
  'v1 PersistentVolume': '{capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /x}}',
  'v1 LimitRange': '{limits: [{type: Container, max: {cpu: 1}}]}',
}

const BARE: Readonly<Record<string, string>> = {
  'rbac.authorization.k8s.io/v1 Role': 'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]',
  'rbac.authorization.k8s.io/v1 ClusterRole': 'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]',
  'rbac.authorization.k8s.io/v1 RoleBinding':
    'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}\nsubjects: []',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding':
    'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}\nsubjects: []',
  'v1 ConfigMap': 'data: {a: b}',
  'v1 Secret': 'stringData: {note: b}',
  'v1 Namespace': '{}',
}

/** All cases, each value as an object of its own. */
export function conditionCases(): Judged[] {
  return [...POD_CASES, ...WORKLOAD_CASES, ...CLUSTER_CASES].flatMap(
    ({ of, place, refused = [], taken = [], rest = {} }) =>
      [
        ...refused.map((value) => ({ value, refused: true })),
        ...taken.map((value) => ({ value, refused: false })),
      ].map((one) => {
        const places = { ...rest, [place]: one.value }
        const changed = Object.entries(places).reduce((object, [where, value]) => put(object, where, value), base(of))
        return {
          title: `${of.split(' ')[1] ?? of} ${place}: ${one.value.slice(0, 120)}`,
          object: changed,
          refused: one.refused,
        }
      }),
  )
}

function base(of: string): JsonObject {
  const [apiVersion = '', kind = ''] = of.split(' ')
  const spec = SPECS[of]
  const rest = spec === undefined ? (parse(BARE[of] ?? '') as JsonObject) : { spec: parse(spec) as Json }
  return { apiVersion, kind, metadata: { name: 'web' }, ...rest }
}

/** A place is written `spec.volumes.0`; a step with dots of its own is in brackets. */
function put(object: JsonObject, place: string, value: string): JsonObject {
  const changed = structuredClone(object)
  const steps = [...place.matchAll(/\[([^\]]+)\]|[^.[\]]+/gu)].map(([whole, quoted]) => quoted ?? whole)
  let here = changed as Record<string, Json>
  for (const [index, step] of steps.slice(0, -1).entries())
    here = (here[step] ??= /^\d+$/u.test(steps[index + 1] ?? '') ? [] : {}) as Record<string, Json>
  here[steps.at(-1) ?? ''] = parse(value) as Json
  return changed
}
