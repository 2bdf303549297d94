import { accessModesOf, claimUsesOf } from '../../../manifests/claim.ts'
import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { has, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import { objectName, type KubernetesObject } from '../../../manifests/object.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import { podsAtOnce } from '../../../manifests/replicas.ts'
import { recreate, startsNewPodFirst } from '../../../manifests/rollout.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Report, Rule } from '../../rule.ts'

const shared: Rule = {
  id: 'rwo-shared',
  severity: 'warning',
  fix: 'ask',
  finds: 'a claim for one node that several pods are to mount',
  why: 'A ReadWriteOnce volume is attached to one node at a time. Pods that land on another node wait for it without end: the second replica, a second workload, or the new pod of a rolling update while the old one still runs. On a small cluster it works by luck until the scheduler chooses another node. ReadWriteOncePod is for one single pod.',
  bad: example({ replicas: 2, strategy: 'RollingUpdate' }),
  good: example({ replicas: 1, strategy: 'Recreate' }),
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
}

/** Can all pods that name a claim mount it at the same time? */
export const rwoShared: Check = {
  rules: [shared],
  scope: 'project',
  run(project, lint) {
    const uses = project.pods.flatMap((pod) => usesOf(pod, lint))
    const byClaim = Map.groupBy(uses, ({ claim }) => claim)
    for (const use of uses) checkUse(use, byClaim.get(use.claim) ?? [], lint)
  },
}

type Use = { pod: PodTemplate; claim: KubernetesObject; path: Path; mode: 'ReadWriteOnce' | 'ReadWriteOncePod' }

/** The claims of a pod that not everybody can mount. */
function usesOf(pod: PodTemplate, lint: Lint): Use[] {
  return claimUsesOf(pod).flatMap(({ claimName, path }): Use[] => {
    const [claim, ...others] = lint.project.named('PersistentVolumeClaim', claimName, pod.owner)
    if (claim === undefined) {
      reportUnknown(pod, claimName, lint)
      return []
    }
    const mode = others.length === 0 ? onlyMode(claim) : undefined
    return mode === undefined ? [] : [{ pod, claim, path, mode }]
  })
}

function reportUnknown(pod: PodTemplate, claimName: string, lint: Lint): void {
  const { owner } = pod
  if (hasVariable(claimName) || isOnOneNode(pod)) return
  if (podsAtOnce(owner) < 2 && !startsNewPodFirst(owner)) return
  const reason = `the access mode of the claim ${excerpt(claimName)} is not known, as it is not in these files`
  lint.notChecked('rwo-shared', { object: owner, reason })
}

function onlyMode({ value }: KubernetesObject): Use['mode'] | undefined {
  const modes = accessModesOf(objectAt(value, 'spec') ?? {})
  if (modes.includes('ReadWriteMany') || modes.includes('ReadOnlyMany')) return undefined
  return (['ReadWriteOncePod', 'ReadWriteOnce'] as const).find((mode) => modes.includes(mode))
}

function checkUse(use: Use, all: readonly Use[], lint: Lint): void {
  const { pod, mode, path } = use
  const onePod = mode === 'ReadWriteOncePod'
  // Pods that stay on one node can share what one node can mount.
  if (podsAtOnce(pod.owner) === 0 || (!onePod && isOnOneNode(pod))) return
  const found = tooManyPods(use) ?? otherWorkload(use, all) ?? rollingUpdate(use)
  if (found === undefined) return
  lint.report('rwo-shared', { object: pod.owner, path, severity: onePod ? 'error' : 'warning', ...found })
}

type Finding = Pick<Report, 'message' | 'hint' | 'fix'> & { path?: Path }

function tooManyPods({ pod: { owner }, claim, mode }: Use): Finding | undefined {
  const number = podsAtOnce(owner)
  const isDaemonSet = owner.type === 'apps/DaemonSet'
  if (number < 2 && !isDaemonSet) return undefined
  const who = isDaemonSet ? 'A pod on each node is' : `${number} pods at the same time are`
  return {
    message: `${who} to mount the claim ${nameOf(claim)}, ${limitOf(mode)}.`,
    hint: 'run one pod, take a ReadWriteMany claim, or give each pod a volume of its own (volumeClaimTemplates of a StatefulSet)',
  }
}

/** A Job comes and goes: that it waits for the volume is no harm. */
function otherWorkload({ pod, claim, mode }: Use, all: readonly Use[]): Finding | undefined {
  if (!staysThere(pod)) return undefined
  const other = all.find(
    (one) => one.pod !== pod && staysThere(one.pod) && (mode === 'ReadWriteOncePod' || !isOnOneNode(one.pod)),
  )
  if (other === undefined) return undefined
  return {
    message: `${objectName(other.pod.owner)} mounts the claim ${nameOf(claim)} too, ${limitOf(mode)}.`,
    hint: 'take a ReadWriteMany claim, or run both as containers of one pod',
  }
}

function staysThere({ owner }: PodTemplate): boolean {
  return owner.type !== 'batch/Job' && podsAtOnce(owner) > 0
}

function rollingUpdate({ pod: { owner }, claim, mode }: Use): Finding | undefined {
  if (!startsNewPodFirst(owner)) return undefined
  const edits = recreate(owner)
  return {
    message: `An update starts the new pod before the old one lets go of the claim ${nameOf(claim)}, ${limitOf(mode)}.`,
    hint: 'set spec.strategy.type: Recreate',
    fix: edits && { safe: false, title: 'stop the old pod before the new one starts', edits },
  }
}

function limitOf(mode: Use['mode']): string {
  return mode === 'ReadWriteOnce'
    ? 'which one node at a time can mount (ReadWriteOnce): pods on other nodes do not start'
    : 'which a single pod can mount (ReadWriteOncePod): the others stay Pending'
}

function nameOf({ name }: KubernetesObject): string {
  return excerpt(name ?? '')
}

const HOST = 'kubernetes.io/hostname'

/** True for pods that are tied to one node, or to the node of other pods. */
function isOnOneNode({ spec }: PodTemplate): boolean {
  if (has(spec, 'nodeName') || has(spec, 'nodeSelector', HOST)) return true
  const affinity = listAt(spec, 'affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')
  return affinity.some((term) => textAt(term, 'topologyKey') === HOST)
}

function example({ replicas, strategy }: { replicas: number; strategy: string }): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 5Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: wiki}
spec:
  replicas: ${replicas}
  strategy: {type: ${strategy}}
  selector: {matchLabels: {app: wiki}}
  template:
    metadata: {labels: {app: wiki}}
    spec:
      containers:
        - name: wiki
          image: registry.example.org/wiki:1.4.0
          volumeMounts: [{name: data, mountPath: /data}]
      volumes:
        - name: data
          persistentVolumeClaim: {claimName: data}
`
}
