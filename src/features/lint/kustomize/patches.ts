import type { Json, JsonObject } from '../../manifests/document.ts'
import { at, isObject, textAt } from '../../manifests/json.ts'
import { patchDocuments, type PatchEntry, type Selector } from './kustomization.ts'
import { isSelected, type Resource } from './resource.ts'
import type { ManifestFile } from '../project.ts'

/**
 * Patches objects as kustomize does. What cannot be followed leaves its targets without a word about them.
 *
 * @returns the resources that are left: a patch may delete some
 */
export function applyPatch(
  entry: PatchEntry,
  resources: readonly Resource[],
  files: ReadonlyMap<string, ManifestFile>,
): Resource[] {
  const documents = patchDocuments(entry, files)
  const unread = { unknown: `its patch ${entry.path ?? ''} cannot be read here`.replace('  ', ' ') }
  if (documents === undefined)
    return resources.map((one) => (entry.target && isSelected(one, entry.target) ? Object.assign(one, unread) : one))
  return documents.reduce<Resource[]>((left, patch) => applyOne(patch, entry.target, left), [...resources])
}

function applyOne(patch: Json, target: Selector | undefined, resources: readonly Resource[]): Resource[] {
  const selector = target ?? own(patch)
  if (selector === undefined) return [...resources]
  return resources.flatMap((resource) => {
    if (!isSelected(resource, selector)) return resource
    const made = Array.isArray(patch) ? operated(resource.value, patch) : merged(resource.value, patch)
    if (made === DELETED) return []
    if (made === undefined)
      return Object.assign(resource, { unknown: 'a patch changes it in a way that icc does not know' })
    // Names count as the files write them, whatever a patch says.
    resource.value = made
    return resource
  })
}

/** Whom a patch without a target is for: the object of its kind and name. */
function own(patch: Json): Selector | undefined {
  const [kind, name, apiVersion = ''] = [
    textAt(patch, 'kind'),
    textAt(patch, 'metadata', 'name'),
    textAt(patch, 'apiVersion'),
  ]
  if (kind === undefined || name === undefined) return undefined
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? undefined : literal(apiVersion.slice(0, slash))
  return { kind: literal(kind), name: literal(name), group, namespace: textAt(patch, 'metadata', 'namespace') }
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')
}

const DELETED = Symbol('deleted')

/** RFC 6902; undefined where an operation does not fit, at which kustomize fails. */
function operated(value: JsonObject, operations: readonly Json[]): JsonObject | undefined {
  let made: Json | undefined = value
  for (const operation of operations) {
    const [op, pointer] = [textAt(operation, 'op'), textAt(operation, 'path')]
    if (made === undefined || pointer === undefined) return undefined
    const path = pointerSteps(pointer)
    const wanted = at(operation, 'value')
    switch (op) {
      case 'test':
        break
      case 'remove':
        made = edited(made, path, (holder, step) => without(holder, step))
        break
      case 'add':
      case 'replace':
        made = wanted === undefined ? undefined : edited(made, path, (holder, step) => put(holder, step, wanted, op))
        break
      case 'copy':
      case 'move': {
        const from = pointerSteps(textAt(operation, 'from') ?? '')
        const found: Json | undefined = at(made, ...from.map((step) => (/^\d+$/u.test(step) ? Number(step) : step)))
        const left: Json | undefined =
          op === 'move' ? edited(made, from, (holder, step) => without(holder, step)) : made
        made =
          found === undefined || left === undefined
            ? undefined
            : edited(left, path, (holder, step) => put(holder, step, found, 'add'))
        break
      }
      case undefined:
      default:
        return undefined
    }
  }
  return isObject(made) ? made : undefined
}

/** @see RFC 6901 section 4 */
function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function edited(
  value: Json,
  [step, ...rest]: readonly string[],
  edit: (holder: Json, step: string) => Json | undefined,
): Json | undefined {
  if (step === undefined) return undefined
  if (rest.length === 0) return edit(value, step)
  const index = Array.isArray(value) && /^\d+$/u.test(step) ? Number(step) : step
  const found = at(value, index)
  const made = found === undefined ? undefined : edited(found, rest, edit)
  return made === undefined ? undefined : put(value, step, made, 'replace')
}

