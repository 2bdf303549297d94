import type { ManifestDocument } from '../../../src/features/manifests/document.ts'
import { applyEdits } from '../../../src/features/manifests/edit.ts'
import type { Edit, Splice } from '../../../src/features/manifests/edit.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { applySplices } from '../../../src/features/manifests/splice.ts'

function documentOf(text: string, index: number): ManifestDocument {
  const document = readManifests({ name: 'a.yaml', text }).documents[index]
  if (document === undefined) throw new Error('The test gives no document.')
  return document
}

/** The text after edits of one of its documents, or the reason why they are refused. */
export function edited(text: string, edits: readonly Edit[], index = 0): string {
  const result = applyEdits(documentOf(text, index), edits)
  return 'refused' in result ? `refused: ${result.refused}` : applySplices(text, result.splices)
}

/** The splices of one edit of a text's first document. */
export function splicesOf(text: string, edit: Edit): Splice[] {
  const result = applyEdits(documentOf(text, 0), [edit])
  if ('refused' in result) throw new Error(result.refused)
  return result.splices
}
