import type { ManifestDocument, Source } from '../../manifests/document.ts'
import { at, isObject, listAt, textAt } from '../../manifests/json.ts'
import { objectsOf } from '../../manifests/object.ts'
import { readManifests } from '../../manifests/read.ts'
import type { CiFile } from '../ci-file.ts'
import type { Build } from '../kustomize/builds.ts'
import type { Kustomize } from '../kustomize/index.ts'
import type { ManifestFile } from '../project.ts'
import { chartFolders, otherFormat } from './other-formats.ts'
import { generatedObjects, isKustomizationName, patchFiles, taggedImages } from './kustomization.ts'
import { replacedWords } from './replaced-words.ts'
import type { KubernetesObject } from '../../manifests/object.ts'

/** A file that no rule looks at; `hint` says how it can be looked at all the same. */
export type Skipped = { file: string; reason: string; hint?: string }

export type Sorted = {
  manifests: ManifestFile[]
  pipelines: CiFile[]
  /** What kustomize will make of the kustomizations that were given: there for others to refer to. */
  generated: KubernetesObject[]
  /** The names of the images whose version kustomize sets. */
  taggedImages: Set<string>
  /** See `replacedWords`. */
  replaced: Set<string>
  /** What kustomizations make of files that they take in. */
  builds: Build[]
  skipped: Skipped[]
}

/**
 * Tells manifests from pipelines and from everything else, which is skipped with a reason.
 *
 * @param kustomize without it no build is made of kustomizations
 */
export function sortSources(sources: readonly Source[], kustomize?: Kustomize): Sorted {
  const charts = chartFolders(sources)
  const read: ManifestFile[] = []
  const sorted: Sorted = {
    manifests: [],
    pipelines: [],
    generated: [],
    taggedImages: new Set(),
    replaced: replacedWords(sources),
    builds: [],
    skipped: [],
  }
  for (const source of sources) {
    const other = otherFormat(source, charts)
    if (other) sorted.skipped.push({ file: source.name, ...other })
    else read.push({ source, ...readManifests(source) })
  }
  const patches = patchFiles(read)
  for (const file of read) sortFile(file, patches.get(file.source.name), sorted)
  sorted.builds = kustomize?.buildsIn(read, sorted.manifests) ?? []
  if (sorted.builds.length > 0 && sorted.builds.every((build) => kustomize?.isFollowed(build)))
    sorted.skipped = sorted.skipped.map(withoutBuilding)
  return sorted
}

function sortFile(file: ManifestFile, kustomization: string | undefined, sorted: Sorted): void {
  const { source, documents, faults } = file
  const skip = (reason: string, hint?: string): number =>
    sorted.skipped.push({ file: source.name, reason, ...(hint === undefined ? {} : { hint }) })
  if (isPipeline(source.name)) {
    sorted.pipelines.push({ source, documents, faults })
  } else if (kustomization !== undefined) {
    skip(`a patch of ${kustomization}`, kustomizeHint(kustomization))
  } else if (isKustomization(file)) {
    sorted.generated.push(...generatedObjects(file))
    for (const image of taggedImages(file)) sorted.taggedImages.add(image)
    skip('a kustomization', kustomizeHint(source.name))
  } else if (faults.some(({ range }) => TEMPLATE.test(lineAt(source.text, range.start)))) {
    skip('it looks like a template ({{ }} or {% %})', 'helm template CHART | icc lint -')
  } else if (documents.some(isJsonPatch)) {
    skip('a JSON patch')
  } else {
    sortDocuments(file, sorted)
  }
}

/** Helm and Go, and Jinja, which Ansible has. */
const TEMPLATE = /\{\{|\{%/u

/** Documents of a manifest that are no objects are left out one by one, and named. */
function sortDocuments({ source, documents, faults }: ManifestFile, sorted: Sorted): void {
  let client: string | undefined
  const manifests = documents.filter((document) => {
    const own = clientConfiguration(document)
    client ??= own
    return own === undefined && isManifest(document)
  })
  if (manifests.length > 0 || faults.length > 0) sorted.manifests.push({ source, documents: manifests, faults })
  else if (client !== undefined) sorted.skipped.push({ file: source.name, reason: client })
  else if (documents.length === 0) sorted.skipped.push({ file: source.name, reason: 'it is empty' })
  else sorted.skipped.push({ file: source.name, reason: 'no Kubernetes object: no apiVersion and kind' })
}

/** An object, or what was meant to be one: two of the four fields that every object has. */
function isManifest(document: ManifestDocument): boolean {
  if (objectsOf(document).length > 0) return true
  const { value } = document
  if (!isObject(value)) return false
  const marks = ['apiVersion', 'kind', 'metadata', 'spec'].filter((key) => key in value)
  return marks.length >= 2 && (textAt(value, 'kind') ?? textAt(value, 'apiVersion')) !== undefined
}

/** Groups of files for tools on the user's machine that look like objects but are never sent to a cluster. */
const CLIENT_GROUPS: ReadonlyMap<string, string> = new Map([
  ['skaffold', "skaffold's configuration"],
  ['kind.x-k8s.io', "kind's configuration"],
  ['k3d.io', "k3d's configuration"],
  ['kubeadm.k8s.io', "kubeadm's configuration"],
  ['ctlptl.dev', "ctlptl's configuration"],
  ...['apiserver.config', 'audit', 'client.authentication', 'kubelet.config', 'kubescheduler.config'].map(
    (name): [string, string] => [`${name}.k8s.io`, 'a configuration of the cluster itself'],
  ),
])

function clientConfiguration({ value }: ManifestDocument): string | undefined {
  const apiVersion = textAt(value, 'apiVersion') ?? ''
  if (apiVersion === 'v1')
    return textAt(value, 'kind') === 'Config' && at(value, 'clusters') !== undefined ? 'a kubeconfig' : undefined
  if (apiVersion === 'builtin') return "kustomize's configuration"
  if (apiVersion.startsWith('ENC[')) return 'encrypted as a whole with SOPS'
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? undefined : CLIENT_GROUPS.get(apiVersion.slice(0, slash))
}

/** By its name alone: GitLab reads no other files. */
export function isPipeline(name: string): boolean {
  return /(?:^|[/.])gitlab-ci\.ya?ml$/u.test(name)
}

function isKustomization({ source, documents, faults }: ManifestFile): boolean {
  if (isKustomizationName(source.name) && faults.length === 0) return true
  return documents.some(({ value }) => (textAt(value, 'apiVersion') ?? '').startsWith('kustomize.config.k8s.io/'))
}

/** @see RFC 6902 section 3 */
function isJsonPatch({ value }: ManifestDocument): boolean {
  const operations = listAt(value)
  return (
    operations.length > 0 &&
    operations.every((one) => textAt(one, 'op') !== undefined && textAt(one, 'path') !== undefined)
  )
}

/** What lint makes of a kustomization by itself need not be rendered first. */
function withoutBuilding({ hint, ...skipped }: Skipped): Skipped {
  return hint === undefined || hint.startsWith(KUSTOMIZE) ? skipped : { ...skipped, hint }
}

const KUSTOMIZE = 'kubectl kustomize '

function kustomizeHint(file: string): string {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.'
  return `${KUSTOMIZE}${folder} | icc lint -`
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, end < 0 ? undefined : end)
}
