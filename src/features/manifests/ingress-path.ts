import type { JsonObject, Path } from './document.ts'
import type { Edit } from './edit.ts'
import { annotationsOf } from './ingress.ts'
import { textAt } from './json.ts'
import type { KubernetesObject } from './object.ts'
import { hasVariable } from './variable.ts'

/** By these a controller reads paths as expressions, or makes others of them. */
const READ_OTHERWISE = /\/(?:use-regex|rewrite-target|app-root)$/u

/** What no path has that is compared as it stands: an expression, or the asterisk of Google's and Amazon's controllers. */
const PATTERN = /[*^$()[\]{}|\\?]|\.\+/u

/**
 * The type that a path without one has always had: the controller's own where it reads the path as a pattern.
 *
 * @param usual of all others
 */
export function pathTypeFor(ingress: KubernetesObject, route: JsonObject, usual: string): string {
  const isOwn = isPattern(route) || Object.keys(annotationsOf(ingress)).some((key) => READ_OTHERWISE.test(key))
  return isOwn ? 'ImplementationSpecific' : usual
}

/** True for a path that a controller is to read as a pattern: no address looks like that. */
export function isPattern(route: JsonObject): boolean {
  const path = textAt(route, 'path') ?? ''
  return PATTERN.test(path) && !hasVariable(path)
}

/** Writes a type beside a path. Prefix and Exact need a path to compare with; none at all meant everything. */
export function pathTypeEdits(place: Path, route: JsonObject, type: string): Edit[] {
  const first = Object.keys(route)[0]
  const before = first === undefined ? {} : { before: first }
  const needsPath = type !== 'ImplementationSpecific' && (textAt(route, 'path') ?? '') === ''
  const root = needsPath ? [put(place, route, 'path', '/', before)] : []
  const beside = needsPath || Object.hasOwn(route, 'path') ? { after: 'path' } : before
  return [...root, put(place, route, 'pathType', type, beside)]
}

type Position = { before?: string; after?: string }

function put(place: Path, route: JsonObject, key: string, text: string, at: Position): Edit {
  return Object.hasOwn(route, key)
    ? { kind: 'set', path: [...place, key], value: text }
    : { kind: 'add', path: place, key, value: text, ...at }
}
