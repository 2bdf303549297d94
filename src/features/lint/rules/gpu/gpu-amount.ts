import { additions } from '../../../manifests/additions.ts'
import { at, has } from '../../../manifests/json.ts'
import { containerTitle, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import { isWhole, parseQuantity } from '../../../manifests/quantity.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { gpuResourcesOf } from './gpu-resources.ts'

const SOURCE = 'https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/#using-device-plugins'

const fraction: Rule = {
  id: 'gpu-fraction',
  severity: 'error',
  finds: 'a GPU amount that is no whole number',
  why: 'The API server takes whole GPUs only: nvidia.com/gpu is an extended resource, which cannot be divided. To use a part of a card, ask for the part that the site offers (a MIG slice has a resource name of its own).',
  bad: example('limits: {nvidia.com/gpu: 0.5}'),
  good: example('limits: {nvidia.com/gpu: 1}'),
  source: 'https://kubernetes.io/docs/tasks/configure-pod-container/extended-resource/',
}

const requestLimit: Rule = {
  id: 'gpu-request-limit',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'a GPU request without an equal limit',
  why: 'An extended resource cannot be overcommitted: the API server refuses a request without a limit, and a limit that is not equal to the request.',
  bad: example('requests: {nvidia.com/gpu: 1}'),
  good: example('limits: {nvidia.com/gpu: 1}'),
  source: SOURCE,
}

/** Does each container ask for GPUs in the one way that the API server takes? */
export const gpuAmount: Check = {
  rules: [fraction, requestLimit],
  scope: 'pod',
  run(pod, lint) {
    for (const container of pod.containers)
      for (const resource of gpuResourcesOf(container, lint.facts)) {
        checkFraction(pod, container, resource, lint)
        checkPair(pod, container, resource, lint)
      }
  },
}

function checkFraction(pod: PodTemplate, container: Container, resource: string, lint: Lint): void {
  for (const side of ['requests', 'limits']) {
    const amount = parseQuantity(at(container.value, 'resources', side, resource))
    if (amount === undefined || isWhole(amount)) continue
    lint.report('gpu-fraction', {
      object: pod.owner,
      path: [...container.path, 'resources', side, resource],
      message: `A part of a GPU cannot be had: ${resource} must be a whole number.`,
      hint: `write ${resource}: 1, or the resource name of a slice if the site offers slices`,
    })
  }
}

function checkPair(pod: PodTemplate, container: Container, resource: string, lint: Lint): void {
  if (!has(container.value, 'resources', 'requests', resource)) return
  const request = at(container.value, 'resources', 'requests', resource)
  const limit = at(container.value, 'resources', 'limits', resource)
  const asked = parseQuantity(request)
  if (asked === undefined || asked === parseQuantity(limit)) return
  const missing = limit === undefined || limit === null
  const title = containerTitle(container)
  lint.report('gpu-request-limit', {
    object: pod.owner,
    path: [...container.path, 'resources', 'requests', resource],
    message: missing
      ? `${title} requests ${resource} without a limit, which the API server refuses.`
      : `${title} requests another amount of ${resource} than its limit, which the API server refuses.`,
    hint: 'set both to the same whole number; a limit alone is enough',
    fix: missing ? equalLimit(container, resource) : equalRequest(container, resource),
  })
}

/** None for a fraction: a limit of that much would be refused just as well. */
function equalLimit(container: Container, resource: string): Fix | undefined {
  const request = at(container.value, 'resources', 'requests', resource)
  const amount = parseQuantity(request)
  if (request === undefined || amount === undefined || !isWhole(amount)) return undefined
  const wanted = { resources: { limits: { [resource]: request } } }
  const edits = additions(container.value, container.path, wanted)
  return edits && { safe: true, title: 'make the limit equal to the request', edits }
}

function equalRequest(container: Container, resource: string): Fix | undefined {
  const limit = at(container.value, 'resources', 'limits', resource)
  const amount = parseQuantity(limit)
  if (limit === undefined || amount === undefined || !isWhole(amount)) return undefined
  const path = [...container.path, 'resources', 'requests', resource]
  return {
    safe: false,
    title: 'make the request equal to the limit',
    edits: [{ kind: 'set', path, value: limit }],
  }
}

function example(resources: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      image: pytorch/pytorch:2.9.0
      resources:
        ${resources}
`
}
