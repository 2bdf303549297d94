import type { Json } from '../manifests/document.ts'
import { applyEdits, type Edit } from '../manifests/edit.ts'
import { emitPair } from '../manifests/emit.ts'
import { isObject } from '../manifests/json.ts'
import { readManifests } from '../manifests/read.ts'
import { applySplices } from '../manifests/splice.ts'

/**
 * A text of one YAML mapping, or none, with a value at a path; mappings on the way there are made, and every other byte
 * stays. `refused` says why that cannot be done in place. Whoever writes it reads it again first: a layout may be one that
 * nobody thought of.
 */
export function withValue(
  text: string,
  path: readonly string[],
  value: Json,
): { text: string } | { refused: string } {
  const [document] = readManifests({ name: 'file', text }).documents
  if (document === undefined) return { text: appended(text, path, value) }
  const result = applyEdits(document, [editFor(document.value, path, value)])
  return 'refused' in result ? result : { text: applySplices(text, result.splices) }
}

/** To a text that holds nothing but comments, if anything. */
function appended(text: string, [key = '', ...rest]: readonly string[], value: Json): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const gap = text === '' || text === '\uFEFF' || text.endsWith('\n') ? '' : newline
  const added = emitPair(key, nested(rest, value), 0, { newline, indent: 2, dash: 2 })
  return `${text}${gap}${added}${newline}`
}

function nested(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value)
}

function editFor(root: Json, path: readonly string[], value: Json): Edit {
  let holder: Json = root
  for (const [depth, key] of path.entries()) {
    const member: Json | undefined = isObject(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined
    if (member === undefined || member === null) {
      const rest = nested(path.slice(depth + 1), value)
      const at = path.slice(0, depth)
      return member === null
        ? { kind: 'set', path: [...at, key], value: rest }
        : { kind: 'add', path: at, key, value: rest }
    }
    holder = member
  }
  return { kind: 'set', path, value }
}
