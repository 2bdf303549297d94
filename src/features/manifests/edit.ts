import { isDeepStrictEqual } from 'node:util'
import type { Json, ManifestDocument, Path } from './document.ts'
import { layoutOf, NotEditable } from './editable.ts'
import type { Editable } from './editable.ts'
import { addAt, appendAt } from './edit-insert.ts'
import { copyPair } from './edit-move.ts'
import { removeAt, removeDuplicate } from './edit-remove.ts'
import { renameAt, requoteAt, setAt } from './edit-set.ts'
import { added, appended, renamed, replaced, without } from './edit-value.ts'
import { findNode } from './find-node.ts'
import { at } from './json.ts'
import { readManifests } from './read.ts'
import { EditedText } from './splice.ts'
import type { Splice } from './splice.ts'
import { treeOf } from './tree.ts'

export type { Splice } from './splice.ts'

/** One intended change of one document. Keys and indexes are those after the edits before it. */
export type Edit =
  /** Replaces what stands at a path. */
  | { kind: 'set'; path: Path; value: Json }
  /** The same characters as text, in quotes; where the scalar is a mapping's key, `key: true`. */
  | { kind: 'requote'; path: Path; key?: boolean }
  /** Gives the key at the end of the path another name. */
  | { kind: 'rename'; path: Path; key: string }
  /** Takes a pair or an item out, with the comment lines that belong to it. */
  | { kind: 'remove'; path: Path }
  /** Takes out one of several pairs with the same key; the first is occurrence 0. */
  | { kind: 'remove-duplicate'; path: Path; occurrence: number }
  /** A new pair in the mapping at the path; without `after` or `before` at its end. */
  | { kind: 'add'; path: Path; key: string; value: Json; after?: string; before?: string }
  /** A new item at the end of the list at the path. */
  | { kind: 'append'; path: Path; value: Json }
  /** Moves a pair with its text, reindented; the last part of `to` is its new key. Missing mappings are made. */
  | { kind: 'move'; from: Path; to: Path }

/**
 * Edits of a document as splices of its source's text: nothing else moves. The edited text is read again, and must
 * hold the value edited as data. Refused, with the reason, where a place is shared (an anchor, an alias, a merge key)
 * or the layout does not allow it.
 */
export function applyEdits(
  document: ManifestDocument,
  edits: readonly Edit[],
): { splices: Splice[] } | { refused: string } {
  const { source, start, end } = document
  const text = new EditedText(source.text.slice(start, end))
  let current: Current = { document, shift: start }
  try {
    for (const edit of edits) {
      const before = current
      for (const step of stepsOf(edit)) current = apply(current, text, step)
      if (!isDeepStrictEqual(current.document.value, intended(before.document, edit, current.document.value)))
        return { refused: 'Its layout is unusual: the edited text would not hold what it should' }
    }
  } catch (error) {
    if (error instanceof NotEditable) return { refused: error.message }
    throw error
  }
  return { splices: text.splices(start) }
}

/** The document as it is now, and where the edited text begins in its source. */
type Current = { document: ManifestDocument; shift: number }

type Step = (editable: Editable) => Splice[]

function stepsOf(edit: Edit): Step[] {
  switch (edit.kind) {
    case 'set':
      return [(editable) => setAt(editable, edit.path, edit.value)]
    case 'requote':
      return [(editable) => requoteAt(editable, edit.path, edit.key === true)]
    case 'rename':
      return [(editable) => renameAt(editable, edit.path, edit.key)]
    case 'remove':
      return [(editable) => removeAt(editable, edit.path)]
    case 'remove-duplicate':
      return [(editable) => removeDuplicate(editable, edit.path, edit.occurrence)]
    case 'add':
      return [(editable) => addAt(editable, edit.path, edit.key, edit.value, edit)]
    case 'append':
      return [(editable) => appendAt(editable, edit.path, edit.value)]
    case 'move':
      if (isDeepStrictEqual(edit.from.slice(0, -1), edit.to.slice(0, -1)))
        return [(editable) => renameAt(editable, edit.from, String(edit.to.at(-1)))]
      return [(editable) => copyPair(editable, edit.from, edit.to), (editable) => removeAt(editable, edit.from)]
  }
}

function apply({ document, shift }: Current, text: EditedText, step: Step): Current {
  const { root } = treeOf(document)
  const { source } = document
  const splices = step({ text: source.text, root, layout: layoutOf(source.text, root) })
  text.apply(splices.map((splice) => ({ start: splice.start - shift, end: splice.end - shift, text: splice.text })))
  const { documents } = readManifests({ name: source.name, text: text.toString() })
  const [only] = documents
  if (only === undefined || documents.length > 1) throw new NotEditable('The edited text could not be read again')
  return { document: only, shift: 0 }
}

/** The value edited as data. */
function intended(document: ManifestDocument, edit: Edit, result: Json): Json {
  const { value } = document
  switch (edit.kind) {
    case 'set':
      return replaced(value, edit.path, () => edit.value)
    case 'requote':
      return requoted(document, edit.path, edit.key === true)
    case 'rename':
      return renamed(value, edit.path, edit.key)
    case 'remove':
      return without(value, edit.path)
    case 'remove-duplicate':
      // The one that is the last now decides; that is for the text to say.
      return replaced(value, edit.path, (old) => at(result, ...edit.path) ?? old ?? null)
    case 'add':
      return added(value, edit.path, edit.key, edit.value)
    case 'append':
      return appended(value, edit.path, edit.value)
    case 'move': {
      const taken = at(value, ...edit.from) ?? null
      return replaced(without(value, edit.from), edit.to, () => taken)
    }
  }
}

function requoted(document: ManifestDocument, path: Path, key: boolean): Json {
  const { node, place } = findNode(treeOf(document).root, path) ?? {}
  if (!key) return replaced(document.value, path, () => (node?.kind === 'scalar' ? node.text : null))
  const own = place !== undefined && 'pair' in place ? place.pair.key : undefined
  return renamed(document.value, path, own?.kind === 'scalar' ? own.text : '')
}
