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
import type { YamlNode } from './node.ts'
import { readManifests } from './read.ts'
import { EditedText } from './splice.ts'
import type { Splice } from './splice.ts'
import { parseTree, treeOf } from './tree.ts'
import type { DocumentTree } from './tree.ts'
import { Unreadable, valueOf } from './value.ts'
import { YamlError } from './yaml/cursor.ts'

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
  | { kind: 'move'; from: Path; to: Path; before?: string }

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
  let state: State = { tree: () => treeOf(document), text: source.text, shift: start, value: document.value }
  try {
    for (const edit of edits) state = editedState(state, edit, text)
  } catch (error) {
    if (error instanceof NotEditable) return { refused: error.message }
    if (error instanceof YamlError || error instanceof Unreadable) return { refused: UNUSUAL }
    throw error
  }
  const { documents } = readManifests({ name: source.name, text: text.toString() })
  const isRight = documents.length === 1 && isDeepStrictEqual(documents[0]?.value, state.value)
  return isRight ? { splices: text.splices(start) } : { refused: UNUSUAL }
}

const UNUSUAL = 'Its layout is unusual: the edited text would not hold what it should'

/** A document between two edits. `shift` is where it begins in `text`, `value` what it is to hold by now. */
type State = { tree: () => DocumentTree; text: string; shift: number; value: Json }

function editedState(before: State, edit: Edit, text: EditedText): State {
  let state = before
  for (const step of stepsOf(edit)) state = apply(state, text, step)
  return { ...state, value: intended(before, edit, state) }
}

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
      return [(editable) => copyPair(editable, edit.from, edit.to, edit), (editable) => removeAt(editable, edit.from)]
  }
}

function apply({ tree, text: current, shift, value }: State, text: EditedText, step: Step): State {
  const { root, aliases } = tree()
  const splices = step({ text: current, root, aliases, layout: () => layoutOf(current, root) })
  text.apply(splices.map((splice) => ({ start: splice.start - shift, end: splice.end - shift, text: splice.text })))
  const edited = text.toString()
  return { tree: () => treeOfEdited(edited), text: edited, shift: 0, value }
}

function treeOfEdited(text: string): DocumentTree {
  const tree = parseTree(text, 0, text.length)
  if (tree === undefined) throw new NotEditable('Nothing would be left')
  return tree
}

/** The value edited as data. */
function intended({ value, tree }: State, edit: Edit, after: State): Json {
  switch (edit.kind) {
    case 'set':
      return replaced(value, edit.path, () => edit.value)
    case 'requote':
      return requoted(value, tree().root, edit)
    case 'rename':
      return renamed(value, edit.path, edit.key)
    case 'remove':
      return without(value, edit.path)
    case 'remove-duplicate':
      // The one that is the last now decides; that is for the text to say.
      return replaced(value, edit.path, () => at(valueOf(after.tree().root, 0).value, ...edit.path) ?? null)
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

function requoted(value: Json, root: YamlNode, { path, key }: Edit & { kind: 'requote' }): Json {
  const { node, place } = findNode(root, path) ?? {}
  if (key !== true) return replaced(value, path, () => (node?.kind === 'scalar' ? node.text : null))
  const own = place !== undefined && 'pair' in place ? place.pair.key : undefined
  return renamed(value, path, own?.kind === 'scalar' ? own.text : '')
}
