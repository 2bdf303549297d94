// An answer from elsewhere may hold anything: these look without assuming.

/** What a text says as JSON; undefined where it is none, such as a proxy's page or the half of a file. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** The value under a key; undefined if there is none. */
export function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

/** The members of a mapping; none if it is something else. */
export function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** The items of a list; none if it is something else. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text; empty if it is something else. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