function put(holder: Json, step: string, value: Json, op: 'add' | 'replace'): Json | undefined {
  if (isObject(holder)) return { ...holder, [step]: value }
  if (!Array.isArray(holder)) return undefined
  const index = step === '-' ? holder.length : Number(step)
  if (!Number.isInteger(index) || index > holder.length) return undefined
  return op === 'add' ? holder.toSpliced(index, 0, value) : holder.with(index, value)
}

function without(holder: Json, step: string): Json | undefined {
  if (Array.isArray(holder)) return Number(step) < holder.length ? holder.toSpliced(Number(step), 1) : undefined
  if (!isObject(holder) || !Object.hasOwn(holder, step)) return undefined
  const { [step]: _, ...rest } = holder
  return rest
}

/** By what the items of lists are told apart; other lists are replaced. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  ports: ['containerPort', 'port'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  secrets: ['name'],
}

/** A strategic merge for kinds of Kubernetes, a plain one for others. */
function merged(value: JsonObject, patch: Json): JsonObject | typeof DELETED | undefined {
  if (!isObject(patch)) return undefined
  if (textAt(patch, '$patch') === 'delete') return DELETED
  const isCustom = /\.(?!k8s\.io\/)[^/]*\//u.test(textAt(value, 'apiVersion') ?? '') && !isOfKubernetes(value)
  const { metadata, ...rest } = patch
  const { name: _, namespace: __, ...more } = isObject(metadata) ? metadata : {}
  const made = mergedMapping(value, { ...rest, ...(Object.keys(more).length > 0 && { metadata: more }) }, !isCustom)
  return made
}

function isOfKubernetes(value: JsonObject): boolean {
  const group = (textAt(value, 'apiVersion') ?? '').split('/')[0] ?? ''
  return !group.includes('.') || group.endsWith('.k8s.io')
}

function mergedMapping(value: JsonObject, patch: JsonObject, strategic: boolean): JsonObject | undefined {
  const directive = textAt(patch, '$patch')
  if (directive === 'replace') {
    const { $patch: _, ...rest } = patch
    return rest
  }
  if (Object.keys(patch).some((key) => key.startsWith('$') && key !== '$patch')) return undefined
  const made: JsonObject = { ...value }
  for (const [key, wanted] of Object.entries(patch)) {
    if (key === '$patch') continue
    const found = made[key]
    if (wanted === null || textAt(wanted, '$patch') === 'delete') delete made[key]
    else {
      const both = mergedMember(key, found, wanted, strategic)
      if (both === undefined) return undefined
      made[key] = both
    }
  }
  return made
}

function mergedMember(key: string, found: Json | undefined, wanted: Json, strategic: boolean): Json | undefined {
  if (isObject(wanted)) return mergedMapping(isObject(found) ? found : {}, wanted, strategic)
  if (!Array.isArray(wanted) || !strategic) return wanted
  const keys = KEYS[key]
  const isOfMappings = wanted.every(isObject)
  if (keys === undefined || !isOfMappings)
    return wanted.some((item) => textAt(item, '$patch') !== undefined) ? undefined : wanted
  return mergedList(Array.isArray(found) ? found : [], wanted.filter(isObject), keys)
}

function mergedList(
  found: readonly Json[],
  wanted: readonly JsonObject[],
  keys: readonly string[],
): Json[] | undefined {
  const key = keys.find((one) => wanted.every((item) => one in item || '$patch' in item))
  if (key === undefined) return undefined
  const replaces = wanted.some((item) => textAt(item, '$patch') === 'replace' && !(key in item))
  const made: Json[] = replaces ? [] : [...found]
  for (const item of wanted) {
    if (!(key in item)) continue
    const index = made.findIndex((one) => at(one, key) === item[key])
    if (textAt(item, '$patch') === 'delete') {
      if (index >= 0) made.splice(index, 1)
      continue
    }
    const before = made[index]
    const both = mergedMapping(isObject(before) ? before : {}, item, true)
    if (both === undefined) return undefined
    if (index < 0) made.push(both)
    else made[index] = both
  }
  return made
}
