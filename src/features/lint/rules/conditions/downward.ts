import type { Json, Path } from '../../../manifests/document.ts'
import { filledText, type Tell } from './condition.ts'

/** Of the pod, what a variable can have. @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/ */
const IN_VARIABLES = new Set([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
])

const IN_FILES = new Set([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'metadata.labels',
  'metadata.annotations',
])

/** One label or annotation, in either. */
const ONE_OF_MANY = /^metadata\.(?:labels|annotations)\['[^']+'\]$/u

const AMOUNT = /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-\w+)$/u

export function checkVariableField(from: Json | undefined, path: Path, tell: Tell): void {
  checkField(from, path, IN_VARIABLES, 'a variable', tell)
}

export function checkVolumeField(item: Json | undefined, path: Path, tell: Tell): void {
  checkField(item, path, IN_FILES, 'a file', tell)
}

function checkField(from: Json | undefined, path: Path, known: ReadonlySet<string>, goal: string, tell: Tell): void {
  const field = filledText(from, 'fieldRef', 'fieldPath')
  if (field !== undefined && !known.has(field) && !ONE_OF_MANY.test(field))
    tell(
      [...path, 'fieldRef', 'fieldPath'],
      `is nothing of a pod that ${goal} can have`,
      `one of ${[...known].join(', ')}, metadata.labels['KEY'], metadata.annotations['KEY']`,
    )
  const resource = filledText(from, 'resourceFieldRef', 'resource')
  if (resource !== undefined && !AMOUNT.test(resource))
    tell(
      [...path, 'resourceFieldRef', 'resource'],
      'is no amount that a container states',
      'write limits or requests with .cpu, .memory or .ephemeral-storage',
    )
}
