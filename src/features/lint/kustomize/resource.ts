import type { JsonObject } from '../../manifests/document.ts'
import { textAt, textPairsAt } from '../../manifests/json.ts'
import type { KubernetesObject } from '../../manifests/object.ts'
import type { Selector } from './kustomization.ts'

/** An object on its way through kustomizations. */
export type Resource = {
  /** As it stands in its file; undefined for what is generated. */
  origin: KubernetesObject | undefined
  /** As it is made of that, but for its name, by which the files refer to it. Each change makes a new value. */
  value: JsonObject
  /** All that it was called on the way, by prefixes and suffixes; the last is what the cluster gets. */
  names: string[]
  /** Why nothing can be said of it. */
  unknown?: string
}

/** Kinds that are in no namespace, of those that are of Kubernetes itself. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  'APIService',
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'CSIDriver',
  'CSINode',
  'CustomResourceDefinition',
  'FlowSchema',
  'GatewayClass',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
])

export function isClusterWide({ value }: Resource): boolean {
  return CLUSTER_WIDE.has(textAt(value, 'kind') ?? '')
}

/** True for what a selector of kustomize means. Names count as they are and as they were. */
export function isSelected({ value, names }: Resource, selector: Selector): boolean {
  const { group, version, kind, name, namespace, labels, annotations } = selector
  const apiVersion = textAt(value, 'apiVersion') ?? ''
  const slash = apiVersion.indexOf('/')
  return (
    fits(group, slash < 0 ? '' : apiVersion.slice(0, slash)) &&
    fits(version, apiVersion.slice(slash + 1)) &&
    fits(kind, textAt(value, 'kind') ?? '') &&
    (name === undefined || name === '' || names.some((one) => fits(name, one))) &&
    fits(namespace, textAt(value, 'metadata', 'namespace') ?? '') &&
    hasAll(labels, textPairsAt(value, 'metadata', 'labels')) &&
    hasAll(annotations, textPairsAt(value, 'metadata', 'annotations'))
  )
}

function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined || pattern === '' || pattern === text) return true
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text)
  } catch {
    // No pattern to JavaScript: then it may mean anything, and what is meant is not to be called unchanged.
    return true
  }
}

/** Pairs `key=value` alone are followed; anything else may mean any object. */
function hasAll(selector: string | undefined, pairs: readonly [string, string][]): boolean {
  if (selector === undefined || selector === '') return true
  const wanted = selector.split(',').map((one) => /^\s*([^=!\s]+)\s*==?\s*([^=\s]*)\s*$/u.exec(one))
  return wanted.every((one) => one === null || pairs.some(([key, value]) => key === one[1] && value === one[2]))
}
