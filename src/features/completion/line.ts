/** How a shell's quoting works. */
export type Quoting = {
  /** Takes the meaning from the next character, outside quotes. */
  escape: string
  /** What a backslash (or what `escape` is) takes the meaning from inside double quotes; `any` is all. */
  inDouble: string
  /** The same inside single quotes: none in most shells. */
  inSingle: string
  /** True where a quote written twice inside its own kind is one: PowerShell. */
  doubled: boolean
}

/** A character of a word and where it stands in the line. `bare` where no quote or backslash took its meaning. */
type Character = { text: string; at: number; bare: boolean }

export type LineWord = {
  /** What the program would be given. */
  text: string
  /** Where it begins in the line. */
  start: number
  /** The quote that is still open at its end. */
  open: '"' | "'" | undefined
  characters: readonly Character[]
  /** Where the last quote of it stands, opening or closing; -1 where there is none. */
  lastQuote: number
}

/**
 * The words of a command line that is being written; the last one is the one at the cursor, empty after a blank. Nothing is
 * expanded, so that nothing can be run: `$(...)` stays what it is.
 */
export function readWords(line: string, quoting: Quoting): LineWord[] {
  const words: LineWord[] = []
  let at = 0
  for (;;) {
    while (at < line.length && /\s/u.test(line.charAt(at))) at += 1
    const word = readWord(line, at, quoting)
    words.push(word.read)
    at = word.end
    if (at >= line.length) return words
  }
}

function readWord(line: string, start: number, quoting: Quoting): { read: LineWord; end: number } {
  const characters: Character[] = []
  let open: LineWord['open']
  let lastQuote = -1
  let at = start
  for (; at < line.length; at += 1) {
    const character = line.charAt(at)
    if (open === undefined && /\s/u.test(character)) break
    const next = line.charAt(at + 1)
    if (isEscape(character, next, open, quoting)) {
      characters.push({ text: next, at, bare: false })
      at += 1
    } else if (open === undefined && isQuote(character)) {
      open = character
      lastQuote = at
    } else if (character === open && !(quoting.doubled && next === open)) {
      open = undefined
      lastQuote = at
    } else {
      characters.push({ text: character, at, bare: open === undefined })
      if (character === open) at += 1
    }
  }
  const text = characters.map((one) => one.text).join('')
  return { read: { text, start, open, characters, lastQuote }, end: at }
}

function isEscape(character: string, next: string, open: LineWord['open'], quoting: Quoting): boolean {
  if (character !== quoting.escape || next === '') return false
  if (open === undefined) return true
  const taken = open === '"' ? quoting.inDouble : quoting.inSingle
  return taken === 'any' || taken.includes(next)
}

function isQuote(character: string): character is '"' | "'" {
  return character === '"' || character === "'"
}
