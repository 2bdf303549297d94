import { readManifests } from '../manifests/read.ts'
import type { Source } from '../manifests/document.ts'
import { objectsOf } from '../manifests/object.ts'
import type { CiFile } from './ci-file.ts'
import type { ManifestFile } from './project.ts'

/** A file, or a document of one, that no rule looks at. */
export type Skipped = { file: string; reason: string }

export type Sorted = { manifests: ManifestFile[]; pipelines: CiFile[]; skipped: Skipped[] }

/** Tells manifests from pipelines and from everything else, which is skipped with a reason. */
export function sortSources(sources: readonly Source[]): Sorted {
  const sorted: Sorted = { manifests: [], pipelines: [], skipped: [] }
  for (const source of sources) sortSource(source, sorted)
  return sorted
}

function sortSource(source: Source, { manifests, pipelines, skipped }: Sorted): void {
  const { documents, faults } = readManifests(source)
  if (/(?:^|\/)\.gitlab-ci\.ya?ml$/u.test(source.name)) {
    pipelines.push(...documents.map((document) => ({ document })))
  } else if (faults.length > 0 || documents.some((document) => objectsOf(document).length > 0)) {
    manifests.push({ source, documents, faults })
  } else {
    skipped.push({ file: source.name, reason: 'no Kubernetes object: apiVersion and kind are missing' })
  }
}
