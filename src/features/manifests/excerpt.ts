const LONGEST = 60

/** A text as a message quotes it: no longer than a line has room for. */
export function excerpt(text: string): string {
  if (text.length <= LONGEST) return text
  // No more than may be shown: a text may be megabytes long.
  const characters = Array.from(text.slice(0, 2 * LONGEST + 2))
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join('')}…`
}
