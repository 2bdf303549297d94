import type { JsonObject } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { isObject, listAt, textAt } from '../../../manifests/json.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { gpuTaintKeys, tolerationText } from './gpu-models.ts'
import { gpuUses } from './gpu-resources.ts'

const unused: Rule = {
  id: 'gpu-toleration-unused',
  severity: 'warning',
  fix: 'ask',
  finds: 'a toleration of GPU nodes without a GPU, or of a taint that the site no longer has',
  why: 'A toleration lets a pod onto the GPU nodes but gives it no GPU: only a limit does. The pod then takes room there that others wait for, or its program finds no card. A toleration from old instructions does nothing at all.',
  bad: example('limits: {memory: 1Gi}'),
  good: example('limits: {memory: 1Gi, nvidia.com/gpu: 1}'),
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#example-use-cases',
}

/** Is each toleration of the site's GPU nodes of use to its pod? */
export const gpuTolerationUnused: Check = {
  rules: [unused],
  scope: 'pod',
  run(pod, lint) {
    const { profile } = lint.facts.site ?? {}
    // What runs on every node, such as an agent that watches it, is meant to be on those with GPUs too.
    if (profile === undefined || pod.owner.type === 'apps/DaemonSet') return
    const now = gpuTaintKeys(profile.gpu?.models ?? [])
    const earlier = Object.values(profile.generations ?? {}).flatMap(({ gpu }) => gpu?.models ?? [])
    const before = gpuTaintKeys(earlier)
    const wantsGpu = asksForGpu(pod, lint)
    for (const [index, toleration] of listAt(pod.spec, 'tolerations').entries()) {
      if (!isObject(toleration)) continue
      const key = textAt(toleration, 'key') ?? ''
      const isStale = before.has(key) && !now.has(key)
      if (isStale || (now.has(key) && !wantsGpu)) report(pod, { index, toleration, isStale }, lint)
    }
  },
}

/** A claim may be one for a GPU: which devices it stands for is written elsewhere. */
function asksForGpu(pod: PodTemplate, { facts }: Lint): boolean {
  return gpuUses(pod, facts).length > 0 || listAt(pod.spec, 'resourceClaims').length > 0
}

type Found = { index: number; toleration: JsonObject; isStale: boolean }

function report(pod: PodTemplate, { index, toleration, isStale }: Found, lint: Lint): void {
  const text = excerpt(tolerationText(toleration))
  const site = lint.facts.site?.id
  const fix: Fix = {
    safe: false,
    title: 'drop the toleration',
    edits: [{ kind: 'remove', path: [...pod.specPath, 'tolerations', index] }],
  }
  lint.report('gpu-toleration-unused', {
    object: pod.owner,
    path: [...pod.specPath, 'tolerations', index, 'key'],
    message: isStale
      ? `The toleration ${text} is of an earlier time: GPU nodes at ${site} no longer have this taint.`
      : `The toleration ${text} lets the pod onto the GPU nodes of ${site}, but no container asks for a GPU, so none gets one.`,
    hint: isStale ? 'drop the toleration' : 'add a GPU to the limits of a container, or drop the toleration',
    fix,
  })
}

function example(resources: string): Rule['bad'] {
  const text = `apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      restartPolicy: Never
      tolerations:
        - key: gpu-tesla-v100
          operator: Exists
          effect: NoSchedule
      containers:
        - name: train
          image: pytorch/pytorch:2.9.0
          resources:
            ${resources}
`
  return { files: { 'job.yaml': text }, site: 'haw-icc' }
}
