// An answer from elsewhere may hold anything: these look without assuming.

/** The value under a key; undefined if there is none. */
export function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

/** The items of a list; none if it is something else. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text; empty if it is something else. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** One object and a list of them go by different names: a server that is asked for the wrong one answers 406. */
export function metadataAs(form: 'PartialObjectMetadata' | 'PartialObjectMetadataList'): string {
  return `application/json;as=${form};g=meta.k8s.io;v=v1,application/json`
}
