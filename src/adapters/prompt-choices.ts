import { Separator } from '@inquirer/search'
import type { Choice } from '../context.ts'
import { oneLine } from '../output.ts'

/** The library draws every choice it is given again at each key; more than a few hundred make typing sluggish. */
const MOST_SHOWN = 200

/** One line of the list: what is shown of a choice, and what is compared with what was typed. */
export type Shown = { value: string; name: string; short: string; label: string; text: string }

export function displayed(choices: readonly Choice[], current: string | undefined): Shown[] {
  return choices.map(({ value, label, hint }) => {
    const short = oneLine(label)
    const mark = value === current ? ' (current)' : ''
    const name = `${short}${mark}${hint === undefined ? '' : `  ${oneLine(hint)}`}`
    return { value, name, short, label: short.toLowerCase(), text: name.toLowerCase() }
  })
}

/** What fits best comes first: the term in the name, in the rest of the line, its letters in this order in the name. */
export function matching(shown: readonly Shown[], term: string, current: string | undefined): (Shown | Separator)[] {
  const wanted = term.trim().toLowerCase()
  const ranks: Shown[][] = [[], [], []]
  for (const one of shown) ranks[rank(one, wanted)]?.push(one)
  const found = ranks.flat()
  if (found.length <= MOST_SHOWN) return found
  const first = found.slice(0, MOST_SHOWN)
  const currentOne = wanted === '' ? found.find((one) => one.value === current) : undefined
  if (currentOne && !first.includes(currentOne)) first.unshift(currentOne)
  return [...first, new Separator(`(${found.length - first.length} more: type a part of the name)`)]
}

function rank({ label, text }: Shown, wanted: string): number {
  if (label.includes(wanted)) return 0
  if (text.includes(wanted)) return 1
  return isSubsequence(wanted, label) ? 2 : 3
}

function isSubsequence(wanted: string, text: string): boolean {
  let from = 0
  for (const letter of wanted) {
    const at = text.indexOf(letter, from)
    if (at < 0) return false
    from = at + letter.length
  }
  return true
}

/** Lines of the list: what the window has beside the question, at most what an eye takes in at once. */
export function pageSize(rows: number | undefined): number {
  return Math.max(3, Math.min(15, (rows ?? 24) - 5))
}
