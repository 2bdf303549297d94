/** What a block cannot hold, or what a reader of YAML 1.1 or 1.2 takes for the end of a line. */
const UNFIT = /[^\P{Cc}\n\t]|[\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/u

/** A last line of blanks, and a text of nothing else: readers do not agree on it, and editors cut it off. */
const BLANK_LAST_LINE = /^[ \t\n]*$|\n[ \t]+\n*$/u

/**
 * A text as a literal block: its sign (`|`, `|-`, `|2+`), and its lines without indentation. `indentation` is what
 * will be added to them, relative to the key or dash. Undefined for a text that only quotes can hold.
 *
 * @see YAML 1.2.2 section 8.1
 */
export function literal(text: string, indentation: number): { head: string; lines: string[] } | undefined {
  if (UNFIT.test(text) || BLANK_LAST_LINE.test(text)) return undefined
  let end = text.length
  while (text.charAt(end - 1) === '\n') end -= 1
  const breaks = text.length - end
  const lines = text.slice(0, end).split('\n')
  // Readers take the indentation of the first line that is not empty for that of the block.
  const indicator = /^\n*[ \t]/u.test(text) ? String(indentation) : ''
  const chomp = breaks === 0 ? '-' : breaks === 1 ? '' : '+'
  return { head: `|${indicator}${chomp}`, lines: [...lines, ...Array.from({ length: breaks - 1 }, () => '')] }
}
