import { containerTitle } from '../../../manifests/pod.ts'
import { weightOf } from '../../confirmed.ts'
import type { Check, Rule } from '../../rule.ts'
import { gpuUsePath, gpuUses } from './gpu-resources.ts'

const SITE = '{gpu: {models: []}}'

const none: Rule = {
  id: 'gpu-none',
  severity: 'error',
  finds: 'a pod that asks for a GPU where the site has none',
  why: 'The scheduler looks for a node that has what a pod asks for. Where no node of the cluster has a GPU there is none to be found: the pod stays Pending for ever, and no error says so.',
  bad: { files: { 'job.yaml': example('{nvidia.com/gpu: 1, memory: 4Gi}') }, site: SITE },
  good: { files: { 'job.yaml': example('{memory: 4Gi}') }, site: SITE },
  source: 'https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/',
}

/** Are there GPUs at all? */
export const gpuNone: Check = {
  rules: [none],
  scope: 'pod',
  run(pod, lint) {
    const { site } = lint.facts
    if (site?.profile.gpu?.models?.length !== 0) return
    const [use] = gpuUses(pod, lint.facts)
    if (use === undefined) return
    lint.report('gpu-none', {
      object: pod.owner,
      path: gpuUsePath(use),
      severity: weightOf(lint.facts, 'gpu.models'),
      message: `${containerTitle(use.container)} asks for ${use.resource}, and ${site.profile.title} has no GPUs: the pod stays Pending.`,
      hint: 'take it out, or run this at a site that has GPUs',
    })
  },
}

function example(limits: string): string {
  return `apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: train
          image: pytorch/pytorch:2.9.0
          resources:
            limits: ${limits}
`
}
