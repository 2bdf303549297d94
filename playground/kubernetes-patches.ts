import type { Json, JsonObject } from '../src/features/manifests/document.ts'
import { PlainError } from './kubernetes-status.ts'

/** A JSON merge patch. @see RFC 7396 section 2 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const merged: JsonObject = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = mergePatch(merged[key], value)
  }
  return merged
}

/** Lists that are merged by a key, by their own name and that of the mapping or list around them. */
const MERGE_KEYS: Record<string, string> = {
  'spec.containers': 'name',
  'spec.initContainers': 'name',
  'spec.volumes': 'name',
  'spec.imagePullSecrets': 'name',
  'containers.env': 'name',
  'containers.ports': 'containerPort',
  'containers.volumeMounts': 'mountPath',
  'initContainers.env': 'name',
  'initContainers.ports': 'containerPort',
  'initContainers.volumeMounts': 'mountPath',
  'spec.ports': 'port',
}

/**
 * A strategic merge patch: as a merge patch, but lists of things with a name are merged by it, and the patch may say
 * `$patch: delete` of an item, and `$retainKeys` of a mapping.
 *
 * @see https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function strategicMergePatch(target: Json | undefined, patch: Json, around = '', name = ''): Json {
  if (Array.isArray(patch)) return mergeLists(Array.isArray(target) ? target : [], patch, around, name)
  if (!isObject(patch)) return patch
  const { $retainKeys, ...fields } = patch
  const merged: JsonObject = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith('$')) continue
    if (value === null) delete merged[key]
    else merged[key] = strategicMergePatch(merged[key], value, name, key)
  }
  if (Array.isArray($retainKeys))
    for (const key of Object.keys(merged)) if (!$retainKeys.includes(key)) delete merged[key]
  return merged
}

function mergeLists(target: Json[], patch: Json[], around: string, name: string): Json {
  const key = MERGE_KEYS[`${around}.${name}`]
  if (key === undefined) return patch
  let merged = [...target]
  for (const item of patch) {
    const id = isObject(item) ? item[key] : undefined
    if (!isObject(item) || id === undefined)
      throw new PlainError(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    const known = merged.find((one) => isObject(one) && one[key] === id)
    if (item['$patch'] === 'delete') merged = merged.filter((one) => one !== known)
    else if (known === undefined) merged.push(strategicMergePatch(undefined, item, '', name))
    else merged = merged.map((one) => (one === known ? strategicMergePatch(one, item, '', name) : one))
  }
  return merged
}

/** Server-side apply knows items by their keys, so a key must not be there twice. */
export function refuseTwins(object: Json, subject: string, path = '', around = '', name = ''): void {
  if (Array.isArray(object)) {
    const key = MERGE_KEYS[`${around}.${name}`]
    const ids = key === undefined ? [] : object.map((item) => (isObject(item) ? item[key] : undefined))
    const twin = ids.find((id, index) => id !== undefined && ids.indexOf(id) < index)
    if (twin !== undefined)
      throw new PlainError(
        `failed to create typed patch object (/${subject}): ${path}: duplicate entries for key [${key}=${JSON.stringify(twin)}]`,
      )
    for (const item of object) refuseTwins(item, subject, `${path}[]`, '', name)
  } else if (isObject(object)) {
    for (const [key, value] of Object.entries(object)) refuseTwins(value, subject, `${path}.${key}`, name, key)
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
