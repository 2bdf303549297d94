import type { Json } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { at, has, objectAt } from '../../../manifests/json.ts'
import { requirementsOf, requirementText } from '../../../manifests/label-selector.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import type { Project } from '../../project.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { leastReplicas } from './autoscalers.ts'
import { mayHaveOtherPods } from './custom-resources.ts'
import { selectedPods } from './selected-pods.ts'

const target: Rule = {
  id: 'pdb-target',
  severity: 'warning',
  finds: 'a PodDisruptionBudget that protects no pod',
  why: 'A budget finds its pods by their labels. One that selects none is accepted and protects nothing, so that all pods may be taken down at once.',
  bad: example('wep', 'maxUnavailable: 1'),
  good: example('web', 'maxUnavailable: 1'),
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
}

const drain: Rule = {
  id: 'pdb-blocks-drain',
  severity: 'warning',
  finds: 'a PodDisruptionBudget that lets no pod go',
  why: 'Before a node is updated its pods are moved elsewhere, as far as budgets allow. One that needs all pods at all times never allows it: the operators of the site cannot empty the node, and will end the pods by force or ask you to change it.',
  bad: example('web', 'minAvailable: 2'),
  good: example('web', 'minAvailable: 1'),
  source:
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions',
}

/** Does a budget protect pods, and let one of them go at a time? */
export const disruptionBudget: Check = {
  rules: [target, drain],
  scope: 'object',
  types: ['policy/PodDisruptionBudget'],
  run(budget, lint) {
    const selector = objectAt(budget.value, 'spec', 'selector')
    const pods = selector === undefined ? [] : selectedPods(lint.project, selector, budget)
    if (selector !== undefined && pods.length === 0) reportMissing(budget, selector, lint)
    checkDrain(budget, pods, lint)
  },
}

function reportMissing(budget: KubernetesObject, selector: Json, lint: Lint): void {
  const wanted = excerpt(requirementsOf(selector).map(requirementText).join(','))
  if (!lint.facts.wholeProject || mayHaveOtherPods(lint.project)) {
    lint.notChecked('pdb-target', { object: budget, reason: `pods with ${wanted} are not in the given files` })
    return
  }
  lint.report('pdb-target', {
    object: budget,
    path: [...budget.path, 'spec', 'selector'],
    message: `No pod in these files has the labels ${wanted}, so the budget protects nothing.`,
    hint: 'write the labels of the pod template',
  })
}

function checkDrain(budget: KubernetesObject, pods: readonly PodTemplate[], lint: Lint): void {
  const place = (key: string) => ({ object: budget, path: [...budget.path, 'spec', key] })
  const [least, most] = [at(budget.value, 'spec', 'minAvailable'), at(budget.value, 'spec', 'maxUnavailable')]
  if (has(budget.value, 'spec', 'minAvailable') && has(budget.value, 'spec', 'maxUnavailable')) {
    lint.report('pdb-blocks-drain', {
      ...place('maxUnavailable'),
      severity: 'error',
      message: 'A budget has minAvailable or maxUnavailable; the API server refuses both together.',
      hint: 'keep maxUnavailable: 1 alone',
    })
  } else if (most === 0 || isPercentage(most, (percent) => percent === 0)) {
    lint.report('pdb-blocks-drain', {
      ...place('maxUnavailable'),
      message: 'No pod may ever be missing, so the node that it runs on cannot be drained.',
      hint: 'write maxUnavailable: 1',
    })
  } else if (isPercentage(least, (percent) => percent >= 100) || needsAll(least, pods, lint)) {
    lint.report('pdb-blocks-drain', {
      ...place('minAvailable'),
      message: 'All pods must be there at all times, so the nodes that they run on cannot be drained.',
      hint: 'write maxUnavailable: 1 instead',
    })
  }
}

function isPercentage(amount: Json | undefined, test: (percent: number) => boolean): boolean {
  const [, percent] = typeof amount === 'string' ? (/^(\d+)%$/u.exec(amount) ?? []) : []
  return percent !== undefined && test(Number(percent))
}

/** True if so many are needed as there are; false where that is not known of one of the workloads. */
function needsAll(least: Json | undefined, pods: readonly PodTemplate[], { project }: Lint): boolean {
  const expected = known.get(pods) ?? expectedPods(pods, project)
  known.set(pods, expected)
  if (expected === 0) return false
  if (typeof least === 'number') return least >= expected
  // A share is rounded up.
  return isPercentage(least, (percent) => Math.ceil((percent * expected) / 100) >= expected)
}

const known = new WeakMap<readonly PodTemplate[], number>()

/** How many pods there are at least; 0 where that is not known of one of the workloads. */
function expectedPods(pods: readonly PodTemplate[], project: Project): number {
  const counts = pods.map(({ owner }) => leastReplicas(owner, project))
  return counts.includes(undefined) ? 0 : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
}

function example(label: string, line: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1.29.3
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  ${line}
  selector: {matchLabels: {app: ${label}}}
`
}
