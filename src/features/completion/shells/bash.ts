import type { Completion } from '../complete.ts'
import { readWords, type LineWord, type Quoting } from '../line.ts'
import { beginningWith, directive, type ShellLine } from './reply.ts'

/** @see Bash Reference Manual, section 3.1.2 Quoting */
const QUOTING: Quoting = { escape: '\\', inDouble: '$`"\\', inSingle: '', doubled: false }

/**
 * The line as bash gives it to a completion function, up to the cursor, and `COMP_WORDBREAKS`: what bash replaces begins
 * after the last of these characters, not where the word does, so that it wants only the rest of the word back.
 */
export function readBash([text = '', breaks = '']: readonly string[]): ShellLine {
  const [, ...words] = readWords(text, QUOTING)
  const word = words.at(-1)
  if (word === undefined) return { words: [], current: '', reply: (completion) => directive(completion) }
  return {
    words: words.slice(0, -1).map((one) => one.text),
    current: word.text,
    reply: (completion) => reply(completion, word, breaks),
  }
}

function reply(completion: Completion, word: LineWord, breaks: string): string {
  if (completion.kind === 'files') return directive(completion)
  const kept = keptBefore(word, breaks)
  const rest = beginningWith(completion.candidates, word.text).map((one) => quoted(one.word.slice(kept), word.open))
  return [directive(completion), ...rest].join('\n')
}

/** How many characters of the word are before the place from which bash replaces. */
function keptBefore({ characters, open, lastQuote }: LineWord, breaks: string): number {
  const broken = characters.findLast(({ text, bare }) => bare && breaks.includes(text))?.at ?? -1
  const from = open === undefined ? Math.max(broken, breaks.includes('"') ? lastQuote : -1) : lastQuote
  return characters.filter(({ at }) => at < from + 1).length
}

/** So that bash reads it as one word, in the quotes that are open. It closes them itself. */
function quoted(text: string, open: LineWord['open']): string {
  if (open === "'") return text.replaceAll("'", String.raw`'\''`)
  if (open === '"') return text.replace(/[$`"\\]/gu, String.raw`\$&`)
  return text.replace(/[^\w./:=@%+,^\u0080-\u{10FFFF}-]/gu, String.raw`\$&`)
}
