import { resolvePlain } from './quote.ts'
import type { SeqItem } from './tree.ts'

/** A context as most lists hold it, with only the fields that every context has. */
export type OrdinaryContext = { name: string; cluster: string; user: string; namespace: string | undefined }

const VALUE = '([A-Za-z][\\w./@:-]*)'
const BODY = `context:\\n( +)cluster: ${VALUE}\\n(?:\\1namespace: ${VALUE}\\n)?\\1user: ${VALUE}\\n`
const EXPRESSION = new RegExp(`- ${BODY} +name: ${VALUE}`, 'y')

/**
 * Reads a context in kubectl's own layout straight from the text, without making a node of each part: with 2,000
 * contexts that is most of the work. Gives `undefined` for every other layout. The text must be one that `scan` took.
 */
export function readOrdinaryContext(text: string, item: SeqItem, column: number): OrdinaryContext | undefined {
  EXPRESSION.lastIndex = item.start
  const match = EXPRESSION.exec(text)
  if (match === null || EXPRESSION.lastIndex !== item.end) return undefined
  const [, margin = '', cluster = '', namespace, user = '', name = ''] = match
  // The body's fields stand deeper than "name", or they would be the item's own.
  if (margin.length <= column + 2) return undefined
  if (!isText(name) || !isText(cluster) || !isText(user) || (namespace !== undefined && !isText(namespace)))
    return undefined
  return { name, cluster, user, namespace }
}

/** The words that mean something else begin with a letter too, but none has more than five. */
function isText(value: string): boolean {
  return value.length > 5 || resolvePlain(value) === 'string'
}
