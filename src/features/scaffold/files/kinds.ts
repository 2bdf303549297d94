import type { Source } from '../../manifests/document.ts'
import { isObject, textAt } from '../../manifests/json.ts'
import { readManifests } from '../../manifests/read.ts'

/** The kinds of the objects in a text, in their order. */
export function kindsOf(source: Source): string[] {
  return readManifests(source).documents.flatMap(({ value }) =>
    isObject(value) ? (textAt(value, 'kind') ?? []) : [],
  )
}
