import type { Json, JsonObject, ManifestDocument, Path } from './document.ts'
import { isObject, listAt, textAt } from './json.ts'
import { rememberEach } from './remember.ts'

/** One Kubernetes object of a manifest: a document, or an item of a `kind: List` in one. */
export type KubernetesObject = {
  document: ManifestDocument
  /** Where the object stands in its document: empty, or `['items', 2]` in a List. */
  path: Path
  value: JsonObject
  /** As written, such as `networking.k8s.io/v1`. */
  apiVersion: string
  /** API group, empty for the core group. */
  group: string
  version: string
  kind: string
  /** Kind with its present group, `apps/Deployment` or `Service`: what an object of a group long gone is today. */
  type: string
  /** Undefined where `metadata.name` is missing or no text. */
  name: string | undefined
  /** As written; undefined where the manifest names none. */
  namespace: string | undefined
}

/** Groups that kinds have left, with the group where each kind is now. */
const MOVED: ReadonlyMap<string, string> = new Map([
  ['extensions/Deployment', 'apps/Deployment'],
  ['extensions/DaemonSet', 'apps/DaemonSet'],
  ['extensions/ReplicaSet', 'apps/ReplicaSet'],
  ['extensions/Ingress', 'networking.k8s.io/Ingress'],
  ['extensions/NetworkPolicy', 'networking.k8s.io/NetworkPolicy'],
  ['extensions/PodSecurityPolicy', 'policy/PodSecurityPolicy'],
])

/**
 * The objects of a document, a List opened (Lists within Lists too). Empty for a document that is no Kubernetes object.
 * One and the same each time, so that what was found out about an object can be kept beside it.
 */
export const objectsOf = rememberEach((document: ManifestDocument): readonly KubernetesObject[] =>
  objectsIn(document, document.value, ROOT),
)

/** One for all objects that are documents of their own. */
const ROOT: Path = []

function objectsIn(document: ManifestDocument, value: Json, path: Path): KubernetesObject[] {
  if (!isObject(value)) return []
  const apiVersion = textAt(value, 'apiVersion')
  const kind = textAt(value, 'kind')
  if (apiVersion === undefined || kind === undefined) return []
  if (isList(apiVersion, kind, value))
    return listAt(value, 'items').flatMap((item, index) => objectsIn(document, item, [...path, 'items', index]))
  return [describe(document, value, path, apiVersion, kind)]
}

/** `kind: List`, and typed ones such as `PodList`, which kubectl opens too. */
function isList(apiVersion: string, kind: string, value: JsonObject): boolean {
  return kind.endsWith('List') && 'items' in value && (kind !== 'List' || apiVersion === 'v1')
}

type Kind = Pick<KubernetesObject, 'apiVersion' | 'group' | 'version' | 'kind' | 'type'>

const kinds = new Map<string, Kind>()

/** The same texts for all objects of a kind: a large project has few kinds, and many objects of each. */
function kindOf(apiVersion: string, kind: string): Kind {
  const id = `${apiVersion.length} ${apiVersion}${kind}`
  const known = kinds.get(id)
  if (known !== undefined) return known
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const written = group === '' ? kind : `${group}/${kind}`
  const type = MOVED.get(written) ?? written
  const made = { apiVersion, group, version: apiVersion.slice(slash + 1), kind, type }
  if (kinds.size === MOST_KINDS) kinds.clear()
  kinds.set(id, made)
  return made
}

/** More than any cluster serves. */
const MOST_KINDS = 2000

function describe(
  document: ManifestDocument,
  value: JsonObject,
  path: Path,
  apiVersion: string,
  kind: string,
): KubernetesObject {
  const known = kindOf(apiVersion, kind)
  return {
    document,
    path,
    value,
    apiVersion: known.apiVersion,
    group: known.group,
    version: known.version,
    kind: known.kind,
    type: known.type,
    name: textAt(value, 'metadata', 'name'),
    namespace: textAt(value, 'metadata', 'namespace'),
  }
}

/** What people call it: `Deployment/web`, with its namespace where the manifest names one. */
export function objectName({ kind, name, namespace }: KubernetesObject): string {
  const own = name === undefined ? kind : `${kind}/${name}`
  return namespace === undefined ? own : `${own} in ${namespace}`
}

/** True for kinds of Kubernetes itself: no group, one without a dot, or one below k8s.io. */
export function isBuiltIn({ group }: KubernetesObject): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io')
}
