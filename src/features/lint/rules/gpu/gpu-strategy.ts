import type { Edit } from '../../../manifests/edit.ts'
import { additions } from '../../../manifests/additions.ts'
import { at, has, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Check, Fix, Rule } from '../../rule.ts'
import { gpuUses } from './gpu-resources.ts'

const strategy: Rule = {
  id: 'gpu-strategy',
  severity: 'warning',
  fix: 'ask',
  finds: 'a Deployment with a GPU that is updated by a rolling update',
  why: 'A rolling update, which is the default, starts the new pod before it stops the old one. That takes a second GPU, and where none is free or granted the new pod stays Pending and the update never ends. Recreate stops the old pod first.',
  bad: example(''),
  good: example('strategy: {type: Recreate}'),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
}

/** Can a Deployment with a GPU be updated without a second GPU? */
export const gpuStrategy: Check = {
  rules: [strategy],
  scope: 'pod',
  run(pod, lint) {
    const { owner } = pod
    if (owner.type !== 'apps/Deployment' || !needsMorePods(owner)) return
    const [use] = gpuUses(pod, lint.facts)
    if (use === undefined) return
    lint.report('gpu-strategy', {
      object: owner,
      path: [...owner.path, 'spec', 'strategy', 'type'],
      message: `An update starts the new pod before the old one is gone, and needs a second ${use.resource}: without one it hangs.`,
      hint: 'set spec.strategy.type: Recreate',
      fix: recreate(owner),
    })
  },
}

/** A rolling update may do without another pod, where it says so. */
function needsMorePods({ value }: KubernetesObject): boolean {
  const type = textAt(value, 'spec', 'strategy', 'type') ?? 'RollingUpdate'
  if (type !== 'RollingUpdate' || numberAt(value, 'spec', 'replicas') === 0) return false
  const surge = at(value, 'spec', 'strategy', 'rollingUpdate', 'maxSurge')
  return surge !== 0 && !(typeof surge === 'string' && /^0+%$/u.test(surge))
}

function recreate({ value, path }: KubernetesObject): Fix | undefined {
  const spec = objectAt(value, 'spec')
  if (spec === undefined) return undefined
  const place = [...path, 'spec', 'strategy']
  const edits: Edit[] | undefined = has(spec, 'strategy', 'type')
    ? [{ kind: 'set', path: [...place, 'type'], value: 'Recreate' }]
    : additions(spec, [...path, 'spec'], { strategy: { type: 'Recreate' } })
  if (edits === undefined) return undefined
  // Beside Recreate the API server refuses it.
  if (at(spec, 'strategy', 'rollingUpdate') !== undefined)
    edits.push({ kind: 'remove', path: [...place, 'rollingUpdate'] })
  return { safe: false, title: 'stop the old pod before the new one starts', edits }
}

function example(strategyLine: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: notebook}
spec:
  replicas: 1
  selector: {matchLabels: {app: notebook}}
  ${strategyLine}
  template:
    metadata: {labels: {app: notebook}}
    spec:
      containers:
        - name: notebook
          image: quay.io/jupyter/pytorch-notebook:2026-01-05
          resources:
            limits: {nvidia.com/gpu: 1}
`.replace(/^ +\n/mu, '')
}
