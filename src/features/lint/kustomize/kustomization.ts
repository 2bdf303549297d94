import { posix } from 'node:path'
import type { Json, JsonObject } from '../../manifests/document.ts'
import { at, isObject, listAt, objectAt, textAt, textPairsAt } from '../../manifests/json.ts'
import { readManifests } from '../../manifests/read.ts'
import { isKustomizationName } from '../intake/kustomization.ts'
import type { ManifestFile } from '../project.ts'

/** A kustomization as its file says it; paths are names of sources, or of folders of such. */
export type Kustomization = {
  /** The name of its source. */
  name: string
  folder: string
  value: JsonObject
  /** A part that others take in; by itself it may change what is not there. */
  isComponent: boolean
  /** What it takes in, in order. */
  resources: readonly string[]
  components: readonly string[]
}

/** The kustomizations among files, by their folders. */
export function kustomizationsIn(files: readonly ManifestFile[]): Map<string, Kustomization> {
  const found = new Map<string, Kustomization>()
  for (const { source, documents } of files) {
    const value = documents[0]?.value
    if (!isKustomizationName(source.name) || !isObject(value)) continue
    const folder = posix.dirname(source.name)
    const below = (key: string): string[] => textsAt(value, key).map((path) => join(folder, path))
    found.set(folder, {
      name: source.name,
      folder,
      value,
      isComponent: textAt(value, 'kind') === 'Component',
      resources: [...below('resources'), ...below('bases')],
      components: below('components'),
    })
  }
  return found
}

/** Those that no other one takes in, and that can be built by themselves. */
export function rootsOf(all: ReadonlyMap<string, Kustomization>): Kustomization[] {
  const taken = new Set([...all.values()].flatMap(({ resources, components }) => resources.concat(components)))
  return [...all.values()].filter(({ folder, isComponent }) => !isComponent && !taken.has(folder))
}

/** An address of elsewhere stays what it is. */
function join(folder: string, path: string): string {
  return /^[\w+.-]+:\/\/|^git@|\?ref=/u.test(path) ? path : posix.join(folder, path).replace(/(?<=.)\/$/u, '')
}

export function textsAt(value: JsonObject, ...path: readonly string[]): string[] {
  return listAt(value, ...path).filter((one) => typeof one === 'string')
}

/** Which objects something is for; patterns are for the whole text, as kustomize takes them. */
export type Selector = {
  group?: string | undefined
  version?: string | undefined
  kind?: string | undefined
  name?: string | undefined
  namespace?: string | undefined
  labels?: string | undefined
  annotations?: string | undefined
}

export function selectorIn(value: Json | undefined): Selector {
  return {
    group: textAt(value, 'group'),
    version: textAt(value, 'version'),
    kind: textAt(value, 'kind'),
    name: textAt(value, 'name'),
    namespace: textAt(value, 'namespace'),
    labels: textAt(value, 'labelSelector'),
    annotations: textAt(value, 'annotationSelector'),
  }
}

/** A patch as it is named: where its text is, or the text, and whom it is for; undefined: whom it names itself. */
export type PatchEntry = { path?: string | undefined; text?: string | undefined; target: Selector | undefined }

/** `patchesStrategicMerge` and `patches` come before names and labels are changed, `patchesJson6902` after. */
export function patchesIn({ value, folder }: Kustomization): { early: PatchEntry[]; late: PatchEntry[] } {
  const plain = textsAt(value, 'patchesStrategicMerge').map((one): PatchEntry =>
    one.includes('\n') ? { text: one, target: undefined } : { path: join(folder, one), target: undefined },
  )
  const entries = (key: string): PatchEntry[] =>
    listAt(value, key).map((one) => {
      const [path, text] = [textAt(one, 'path'), textAt(one, 'patch')]
      const target = objectAt(one, 'target')
      return { path: path && join(folder, path), text, target: target && selectorIn(target) }
    })
  return { early: [...plain, ...entries('patches')], late: entries('patchesJson6902') }
}

/** What a patch says: one or more documents; undefined where it cannot be read. */
export function patchDocuments(entry: PatchEntry, files: ReadonlyMap<string, ManifestFile>): Json[] | undefined {
  if (entry.text !== undefined) return parsed(entry.text)
  const file = files.get(entry.path ?? '')
  return file === undefined || file.faults.length > 0 ? undefined : file.documents.map(({ value }) => value)
}

function parsed(text: string): Json[] | undefined {
  const { documents, faults } = readManifests({ name: '', text })
  // kustomize says what is wrong with it; nothing follows from it here.
  return faults.length > 0 ? undefined : documents.map(({ value }) => value)
}

/** Labels that are set, and where: on objects alone, in pod templates, in selectors too. */
export type LabelSetting = { pairs: [string, string][]; templates: boolean; selectors: boolean }

export function labelsIn({ value }: Kustomization): LabelSetting[] {
  const common = textPairsAt(value, 'commonLabels')
  return [
    ...(common.length === 0 ? [] : [{ pairs: common, templates: true, selectors: true }]),
    ...listAt(value, 'labels').map((one) => ({
      pairs: textPairsAt(one, 'pairs'),
      templates: at(one, 'includeTemplates') === true || at(one, 'includeSelectors') === true,
      selectors: at(one, 'includeSelectors') === true,
    })),
  ]
}

/** What is in a kustomization and can change its objects in ways that are not followed here. */
export function unfollowed({ value, folder }: Kustomization, files: ReadonlyMap<string, ManifestFile>): string[] {
  const isHarmless = (path: string, harmless: (document: Json) => boolean): boolean =>
    files.get(join(folder, path))?.documents.every((document) => harmless(document.value)) ?? false
  const transformers = textsAt(value, 'transformers')
  const configurations = textsAt(value, 'configurations')
  return [
    ...(transformers.every((path) => isHarmless(path, isAnnotating)) ? [] : ['transformers']),
    ...(configurations.every((path) => isHarmless(path, namesOnly)) ? [] : ['configurations']),
    ...(listAt(value, 'labels').some((one) => at(one, 'fields') !== undefined) ? ['labels with fields'] : []),
  ]
}

function isAnnotating(document: Json): boolean {
  return textAt(document, 'apiVersion') === 'builtin' && textAt(document, 'kind') === 'AnnotationsTransformer'
}

/** Where references stand in custom resources: names are compared here as they are written. */
function namesOnly(document: Json): boolean {
  return isObject(document) && Object.keys(document).every((key) => key === 'nameReference')
}

/** What brings objects that are not in the files. */
export function broughtBesides({ value }: Kustomization): string[] {
  return ['generators', 'helmCharts', 'helmChartInflationGenerator'].filter((key) => listAt(value, key).length > 0)
}

/** The objects that replacements write into; undefined where that cannot be told. */
export function replacedBy(
  { value, folder }: Kustomization,
  files: ReadonlyMap<string, ManifestFile>,
): Selector[] | undefined {
  const replacements = listAt(value, 'replacements').flatMap((one) => {
    const path = textAt(one, 'path')
    if (path === undefined) return [one]
    const file = files.get(join(folder, path))
    return file === undefined
      ? [null]
      : file.documents.flatMap((document) => (Array.isArray(document.value) ? document.value : [document.value]))
  })
  if (replacements.includes(null)) return undefined
  return replacements.flatMap((one) =>
    listAt(one, 'targets').map((target) => selectorIn(objectAt(target, 'select') ?? {})),
  )
}
