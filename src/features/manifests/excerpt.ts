const LONGEST = 60

/** A text as a message quotes it: no longer than a line has room for. */
export function excerpt(text: string): string {
  const characters = Array.from(text)
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join('')}…`
}
