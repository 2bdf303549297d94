import type { Json, JsonObject, Path } from '../../manifests/document.ts'
import { at, has, isObject, objectAt, textAt } from '../../manifests/json.ts'
import type { KubernetesObject } from '../../manifests/object.ts'

/** Where kubectl keeps what it applied last. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** An object as `kubectl apply` sends it: with its namespace, and with itself in an annotation. */
export function asKubectlSends({ value }: KubernetesObject, namespace: string | undefined): JsonObject {
  const metadata = objectAt(value, 'metadata') ?? {}
  const { [LAST_APPLIED]: _, ...annotations } = objectAt(metadata, 'annotations') ?? {}
  const placed = namespace === undefined ? metadata : { ...metadata, namespace }
  const applied = JSON.stringify({ ...value, metadata: { ...placed, annotations } })
  return { ...value, metadata: { ...placed, annotations: { ...annotations, [LAST_APPLIED]: `${applied}\n` } } }
}

/** What kubectl applied last, by the live object's annotation; undefined where kubectl did not, or not this way. */
export function lastApplied(live: JsonObject): JsonObject | undefined {
  const written = textAt(live, 'metadata', 'annotations', LAST_APPLIED)
  if (written === undefined) return undefined
  try {
    const parsed = JSON.parse(written) as Json
    return isObject(parsed) ? parsed : undefined
  } catch {
    // Somebody edited the annotation: kubectl stops there, and what it would take out is not known.
    return undefined
  }
}

/**
 * The patch with which `kubectl apply` turns the live object into the wanted one: all that is wanted, and for what it
 * applied before and is wanted no more, that it goes. Others' fields stay. The live object itself is not needed, as
 * taking out what is not there does nothing.
 *
 * @param how `strategic-merge` for kinds of Kubernetes itself, whose lists may have items with a key of their own; `merge`
 *   for custom resources, whose lists are replaced
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/ (how apply calculates differences)
 */
export function kubectlPatch(
  wanted: JsonObject,
  applied: JsonObject | undefined,
  how: 'strategic-merge' | 'merge',
): JsonObject {
  return mergeObjects(wanted, applied, {
    strategic: how === 'strategic-merge',
    kind: textAt(wanted, 'kind'),
    path: [],
  })
}

type Position = { strategic: boolean; kind: string | undefined; path: Path }

function mergeObjects(wanted: JsonObject, applied: JsonObject | undefined, position: Position): JsonObject {
  const gone = Object.keys(applied ?? {}).filter((key) => !(key in wanted))
  const { strategic, path } = position
  return {
    ...Object.fromEntries(gone.map((key) => [key, null])),
    ...Object.fromEntries(
      Object.entries(wanted).map(([key, value]) => [
        key,
        mergeValues(value, applied?.[key], { ...position, path: [...path, key] }),
      ]),
    ),
    ...(strategic && keepsOnlyGiven(position) ? { $retainKeys: Object.keys(wanted) } : {}),
    ...(strategic && path.at(-1) === 'metadata' ? goneFinalizers(wanted, applied) : {}),
  }
}

function mergeValues(wanted: Json, applied: Json | undefined, position: Position): Json {
  if (isObject(wanted)) return mergeObjects(wanted, isObject(applied) ? applied : undefined, position)
  const key = Array.isArray(wanted) ? mergeKeyOf(position) : undefined
  if (!Array.isArray(wanted) || key === undefined) return wanted
  const before = Array.isArray(applied) ? applied : []
  const itemWith = (list: readonly Json[], id: Json | undefined) => list.find((item) => at(item, key) === id)
  const kept = wanted.map((item) =>
    mergeValues(item, itemWith(before, at(item, key)), { ...position, path: [...position.path, 0] }),
  )
  const gone = before.flatMap((item): JsonObject[] => {
    const id = at(item, key)
    return id === undefined || itemWith(wanted, id) !== undefined ? [] : [{ [key]: id, $patch: 'delete' }]
  })
  return [...kept, ...gone]
}

/** Finalizers are a list of texts that is merged. */
function goneFinalizers(wanted: JsonObject, applied: JsonObject | undefined): JsonObject {
  const [now, before] = [wanted['finalizers'], applied?.['finalizers']]
  if (!Array.isArray(now) || !Array.isArray(before)) return {}
  const gone = before.filter((one) => !now.includes(one))
  return gone.length === 0 ? {} : { '$deleteFromPrimitiveList/finalizers': gone }
}

/** Where an item of a list that is merged by a key has none: kubectl and the server cannot tell which one is meant. */
export function itemWithoutKey(wanted: JsonObject): { path: Path; key: string } | undefined {
  return searchKeyless(wanted, { strategic: true, kind: textAt(wanted, 'kind'), path: [] })
}

function searchKeyless(value: Json, position: Position): { path: Path; key: string } | undefined {
  const key = Array.isArray(value) ? mergeKeyOf(position) : undefined
  const entries = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : []
  for (const [step, inner] of entries) {
    const path = [...position.path, step]
    if (key !== undefined && !has(inner, key)) return { path, key }
    const found = searchKeyless(inner, { ...position, path })
    if (found !== undefined) return found
  }
  return undefined
}

// Which lists are merged by a key, and where the fields that are not given go, is part of the API: the patch strategies
// and merge keys (x-kubernetes-patch-*) that a kube-apiserver 1.37 tells in its OpenAPI.

const OF_POD: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  resourceClaims: 'name',
  schedulingGates: 'name',
}

const OF_CONTAINER: Readonly<Record<string, string>> = {
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
}

/** Others by kind and path. */
const OF_KIND: Readonly<Record<string, string>> = {
  'Service spec.ports': 'port',
  'ServiceAccount secrets': 'name',
}

function mergeKeyOf({ strategic, kind, path }: Position): string | undefined {
  if (!strategic) return undefined
  const name = String(path.at(-1))
  const holder = path.at(-2)
  if (/^(?:c|initC|ephemeralC)ontainers$/u.test(String(path.at(-3))) && typeof holder === 'number')
    return entryOf(OF_CONTAINER, name)
  if (name === 'ownerReferences') return holder === 'metadata' ? 'uid' : undefined
  return entryOf(OF_KIND, `${kind} ${path.join('.')}`) ?? (holder === 'spec' ? entryOf(OF_POD, name) : undefined)
}

function entryOf(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** Of a volume only the source that is given may be left, of a strategy only the settings of its type. */
function keepsOnlyGiven({ kind, path }: Position): boolean {
  if (kind === 'Deployment' && path.join('.') === 'spec.strategy') return true
  return typeof path.at(-1) === 'number' && /^(?:volumes|resourceClaims)$/u.test(String(path.at(-2)))
}
