import type { JsonObject, Path } from '../../../manifests/document.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { flowText } from '../../../manifests/flow-text.ts'
import { has, listAt } from '../../../manifests/json.ts'
import { containerTitle, type PodTemplate } from '../../../manifests/pod.ts'
import { tolerates } from '../../../manifests/toleration.ts'
import { weightOf } from '../../confirmed.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { eligibleModels, taintOf, taintsOf, type GpuModel } from './gpu-models.ts'
import { gpuUsePath, gpuUses, type GpuUse } from './gpu-resources.ts'

const missing: Rule = {
  id: 'gpu-toleration-missing',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'a pod that asks for a GPU and does not tolerate the taint of the GPU nodes',
  why: 'A site keeps other pods off its GPU nodes by a taint. Without the toleration that belongs to it the scheduler finds no node: the pod stays Pending, for days and without an error. Where each card model has a taint of its own, the toleration must be that of the model.',
  bad: example(''),
  good: example('tolerations: [{key: gpu-tesla-v100s, operator: Exists, effect: NoSchedule}]'),
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
}

/** Is there a GPU node at the site that a pod with a GPU may go to? */
export const gpuToleration: Check = {
  rules: [missing],
  scope: 'pod',
  run(pod, lint) {
    const models = lint.facts.site?.profile.gpu?.models ?? []
    // With a node named outright nobody looks at whether it may be there.
    if (models.length === 0 || has(pod.spec, 'nodeName')) return
    const refused = gpuUses(pod, lint.facts).find((use) => !isAdmitted(pod, eligible(pod, use, models)))
    if (refused) reportMissing(pod, refused, eligible(pod, refused, models), lint)
  },
}

function eligible({ spec }: PodTemplate, { resource }: GpuUse, models: readonly GpuModel[]): GpuModel[] {
  return eligibleModels(models, resource, spec)
}

/** True where nothing is known of the nodes, too. */
function isAdmitted({ spec }: PodTemplate, models: readonly GpuModel[]): boolean {
  const tolerations = listAt(spec, 'tolerations')
  const tolerated = models.some((model) =>
    taintsOf(model).every((taint) => tolerations.some((toleration) => tolerates(toleration, taint))),
  )
  return models.length === 0 || tolerated
}

function reportMissing(pod: PodTemplate, use: GpuUse, models: readonly GpuModel[], lint: Lint): void {
  const site = lint.facts.site?.id
  const wanted = neededTolerations(pod, models)
  const only = models.length === 1 ? ` of the model ${models[0]?.alias}` : ''
  lint.report('gpu-toleration-missing', {
    object: pod.owner,
    path: gpuUsePath(use),
    severity: weightOf(lint.facts, 'gpu.models'),
    message: `${containerTitle(use.container)} asks for ${use.resource}, but the pod does not tolerate the taint of the GPU nodes${only} at ${site}: it stays Pending.`,
    hint: `under tolerations add ${wanted.map(flowText).join(' or ')}`,
    fix: addTolerations(pod, wanted, models),
  })
}

/** What the pod lacks for any of the models, each once, in the order of the profile. */
function neededTolerations({ spec }: PodTemplate, models: readonly GpuModel[]): JsonObject[] {
  const there = listAt(spec, 'tolerations')
  const needed = models.flatMap(({ tolerations = [] }) =>
    tolerations.filter((wanted) => !there.some((one) => tolerates(one, taintOf(wanted)))),
  )
  return [...new Map(needed.map((one) => [JSON.stringify(one), { ...one }])).values()]
}

/** With one model, or one taint for all, there is one right answer; else the pod is let onto all GPU nodes. */
function addTolerations(pod: PodTemplate, wanted: readonly JsonObject[], models: readonly GpuModel[]): Fix {
  const path: Path = [...pod.specPath, 'tolerations']
  const edits: Edit[] = has(pod.spec, 'tolerations')
    ? wanted.map((value) => ({ kind: 'append', path, value }))
    : 'tolerations' in pod.spec
      ? [{ kind: 'set', path, value: [...wanted] }]
      : [{ kind: 'add', path: pod.specPath, key: 'tolerations', value: [...wanted] }]
  const safe = models.length === 1 || wanted.length === 1
  return { safe, title: safe ? 'tolerate the taint' : 'tolerate the taints of all models', edits }
}

function example(tolerations: string): Rule['bad'] {
  const text = `apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      restartPolicy: Never
      ${tolerations}
      containers:
        - name: train
          image: pytorch/pytorch:2.9.0
          resources:
            limits: {nvidia.com/gpu: 1}
`
  return { files: { 'job.yaml': text.replace(/^ +\n/mu, '') }, site: 'haw-icc' }
}
