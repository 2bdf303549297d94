import { excerpt } from '../../../manifests/excerpt.ts'
import { objectName, type KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf } from '../../../manifests/pod.ts'
import { formatQuantity, type Quantity } from '../../../manifests/quantity.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { amountPath, quotaUse, type Consumer } from './quota-use.ts'
import { allowancesOf, isScoped, namespaceOf, QUOTA_TYPES, type Allowance } from './quotas.ts'

const exceeded: Rule = {
  id: 'quota-exceeded',
  severity: 'warning',
  finds: 'files that together ask for more than the quota of their namespace allows',
  why: 'A quota is for all of a namespace. What goes beyond is refused pod by pod: the first ones run, the last ones never come, and only the events say why. Replicas and the parallel pods of Jobs all count.',
  bad: example(4),
  good: example(2),
  source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
}

/** Does what is in the files fit into the quota of its namespace? */
export const quotaExceeded: Check = {
  rules: [exceeded],
  scope: 'project',
  run(project, lint) {
    for (const object of QUOTA_TYPES.flatMap((type) => project.ofType(type)).filter(isScoped))
      lint.notChecked('quota-exceeded', { object, reason: 'the quota is for some pods only' })
    for (const [namespace, objects] of Map.groupBy(project.objects, (object) => namespaceOf(object, lint))) {
      const allowances = allowancesOf(namespace, lint)
      const consumers = allowances.size === 0 ? [] : consumersAmong(objects)
      for (const [name, allowance] of allowances) checkUse({ name, ...allowance }, consumers, lint)
    }
  },
}

/** What stands twice in a namespace is there once: the last one. */
function consumersAmong(objects: readonly KubernetesObject[]): Consumer[] {
  const unique = new Map(objects.map((object) => [identity(object), object]))
  return [...unique.values()].map((object) => ({ object, pod: podTemplateOf(object) }))
}

function identity(object: KubernetesObject): unknown {
  return object.name === undefined ? object : `${object.type} ${object.name}`
}

type Counted = Allowance & { name: string }
type Share = { consumer: Consumer; amount: Quantity }

function checkUse({ name, allowed, title, inForce }: Counted, consumers: readonly Consumer[], lint: Lint): void {
  const shares = together(consumers.map((consumer) => ({ consumer, amount: quotaUse(consumer, name, lint) })))
  const total = shares.reduce((sum, { amount }) => sum + amount, 0n)
  const [largest] = shares
  if (total <= allowed || largest === undefined) return
  const { object } = largest.consumer
  const text = (amount: Quantity): string => formatQuantity(amount, /memory|storage/u.test(name) ? 'bytes' : 'cores')
  lint.report('quota-exceeded', {
    object,
    path: [...object.path, ...amountPath(largest.consumer, name)],
    severity: inForce ? 'error' : 'warning',
    message: `Of ${excerpt(name)} these files together take ${text(total)}, and ${title} allows ${text(allowed)}: what comes last is refused.`,
    hint: `${excerpt(objectName(object))} takes ${text(largest.amount)} of it; lower replicas or amounts, or ask for more`,
  })
}

/** The largest first. CronJobs may run at different times: only the largest of them counts. */
function together(shares: readonly Share[]): Share[] {
  const sorted = shares
    .filter(({ amount }) => amount > 0n)
    .toSorted((one, other) => (one.amount < other.amount ? 1 : one.amount > other.amount ? -1 : 0))
  const firstCron = sorted.find(isCronJob)
  return sorted.filter((share) => !isCronJob(share) || share === firstCron)
}

function isCronJob({ consumer }: Share): boolean {
  return consumer.object.type === 'batch/CronJob'
}

function example(replicas: number): Rule['bad'] {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1.29.3
          resources: {requests: {cpu: 500m}}
`
  return { files: { 'web.yaml': text }, site: "resources: {quota: {requests.cpu: '1'}}" }
}
