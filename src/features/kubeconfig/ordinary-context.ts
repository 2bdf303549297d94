import type { KubeconfigContext } from './model.ts'
import type { SeqItem } from './tree.ts'

const NEWLINE = '\\r?\\n'
/** A letter first, so that no number is among them; nor a word that means something else without quotes. */
const VALUE = '((?!(?i:y|n|yes|no|on|off|true|false|null)(?:\\r?\\n|$))[A-Za-z][\\w./@:-]*)'
const FIELDS = `cluster: ${VALUE}${NEWLINE}(?:\\1namespace: ${VALUE}${NEWLINE})?\\1user: ${VALUE}${NEWLINE}`
const EXPRESSION = new RegExp(`- context:${NEWLINE}( +)${FIELDS} +name: ${VALUE}`, 'y')

/**
 * Reads a context in kubectl's own layout straight from the text, without making a node of each part: with 2,000
 * contexts that is most of the work. `column` is that of the list's dashes. Gives `undefined` for every other layout. The
 * text must be one that `scan` took.
 */
export function readOrdinaryContext(
  text: string,
  item: SeqItem,
  column: number,
  file: string,
): KubeconfigContext | undefined {
  EXPRESSION.lastIndex = item.start
  const match = EXPRESSION.exec(text)
  if (match === null || EXPRESSION.lastIndex !== item.end) return undefined
  // The fields stand deeper than "name", or they would be the item's own.
  if ((match[1]?.length ?? 0) <= column + 2) return undefined
  const [, , cluster = '', namespace, user = '', name = ''] = match
  return { name, cluster, user, namespace, site: undefined, file }
}
