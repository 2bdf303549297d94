import type { Json, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { isObject, textAt } from '../../../manifests/json.ts'
import { isCustom } from '../../../manifests/groups.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { ConditionFault, LimitFault } from '../../../manifests/schema/fault.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { schemaFaults } from '../definitions.ts'
import { nameOf } from './report-field.ts'

const rule: Rule = {
  id: 'schema-range',
  severity: 'error',
  finds: 'a number that is too small or too large for its field, or what a definition does not allow',
  why: 'The published schemas know no bounds of the built-in kinds, the API server does: it refuses negative replicas, a user id beyond 2147483647, or a mode beyond 0777.',
  bad: 'apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: web}\nspec:\n  replicas: -1\n  selector: {matchLabels: {app: web}}\n',
  good: 'apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: web}\nspec:\n  replicas: 0\n  selector: {matchLabels: {app: web}}\n',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/',
}

/** Is each number within the bounds that the API server sets, or a custom resource's definition? */
export const schemaRange: Check = {
  rules: [rule],
  scope: 'object',
  run(object, lint) {
    // Gateway API, VPA and snapshots are below k8s.io too, and have bounds of their own.
    if (isCustom(object)) checkDefined(object, lint)
    else walk(object.value, [], object, lint)
  },
}

type Bounds = readonly [least: number, most?: number]

const COUNT: Bounds = [0]
const AT_LEAST_ONE: Bounds = [1]
const USER_ID: Bounds = [0, 2_147_483_647]

/** Of a probe nothing and 0 are the same: the server puts its default there. */
const PROBE_BOUNDS = Object.fromEntries(
  ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) =>
    ['timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].map((field): [string, Bounds] => [
      `${probe}.${field}`,
      COUNT,
    ]),
  ),
)

/** Bounds by the name of the field; where one name has two meanings, with the name of what it stands in. */
const BOUNDS: Readonly<Record<string, Bounds>> = {
  replicas: COUNT,
  minReadySeconds: COUNT,
  revisionHistoryLimit: COUNT,
  progressDeadlineSeconds: AT_LEAST_ONE,
  parallelism: COUNT,
  completions: COUNT,
  backoffLimit: COUNT,
  backoffLimitPerIndex: COUNT,
  maxFailedIndexes: COUNT,
  ttlSecondsAfterFinished: COUNT,
  startingDeadlineSeconds: COUNT,
  successfulJobsHistoryLimit: COUNT,
  failedJobsHistoryLimit: COUNT,
  activeDeadlineSeconds: COUNT,
  initialDelaySeconds: COUNT,
  timeoutSeconds: AT_LEAST_ONE,
  periodSeconds: AT_LEAST_ONE,
  successThreshold: AT_LEAST_ONE,
  failureThreshold: AT_LEAST_ONE,
  minReplicas: COUNT,
  maxReplicas: AT_LEAST_ONE,
  minDomains: AT_LEAST_ONE,
  maxSkew: AT_LEAST_ONE,
  runAsUser: USER_ID,
  runAsGroup: USER_ID,
  fsGroup: USER_ID,
  defaultMode: [0, 0o777],
  mode: [0, 0o777],
  'preference.weight': [1, 100],
  weight: [1, 100],
  'clientIP.timeoutSeconds': [1, 86_400],
  // Of a pod the server takes any, and 1 for less than 0.
  'livenessProbe.terminationGracePeriodSeconds': AT_LEAST_ONE,
  'startupProbe.terminationGracePeriodSeconds': AT_LEAST_ONE,
  ...PROBE_BOUNDS,
}

/** What a user writes freely: numbers there mean nothing to the server. */
const FREE = new Set([
  'metadata',
  'data',
  'stringData',
  'binaryData',
  'labels',
  'annotations',
  'matchLabels',
  'env',
  'args',
  'command',
  'parameters',
])

/** `path` is one list for the whole walk: most objects have nothing to report, and a new list a step would cost most. */
function walk(value: Json, path: (string | number)[], object: KubernetesObject, lint: Lint): void {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) step(value[index] ?? null, index, path, object, lint)
  } else if (isObject(value)) {
    for (const key in value) if (!FREE.has(key)) step(value[key] ?? null, key, path, object, lint)
  }
}

function step(
  value: Json,
  key: string | number,
  path: (string | number)[],
  object: KubernetesObject,
  lint: Lint,
): void {
  if (typeof value !== 'number' && (typeof value !== 'object' || value === null)) return
  path.push(key)
  if (typeof value === 'number') checkNumber(value, path, object, lint)
  else walk(value, path, object, lint)
  path.pop()
}

function checkNumber(value: number, path: Path, object: KubernetesObject, lint: Lint): void {
  const name = String(path.at(-1))
  const bounds = BOUNDS[`${String(path.at(-2))}.${name}`] ?? BOUNDS[name]
  if (bounds === undefined) return
  const [least, most = Infinity] = bounds
  if (value >= least && value <= most) return
  const octal = name === 'mode' || name === 'defaultMode'
  const range =
    most === Infinity
      ? `at least ${least}`
      : octal
        ? 'from 0 to 511, which is 0777 in octal'
        : `from ${least} to ${most}`
  lint.report('schema-range', {
    object,
    path: [...object.path, ...path],
    message: `${nameOf(path, object)} is ${value}; the API server takes ${range}.`,
    hint: octal ? 'write it in octal, such as 0644' : undefined,
  })
}

function checkDefined(object: KubernetesObject, lint: Lint): void {
  const open = new Set<string>()
  for (const fault of schemaFaults(object, lint)) {
    if (fault.kind === 'limit') reportLimit(object, fault, lint)
    if (fault.kind !== 'condition') continue
    if (fault.judged && !hasVariable(textAt(object.value, ...fault.path) ?? '')) reportCondition(object, fault, lint)
    else open.add(CONDITIONS[fault.word] ?? fault.word)
  }
  if (open.size === 0) return
  lint.notChecked('schema-range', {
    object,
    reason: `its definition has conditions that only a cluster judges (${[...open].join(', ')}): icc lint --server`,
  })
}

const CONDITIONS: Readonly<Record<string, string>> = { 'x-kubernetes-validations': 'CEL rules' }

function reportCondition(object: KubernetesObject, { path, word, wanted }: ConditionFault, lint: Lint): void {
  lint.report('schema-range', {
    object,
    path: [...object.path, ...path],
    message: `${nameOf(path, object)} does not meet the condition ${word} of its definition.`,
    hint: wanted === undefined ? undefined : HINTS[word]?.(excerpt(wanted)),
  })
}

const HINTS: Readonly<Record<string, (wanted: string) => string>> = {
  pattern: (wanted) => `it has to match ${wanted}`,
  anyOf: (wanted) => `one of these has to be there: ${wanted}`,
  oneOf: (wanted) => `just one of these has to be there: ${wanted}`,
  allOf: (wanted) => `all of these have to be there: ${wanted}`,
}

function reportLimit(object: KubernetesObject, { path, limit, bound, found }: LimitFault, lint: Lint): void {
  lint.report('schema-range', {
    object,
    path: [...object.path, ...path],
    message: `${nameOf(path, object)} has ${limit} ${bound} by its definition; here it is ${found}.`,
  })
}
