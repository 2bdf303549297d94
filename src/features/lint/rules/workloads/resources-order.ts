import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { at, has } from '../../../manifests/json.ts'
import { statedResources } from '../../../manifests/pod-resources.ts'
import { containerTitle, type PodTemplate } from '../../../manifests/pod.ts'
import { parseQuantity, type Quantity } from '../../../manifests/quantity.ts'
import { weightOf } from '../../confirmed.ts'
import type { Check, Lint, Rule } from '../../rule.ts'

const order: Rule = {
  id: 'resources-order',
  severity: 'error',
  finds: 'a request above its limit, or a limit too far above its request',
  why: 'A request is what a container is promised, a limit what it may not pass: the API server refuses a request above the limit. A site may also say how many times the request the limit may be at most, and refuses pods that go beyond.',
  bad: example('{requests: {memory: 2Gi}, limits: {memory: 1Gi}}'),
  good: example('{requests: {memory: 1Gi}, limits: {memory: 2Gi}}'),
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits',
}

/** Do requests and limits fit together? */
export const resourcesOrder: Check = {
  rules: [order],
  scope: 'pod',
  run(pod, lint) {
    checkAll(pod, { title: 'The pod', value: pod.spec, path: pod.specPath }, lint)
    for (const container of pod.containers)
      checkAll(pod, { title: containerTitle(container), value: container.value, path: container.path }, lint)
  },
}

type Holder = { title: string; value: JsonObject; path: Path }

function checkAll(pod: PodTemplate, holder: Holder, lint: Lint): void {
  for (const resource of statedResources(holder.value)) {
    // GPUs and other extended resources must be equal: that is another rule's question.
    if (!resource.includes('/')) checkOne(pod, holder, resource, lint)
  }
}

function checkOne(pod: PodTemplate, { title, value, path }: Holder, resource: string, lint: Lint): void {
  const [request, limit] = [at(value, 'resources', 'requests', resource), at(value, 'resources', 'limits', resource)]
  const [asked, allowed] = [parseQuantity(request), parseQuantity(limit)]
  const isLimited = has(value, 'resources', 'limits', resource)
  if (asked !== undefined && !isLimited && path !== pod.specPath)
    checkDefault(pod, { title, value, path }, { resource, asked, text: amountText(request) }, lint)
  if (asked === undefined || allowed === undefined || !isLimited) return
  const texts = { request: amountText(request), limit: amountText(limit) }
  if (asked > allowed) {
    lint.report('resources-order', {
      object: pod.owner,
      path: [...path, 'resources', 'requests', resource],
      message: `${title} requests more ${excerpt(resource)} (${texts.request}) than its limit (${texts.limit}), which the API server refuses.`,
      hint: `raise the limit to at least ${texts.request}, or lower the request`,
    })
    return
  }
  const site = lint.facts.site
  const ratio = site?.profile.resources?.maxRatio
  if (site === undefined || ratio === undefined || (resource !== 'cpu' && resource !== 'memory')) return
  if (Number(allowed) <= Number(asked) * ratio * (1 + 1e-9)) return
  lint.report('resources-order', {
    object: pod.owner,
    path: [...path, 'resources', 'limits', resource],
    severity: weightOf(lint.facts, 'resources.maxRatio'),
    message: `${title} has a limit of ${texts.limit} ${resource} for a request of ${texts.request}; at ${site.id} a limit is at most ${ratio} times the request.`,
    hint: 'lower the limit, or raise the request',
  })
}

type Asked = { resource: string; asked: Quantity; text: string }

/** A LimitRange gives a limit to what states none, and it holds for what is requested too. */
function checkDefault(pod: PodTemplate, { title, path }: Holder, { resource, asked, text }: Asked, lint: Lint): void {
  const { site } = lint.facts
  const given = site?.profile.resources?.defaults?.limits?.[resource]
  const limit = parseQuantity(given)
  if (site === undefined || limit === undefined || asked <= limit) return
  lint.report('resources-order', {
    object: pod.owner,
    path: [...path, 'resources', 'requests', resource],
    severity: weightOf(lint.facts, 'resources.defaults'),
    message: `${title} requests ${text} ${excerpt(resource)} and states no limit; ${site.id} gives it one of ${given}, which is less, and refuses the pod.`,
    hint: `add the limit: ${resource}: ${text}`,
  })
}

function amountText(amount: Json | undefined): string {
  return excerpt(typeof amount === 'string' ? amount : JSON.stringify(amount ?? 0))
}

function example(resources: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29.3
      resources: ${resources}
`
}
