import type { JsonObject, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { flowText } from '../../../manifests/flow-text.ts'
import { at, has, isObject, objectAt } from '../../../manifests/json.ts'
import { equalities, labelText, meets, requirementsOf, requirementText } from '../../../manifests/label-selector.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { changesWithRelease } from './selector-volatile.ts'

const mismatch: Rule = {
  id: 'selector-mismatch',
  severity: 'error',
  fix: 'safe',
  finds: 'a workload whose selector is missing or does not select its own pods',
  why: 'A workload finds its pods by their labels. The API server refuses one whose selector does not match the labels of its pod template, and one without a selector.',
  bad: example('app: wep'),
  good: example('app: web'),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
}

/** The kinds that must have a selector. */
const SELECTING = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet'])

/** What the controller adds to the selector and the pods of a Job, anew for each. */
const OF_ONE_JOB = /^(?:batch\.kubernetes\.io\/)?controller-uid$/u

/** Does a workload select the pods that it makes? */
export const selectorMismatch: Check = {
  rules: [mismatch],
  scope: 'object',
  types: [...SELECTING, 'ReplicationController', 'batch/Job'],
  run(owner, lint) {
    const labels = templateLabels(owner)
    if (hasForeignSelector(owner)) reportForeign(owner, lint)
    else if (isEmpty(owner)) reportMissing(owner, labels, lint)
    else checkMatch(owner, labels, lint)
  },
}

function templateLabels({ value }: KubernetesObject): Record<string, string> {
  const labels = objectAt(value, 'spec', 'template', 'metadata', 'labels') ?? {}
  return Object.fromEntries(Object.entries(labels).map(([key, label]) => [key, labelText(label)]))
}

/** Before `apps/v1` a missing selector was made from the labels. */
function isEmpty({ type, version, value }: KubernetesObject): boolean {
  if (!SELECTING.has(type) || version !== 'v1' || !has(value, 'spec')) return false
  const selector = objectAt(value, 'spec', 'selector')
  if (selector === undefined) return !has(value, 'spec', 'selector')
  return !['matchLabels', 'matchExpressions'].some((key) => {
    const part = selector[key]
    return Array.isArray(part) || isObject(part) ? Object.keys(part).length > 0 : has(part)
  })
}

function reportMissing(owner: KubernetesObject, labels: Record<string, string>, lint: Lint): void {
  const selector = { matchLabels: lastingLabels(owner, labels) }
  const known = Object.keys(labels).length > 0
  lint.report('selector-mismatch', {
    object: owner,
    path: [...owner.path, 'spec', 'selector'],
    message: `The ${owner.kind} ${excerpt(owner.name ?? 'without a name')} has no selector, so the API server refuses it.`,
    hint: known
      ? `add selector: ${excerpt(flowText(selector))}`
      : 'give the pod template a label such as app: NAME, and the selector the same under matchLabels',
    fix: known ? addSelector(owner, selector) : undefined,
  })
}

/** Those that stay with the next release, if there are any: a selector cannot be changed. */
function lastingLabels({ name }: KubernetesObject, labels: Record<string, string>): Record<string, string> {
  const lasting = Object.entries(labels).filter(([key, value]) => !changesWithRelease(key, value, name))
  return lasting.length === 0 ? labels : Object.fromEntries(lasting)
}

function addSelector({ value, path }: KubernetesObject, selector: JsonObject): Fix {
  const spec = objectAt(value, 'spec') ?? {}
  const place = [...path, 'spec']
  return {
    safe: true,
    title: "select the pod template's labels",
    edits: [
      'selector' in spec
        ? { kind: 'set', path: [...place, 'selector'], value: selector }
        : { kind: 'add', path: place, key: 'selector', value: selector, before: 'template' },
    ],
  }
}

function checkMatch(owner: KubernetesObject, labels: Record<string, string>, lint: Lint): void {
  const selector = objectAt(owner.value, 'spec', 'selector')
  if (selector === undefined || !has(owner.value, 'spec', 'template')) return
  const requirements = owner.type === 'ReplicationController' ? equalities(selector, []) : requirementsOf(selector)
  for (const requirement of requirements) {
    if (meets(labels, requirement)) continue
    const path: Path = [...owner.path, 'spec', 'selector', ...requirement.path]
    const actual = Object.hasOwn(labels, requirement.key)
      ? `${requirement.key}=${labels[requirement.key]}`
      : undefined
    lint.report('selector-mismatch', {
      object: owner,
      path,
      message: `The selector asks for ${excerpt(requirementText(requirement))}, but the pods get ${
        actual === undefined ? 'no such label' : excerpt(actual)
      }, so the API server refuses the ${owner.kind}.`,
      hint: 'write the same in the selector and in spec.template.metadata.labels',
    })
  }
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#specifying-your-own-pod-selector */
function hasForeignSelector({ type, value }: KubernetesObject): boolean {
  return type === 'batch/Job' && has(value, 'spec', 'selector') && at(value, 'spec', 'manualSelector') !== true
}

function reportForeign(job: KubernetesObject, lint: Lint): void {
  const exported = requirementsOf(at(job.value, 'spec', 'selector')).some(({ key }) => OF_ONE_JOB.test(key))
  lint.report('selector-mismatch', {
    object: job,
    path: [...job.path, 'spec', 'selector'],
    at: 'key',
    message: exported
      ? 'The selector is that of a Job that ran before, so the API server refuses it for a new one.'
      : 'A Job makes its selector itself; the API server refuses one that is given.',
    hint: 'drop spec.selector and the labels of the pod template that it names',
  })
}

function example(selector: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {${selector}}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - name: web
          image: nginx:1.29.3
`
}
