import type { Json, JsonObject, ManifestDocument, Path } from '../../manifests/document.ts'
import { isObject } from '../../manifests/json.ts'
import { objectsOf, type KubernetesObject } from '../../manifests/object.ts'
import type { ManifestFile } from '../project.ts'
import { changedAt } from './change-value.ts'
import {
  broughtBesides,
  kustomizationsIn,
  patchesIn,
  replacedBy,
  rootsOf,
  unfollowed,
  type Kustomization,
} from './kustomization.ts'
import { applyPatch } from './patches.ts'
import { isSelected, type Resource } from './resource.ts'
import { generate, setAmountsAndImages, transform } from './transformers.ts'

/** What `kubectl kustomize` makes of a kustomization that no other one takes in, as far as that is followed. */
export type Build = {
  root: Kustomization
  /** The names of the files that it takes in. */
  files: ReadonlySet<string>
  /** Their objects as they become, under the names that the files give them; a document for each object. */
  manifests: readonly ManifestFile[]
  /** The same under the names that the cluster gets. */
  renamed: readonly ManifestFile[]
  /** What is there to be referred to besides: what is generated, and all by the names that they get on the way. */
  generated: readonly KubernetesObject[]
  /** Which object a document of `manifests` or `renamed` is made of. */
  resources: ReadonlyMap<ManifestDocument, Resource>
  /** What is not known of it as a whole. */
  gaps: readonly string[]
}

/**
 * The builds of all kustomizations among files; none where there are none.
 *
 * @param manifests those of the files that are looked at
 */
export function buildsIn(files: readonly ManifestFile[], manifests: readonly ManifestFile[]): Build[] {
  const kustomizations = kustomizationsIn(files)
  if (kustomizations.size === 0) return []
  const byName = new Map([...files, ...manifests].map((file) => [file.source.name, file]))
  return rootsOf(kustomizations).map((root) => {
    const way: Way = { kustomizations, files: byName, gaps: [], taken: new Set(), above: [] }
    const resources = accumulate(root, [], way)
    return toBuild(root, resources, way)
  })
}

/** True where all is known of what a build makes. */
export function isFollowed({ gaps, resources }: Build): boolean {
  return gaps.length === 0 && [...resources.values()].every(({ unknown }) => unknown === undefined)
}

type Way = {
  kustomizations: ReadonlyMap<string, Kustomization>
  files: ReadonlyMap<string, ManifestFile>
  gaps: string[]
  taken: Set<string>
  /** The folders on the way here: one that takes itself in is an error of kustomize. */
  above: readonly string[]
}

/** @param before what the kustomization that takes in a component has so far: a component changes that too */
function accumulate(one: Kustomization, before: readonly Resource[], way: Way): Resource[] {
  if (way.above.includes(one.folder)) return [...before]
  const below = { ...way, above: [...way.above, one.folder] }
  const own = one.resources.flatMap((path) => resourcesAt(path, one, below))
  const withComponents = one.components.reduce<Resource[]>(
    (all, path) => {
      const component = way.kustomizations.get(path)
      if (component === undefined) way.gaps.push(elsewhere(one, path))
      return component === undefined ? all : accumulate(component, all, below)
    },
    [...before, ...own],
  )
  generate(one, withComponents)
  return transformed(one, withComponents, way)
}

function resourcesAt(path: string, one: Kustomization, way: Way): Resource[] {
  const folder = way.kustomizations.get(path)
  if (folder !== undefined) return accumulate(folder, [], way)
  const file = way.files.get(path)
  if (file === undefined || file.faults.length > 0) {
    way.gaps.push(elsewhere(one, path))
    return []
  }
  way.taken.add(path)
  return file.documents.flatMap(objectsOf).map((origin) => ({
    origin,
    value: origin.value,
    names: origin.name === undefined ? [] : [origin.name],
  }))
}

function elsewhere({ name }: Kustomization, path: string): string {
  return `${name} takes in ${path}, which is not among the given files`
}

function transformed(one: Kustomization, resources: readonly Resource[], way: Way): Resource[] {
  const { early, late } = patchesIn(one)
  const patched = early.reduce<Resource[]>((left, patch) => applyPatch(patch, left, way.files), [...resources])
  transform(one, patched)
  const all = late.reduce<Resource[]>((left, patch) => applyPatch(patch, left, way.files), patched)
  setAmountsAndImages(one, all)
  way.gaps.push(...broughtBesides(one).map((key) => `what the ${key} of ${one.name} make is not known here`))
  const reasons = unfollowed(one, way.files)
  const replaced = replacedBy(one, way.files)
  for (const resource of all) {
    const [reason] = reasons
    if (reason !== undefined) resource.unknown ??= `${one.name} changes it by ${reason}, which icc does not follow`
    if (replaced === undefined || replaced.some((selector) => isSelected(resource, selector)))
      resource.unknown ??= `the replacements of ${one.name} write into it, which icc does not follow`
  }
  return all
}

function toBuild(root: Kustomization, resources: readonly Resource[], { files, taken, gaps }: Way): Build {
  const made = new Map<ManifestDocument, Resource>()
  const documents = (name: (resource: Resource) => string | undefined): ManifestFile[] => {
    const bySource = Map.groupBy(
      resources.filter(({ origin }) => origin !== undefined),
      ({ origin }) => origin?.document.source.name ?? '',
    )
    return [...bySource].flatMap(([source, group]) => {
      const file = files.get(source)
      return file === undefined
        ? []
        : { source: file.source, documents: group.map((one) => remember(one, name(one))), faults: [] }
    })
  }
  const remember = (resource: Resource, name: string | undefined): ManifestDocument => {
    const document = documentOf(resource, name)
    made.set(document, resource)
    return document
  }
  const rootFile = files.get(root.name)?.documents[0]
  return {
    root,
    files: taken,
    manifests: documents(({ names }) => names[0]),
    renamed: documents(({ names }) => names.at(-1)),
    generated: resources.flatMap((one) => aliases(one, rootFile)),
    resources: made,
    gaps: [...new Set(gaps)],
  }
}

function aliases(resource: Resource, at: ManifestDocument | undefined): KubernetesObject[] {
  const { origin, names } = resource
  const document = origin?.document ?? at
  if (document === undefined) return []
  const others = new Set(origin === undefined ? names : names.slice(1))
  return [...others].flatMap((name) => objectsOf({ ...document, value: named(resource.value, name) }))
}

function named(value: JsonObject, name: string): JsonObject {
  return changedAt(value, ['metadata', 'name'], () => name, true) as JsonObject
}

/** The document that an object stands in, with what became of the object in its place and nothing beside it. */
function documentOf({ origin, value }: Resource, name: string | undefined): ManifestDocument {
  if (origin === undefined) throw new Error('what is generated stands in no document')
  const { document, path } = origin
  return { ...document, value: alone(document.value, path, name === undefined ? value : named(value, name)) }
}

function alone(around: Json, [step, ...rest]: Path, value: JsonObject): Json {
  if (step === undefined) return value
  if (Array.isArray(around)) return around.map((item, index) => (index === step ? alone(item, rest, value) : null))
  return isObject(around) ? { ...around, [step]: alone(around[step] ?? null, rest, value) } : around
}
