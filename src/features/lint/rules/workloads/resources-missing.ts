import { additions } from '../../../manifests/additions.ts'
import {
  DEFAULT_RESOURCES,
  GPU_DEFAULT_RESOURCES,
  type DefaultResources,
} from '../../../manifests/default-resources.ts'
import type { Json, JsonObject } from '../../../manifests/document.ts'
import { flowText } from '../../../manifests/flow-text.ts'
import { at, has } from '../../../manifests/json.ts'
import { statedResources } from '../../../manifests/pod-resources.ts'
import { containerTitle, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import { parseQuantity } from '../../../manifests/quantity.ts'
import { weightOf } from '../../confirmed.ts'
import type { Facts } from '../../facts.ts'
import type { Project } from '../../project.ts'
import type { Check, Lint, Rule, Severity } from '../../rule.ts'
import { gpuResourcesOf } from '../gpu/gpu-resources.ts'
import { allowancesOf, givenByLimitRange, namespaceOf, type Allowance, type Statement } from './quotas.ts'

const missing: Rule = {
  id: 'resources-missing',
  severity: 'warning',
  fix: 'ask',
  finds: 'a container that does not state how much CPU and memory it needs',
  why: 'Where a quota counts CPU or memory, a pod is refused unless each of its containers states them, init containers too: the Deployment is there, its pods never come. Elsewhere such a pod is the first to be stopped when memory runs out, and can take all of a node from the others.',
  bad: example(''),
  good: example('resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 128Mi}}'),
  source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/#how-kubernetes-resourcequotas-work',
}

/** What is good to have anywhere. A limit on CPU only slows a program down, so it is left to whoever wants it. */
const WANTED: readonly Statement[] = ['requests.cpu', 'requests.memory', 'limits.memory']

const STATEMENTS: readonly Statement[] = [...WANTED, 'limits.cpu']

const TEXTS: Readonly<Record<Statement, string>> = {
  'requests.cpu': 'CPU request',
  'requests.memory': 'memory request',
  'limits.cpu': 'CPU limit',
  'limits.memory': 'memory limit',
}

/** Since this version a pod can state its resources as a whole. */
const POD_LEVEL_SINCE = 34

/** Does each container state what it must, and what is good to state? */
export const resourcesMissing: Check = {
  rules: [missing],
  scope: 'pod',
  run(pod, lint) {
    if (isStatedForPod(pod, lint.facts)) return
    const needs = needsOf(pod, lint)
    for (const container of pod.containers) {
      if (container.list === 'ephemeralContainers') continue
      const lacking = needs.filter(({ statement }) => !isStated(container, statement))
      const severity = (['error', 'warning', 'info'] as const).find((one) =>
        lacking.some((need) => need.severity === one),
      )
      if (severity !== undefined) report(pod, container, { lacking, severity }, lint)
    }
  },
}

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/ */
function isStatedForPod({ spec }: PodTemplate, { target }: Facts): boolean {
  return target.minor >= POD_LEVEL_SINCE && statedResources(spec).some((name) => name === 'cpu' || name === 'memory')
}

/** A limit alone is the request too. */
function isStated({ value }: Container, statement: Statement): boolean {
  const [side, resource] = partsOf(statement)
  return (
    has(value, 'resources', side, resource) || (side === 'requests' && has(value, 'resources', 'limits', resource))
  )
}

function partsOf(statement: Statement): ['requests' | 'limits', 'cpu' | 'memory'] {
  return statement.split('.') as ['requests' | 'limits', 'cpu' | 'memory']
}

type Need = { statement: Statement; severity: Severity; who?: string }

const known = new WeakMap<Project, Map<string | undefined, readonly Need[]>>()

/** What containers are to state, and how much it weighs if they do not: the same for all of a namespace. */
function needsOf({ owner }: PodTemplate, lint: Lint): readonly Need[] {
  const byNamespace = known.get(lint.project) ?? new Map<string | undefined, readonly Need[]>()
  known.set(lint.project, byNamespace)
  const namespace = namespaceOf(owner, lint)
  const found = byNamespace.get(namespace) ?? needsIn(namespace, lint)
  byNamespace.set(namespace, found)
  return found
}

function needsIn(namespace: string | undefined, lint: Lint): Need[] {
  const { site } = lint.facts
  const given = givenByLimitRange(namespace, lint)
  const required = new Set<string>(site?.profile.resources?.required)
  const allowances = allowancesOf(namespace, lint)
  return STATEMENTS.filter((statement) => !given.has(statement)).flatMap((statement): Need[] => {
    if (site !== undefined && required.has(statement))
      return [{ statement, severity: weightOf(lint.facts, 'resources.required'), who: site.id }]
    const isGiven = siteDefault(statement, lint.facts) !== undefined
    const counting = isGiven ? undefined : countingOf(statement, allowances)
    if (counting !== undefined) return [{ statement, severity: 'error', who: counting.title }]
    if (!WANTED.includes(statement)) return []
    return [{ statement, severity: isGiven ? 'info' : 'warning' }]
  })
}

/** `cpu` alone is another name for `requests.cpu`. */
function countingOf(statement: Statement, allowances: ReadonlyMap<string, Allowance>): Allowance | undefined {
  const [side, resource] = partsOf(statement)
  return allowances.get(statement) ?? (side === 'requests' ? allowances.get(resource) : undefined)
}

/** What the site gives to a container that states nothing. */
function siteDefault(statement: Statement, { site }: Facts): string | undefined {
  const defaults = site?.profile.resources?.defaults
  const [side, resource] = partsOf(statement)
  const limit = defaults?.limits?.[resource]
  return side === 'limits' ? limit : (defaults?.requests?.[resource] ?? limit)
}

type Found = { lacking: readonly Need[]; severity: Severity }

function report(pod: PodTemplate, container: Container, { lacking, severity }: Found, lint: Lint): void {
  const told = lacking.filter((need) => need.severity === severity)
  const site = lint.facts.site?.id
  const consequence = {
    error: `${told.find(({ who }) => who !== undefined)?.who} refuses its pods without`,
    warning: told.some(({ who }) => who !== undefined) ? `${site} is said to refuse its pods without` : harmOf(told),
    info: `${site} gives it a default, which may be too little`,
  }[severity]
  const wanted = amountsFor(container, lacking, lint.facts)
  const title = lint.facts.site?.profile.resources?.defaults
    ? `state the defaults of ${site}`
    : 'state what a small program needs'
  // What stands beside `resources` by mistake is to be moved there first, or it would be given up for a default.
  const isMisplaced = has(container.value, 'limits') || has(container.value, 'requests')
  const edits = isMisplaced ? undefined : additions(container.value, container.path, { resources: wanted })
  lint.report('resources-missing', {
    object: pod.owner,
    path: [...container.path, 'resources'],
    severity,
    message: `${containerTitle(container)} states no ${listOf(told.map(({ statement }) => TEXTS[statement]))}: ${consequence}.`,
    hint: `add resources: ${flowText(wanted)} or what it needs`,
    fix: edits && { safe: false, title, edits },
  })
}

function harmOf(lacking: readonly Need[]): string {
  const lacks = (statement: Statement): boolean => lacking.some((need) => need.statement === statement)
  if (lacks('requests.memory')) return 'it is among the first to be stopped when the memory of its node runs out'
  return lacks('limits.memory') ? 'it may take all memory of its node' : 'it gets only the CPU time that others leave'
}

/** What to add, so that no request is above its limit and the site's ratio holds. */
function amountsFor(container: Container, lacking: readonly Need[], facts: Facts): JsonObject {
  const lacks = new Set(lacking.map(({ statement }) => statement))
  const defaults = gpuResourcesOf(container, facts).length > 0 ? GPU_DEFAULT_RESOURCES : DEFAULT_RESOURCES
  const requests: JsonObject = {}
  const limits: JsonObject = {}
  for (const resource of ['cpu', 'memory'] as const) {
    const own = siteDefault(`requests.${resource}`, facts) ?? defaults.requests[resource]
    const request = at(container.value, 'resources', 'requests', resource) ?? own
    if (lacks.has(`requests.${resource}`)) requests[resource] = request
    if (lacks.has(`limits.${resource}`)) limits[resource] = limitFor(request, resource, defaults, facts)
  }
  return Object.fromEntries(
    Object.entries({ requests, limits }).filter(([, amounts]) => Object.keys(amounts).length > 0),
  )
}

/** The default where it fits to the request, else as much as the request. */
function limitFor(request: Json, resource: 'cpu' | 'memory', defaults: DefaultResources, facts: Facts): Json {
  const given = siteDefault(`limits.${resource}`, facts) ?? defaults.limits[resource]
  const [limit, asked] = [parseQuantity(given), parseQuantity(request)]
  if (given === undefined || limit === undefined || asked === undefined || limit < asked) return request
  const ratio = facts.site?.profile.resources?.maxRatio
  return ratio !== undefined && Number(limit) > Number(asked) * ratio ? request : given
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function example(resources: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29.3
      ${resources}
`.replace(/^ +\n/mu, '')
}
