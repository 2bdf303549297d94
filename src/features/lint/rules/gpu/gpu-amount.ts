import type { Container, PodTemplate } from '../../../manifests/pod.ts'
import { at } from '../../../manifests/json.ts'
import { isWhole, parseQuantity } from '../../../manifests/quantity.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { gpuResourcesOf } from './gpu-resources.ts'

const SOURCE = 'https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/'

const fraction: Rule = {
  id: 'gpu-fraction',
  severity: 'error',
  finds: 'a GPU amount that is no whole number',
  why: 'The API server takes whole GPUs only: nvidia.com/gpu is an extended resource, which cannot be divided. To use a part of a card, ask for the part that the site offers (a MIG slice has a resource name of its own).',
  bad: pod('limits: {nvidia.com/gpu: 0.5}'),
  good: pod('limits: {nvidia.com/gpu: 1}'),
  source: SOURCE,
}

const requestLimit: Rule = {
  id: 'gpu-request-limit',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'a GPU request without an equal limit',
  why: 'An extended resource cannot be overcommitted: the API server refuses a request without a limit, and a limit that is not equal to the request.',
  bad: pod('requests: {nvidia.com/gpu: 1}'),
  good: pod('limits: {nvidia.com/gpu: 1}'),
  source: SOURCE,
}

/** Does each container ask for GPUs in the one way that the API server takes? */
export const gpuAmount: Check = {
  rules: [fraction, requestLimit],
  scope: 'pod',
  run(pod, lint) {
    const resources = gpuResourcesOf(lint.facts)
    for (const container of pod.containers)
      for (const resource of resources) {
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
  const request = at(container.value, 'resources', 'requests', resource)
  const limit = at(container.value, 'resources', 'limits', resource)
  const asked = parseQuantity(request)
  if (asked === undefined || request === undefined || asked === parseQuantity(limit)) return
  const path = [...container.path, 'resources']
  const missing = limit === undefined
  const hasLimits = at(container.value, 'resources', 'limits') !== undefined
  const fix: Fix = missing
    ? {
        safe: true,
        title: 'make the limit equal to the request',
        edits: hasLimits
          ? [{ kind: 'add', path: [...path, 'limits'], key: resource, value: request }]
          : [{ kind: 'add', path, key: 'limits', value: { [resource]: request } }],
      }
    : {
        safe: false,
        title: 'make the request equal to the limit',
        edits: [{ kind: 'set', path: [...path, 'requests', resource], value: limit }],
      }
  lint.report('gpu-request-limit', {
    object: pod.owner,
    path: [...path, 'requests', resource],
    message: missing
      ? `${resource} is requested without a limit, which the API server refuses.`
      : `The request for ${resource} is not its limit, which the API server refuses.`,
    hint: `set both to the same whole number; a limit alone is enough`,
    fix,
  })
}

function pod(resources: string): string {
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
