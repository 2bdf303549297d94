import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { at, has, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import { statedAmount } from '../../../manifests/pod-resources.ts'
import { containerTitle, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import { formatQuantity, parseQuantity, type Quantity } from '../../../manifests/quantity.ts'
import type { Facts } from '../../facts.ts'
import type { Check, Fix, Rule } from '../../rule.ts'
import { gpuUses } from './gpu-resources.ts'

const MEBIBYTE: Quantity = parseQuantity('1Mi') ?? 0n

/** What containers have where nothing is mounted. */
const USUAL_SIZE = 64n * MEBIBYTE

const shm: Rule = {
  id: 'gpu-shm',
  severity: 'info',
  fix: 'ask',
  finds: 'a GPU workload with no memory volume on /dev/shm',
  why: 'The shared memory of a container is 64 MiB. The data loaders of PyTorch and others hand over their batches there, and break off with a bus error when it is full. A memory volume on /dev/shm makes it larger; what is in it counts against the memory limit.',
  bad: example('', ''),
  good: example(
    'volumeMounts: [{name: shm, mountPath: /dev/shm}]',
    'volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 1Gi}}]',
  ),
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
}

/** Has each container with a GPU more shared memory than usual? */
export const gpuShm: Check = {
  rules: [shm],
  scope: 'pod',
  run(pod, lint) {
    // With the node's own IPC namespace its shared memory is there too.
    if (pod.spec['hostIPC'] === true || sharedMemory(lint.facts) > USUAL_SIZE) return
    const containers = new Set(gpuUses(pod, lint.facts).map(({ container }) => container))
    const short = [...containers].filter((container) => !hasMemory(pod, container))
    const [first] = short
    if (first === undefined) return
    // As the profile spells it: 64M is 62500Ki.
    const size = lint.facts.site?.profile.gpu?.shmDefault ?? '64Mi'
    lint.report('gpu-shm', {
      object: pod.owner,
      path: [...first.path, 'volumeMounts'],
      at: 'key',
      message: `${containerTitle(first)} has a GPU and ${size}B of shared memory; data loaders often need more and break off with a bus error.`,
      hint: 'mount an emptyDir with medium: Memory and a sizeLimit on /dev/shm',
      fix: mountMemory(pod, short),
    })
  },
}

/** What containers have at the site where nothing is mounted. */
function sharedMemory({ site }: Facts): Quantity {
  return parseQuantity(site?.profile.gpu?.shmDefault) ?? USUAL_SIZE
}

/** True for whatever else is mounted there on purpose, but not for an emptyDir on the node's disk. */
function hasMemory({ spec }: PodTemplate, { value }: Container): boolean {
  const mount = listAt(value, 'volumeMounts').find(isOnSharedMemory)
  if (mount === undefined) return false
  const volume = listAt(spec, 'volumes').find((one) => textAt(one, 'name') === textAt(mount, 'name'))
  return !has(volume, 'emptyDir') || textAt(volume, 'emptyDir', 'medium') === 'Memory'
}

function isOnSharedMemory(mount: Json): boolean {
  return /^\/dev\/shm\/*$/u.test(textAt(mount, 'mountPath') ?? '')
}

/** None where something is mounted there already, but of the wrong kind: its volume may have other uses. */
function mountMemory(pod: PodTemplate, containers: readonly Container[]): Fix | undefined {
  if (containers.some(({ value }) => listAt(value, 'volumeMounts').some(isOnSharedMemory))) return undefined
  const names = new Set(listAt(pod.spec, 'volumes').map((volume) => textAt(volume, 'name')))
  const name = ['shm', 'dshm', 'shared-memory'].find((one) => !names.has(one))
  if (name === undefined) return undefined
  const sizeLimit = sizeFor(containers)
  const volume = { name, emptyDir: { medium: 'Memory', sizeLimit } }
  const mount = { name, mountPath: '/dev/shm' }
  const edits = [
    ...containers.flatMap(({ value, path }) => appended(value, path, 'volumeMounts', mount)),
    ...appended(pod.spec, pod.specPath, 'volumes', volume),
  ]
  return { safe: false, title: `mount ${sizeLimit}B of memory on /dev/shm`, edits }
}

/** 1 GiB, or half of the memory that a container may have, as it counts there. */
function sizeFor(containers: readonly Container[]): string {
  const limits = containers.flatMap(({ value }) => statedAmount(value, 'limits', 'memory') ?? [])
  const halves = limits.map((limit) => (limit / 2n / MEBIBYTE) * MEBIBYTE).filter((half) => half > 0n)
  const smallest = [...halves, 1024n * MEBIBYTE].reduce((one, other) => (other < one ? other : one))
  return formatQuantity(smallest, 'bytes')
}

function appended(holder: JsonObject, path: Path, key: string, item: JsonObject): Edit[] {
  if (objectAt(holder, key) !== undefined) return []
  if (at(holder, key) === undefined) return [{ kind: 'add', path, key, value: [item] }]
  return [{ kind: 'append', path: [...path, key], value: item }]
}

function example(mounts: string, volumes: string): string {
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
          ${mounts}
          resources:
            limits: {nvidia.com/gpu: 1, memory: 8Gi}
      ${volumes}
`.replaceAll(/^ +\n/gmu, '')
}
