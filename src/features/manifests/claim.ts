import type { Json, JsonObject, Path } from './document.ts'
import { at, has, isObject, listAt, objectAt, textAt } from './json.ts'
import type { KubernetesObject } from './object.ts'
import { podTemplateOf } from './pod.ts'
import { parseQuantity, type Quantity } from './quantity.ts'
import { meantQuantity } from './quantity-spelling.ts'
import { rememberRecent } from './remember.ts'

/** A claim for a volume, wherever it is written. */
export type Claim = {
  /**
   * `claim`: a PersistentVolumeClaim; `template`: one of a StatefulSet, for each of its pods; `ephemeral`: one that a pod
   * takes with it.
   */
  kind: 'claim' | 'template' | 'ephemeral'
  /** What it is written in. */
  object: KubernetesObject
  name: string | undefined
  spec: JsonObject
  /** Where `spec` stands in the document. */
  path: Path
}

/** The claims that an object is, or makes. */
export const claimsOf = rememberRecent((object: KubernetesObject): readonly Claim[] => {
  if (object.type === 'PersistentVolumeClaim')
    return read({ kind: 'claim', object, name: object.name }, object.value, object.path)
  return [...templatesOf(object), ...ephemeralOf(object)]
})

function templatesOf(object: KubernetesObject): Claim[] {
  if (object.type !== 'apps/StatefulSet') return []
  return listAt(object.value, 'spec', 'volumeClaimTemplates').flatMap((template, index) => {
    const name = textAt(template, 'metadata', 'name')
    return read({ kind: 'template', object, name }, template, [...object.path, 'spec', 'volumeClaimTemplates', index])
  })
}

function ephemeralOf(object: KubernetesObject): Claim[] {
  const pod = podTemplateOf(object)
  return listAt(pod?.spec, 'volumes').flatMap((volume, index) => {
    const template = objectAt(volume, 'ephemeral', 'volumeClaimTemplate')
    const path = [...(pod?.specPath ?? []), 'volumes', index, 'ephemeral', 'volumeClaimTemplate']
    return read({ kind: 'ephemeral', object, name: textAt(volume, 'name') }, template, path)
  })
}

function read(head: Pick<Claim, 'kind' | 'object' | 'name'>, holder: Json | undefined, path: Path): Claim[] {
  const spec = objectAt(holder, 'spec')
  return spec === undefined ? [] : [{ ...head, spec, path: [...path, 'spec'] }]
}

/** Older than `storageClassName`, and still stronger. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'

/** The name of the storage class that a claim asks for, and where it stands; empty for a volume that somebody made. */
export function storageClassOf({ kind, object, spec, path }: Claim): { name: string; path: Path } | undefined {
  const annotated = kind === 'claim' ? textAt(object.value, 'metadata', 'annotations', CLASS_ANNOTATION) : undefined
  if (annotated !== undefined)
    return { name: annotated, path: [...object.path, 'metadata', 'annotations', CLASS_ANNOTATION] }
  const name = textAt(spec, 'storageClassName')
  return name === undefined ? undefined : { name, path: [...path, 'storageClassName'] }
}

/** The access modes of a claim, as they are written. */
export function accessModesOf(spec: JsonObject): string[] {
  return listAt(writtenAccessModes(spec).value).filter((mode) => typeof mode === 'string')
}

/** What a claim writes as its access modes, and under which key: `accessMode` is a common slip for `accessModes`. */
export function writtenAccessModes(spec: JsonObject): { key: 'accessModes' | 'accessMode'; value: Json } {
  const written = at(spec, 'accessModes')
  const slip = at(spec, 'accessMode')
  if (written !== undefined || slip === undefined) return { key: 'accessModes', value: written ?? [] }
  // A list by its true name, but one mode by this one.
  return { key: 'accessMode', value: typeof slip === 'string' ? [slip] : slip }
}

/** The size that a claim asks for, a misspelt one (`10 GiB`) as it is meant; undefined where it says none. */
export function sizeOf(spec: Json | undefined): Quantity | undefined {
  const written = at(spec, 'resources', 'requests', 'storage')
  const meant = typeof written === 'string' ? meantQuantity(written)?.quantity : undefined
  return parseQuantity(written) ?? parseQuantity(meant)
}

/** A use of a PersistentVolumeClaim by the pods of an object; `path` leads to its name. */
export type ClaimUse = { claimName: string; path: Path }

/** The PersistentVolumeClaims that the volumes of a pod name. */
export function claimUsesOf({ spec, specPath }: { spec: JsonObject; specPath: Path }): ClaimUse[] {
  return listAt(spec, 'volumes').flatMap((volume, index): ClaimUse[] => {
    if (!isObject(volume) || !has(volume, 'persistentVolumeClaim')) return []
    const claimName = textAt(volume, 'persistentVolumeClaim', 'claimName')
    const path = [...specPath, 'volumes', index, 'persistentVolumeClaim', 'claimName']
    return claimName === undefined ? [] : [{ claimName, path }]
  })
}
