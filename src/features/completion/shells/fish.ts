import type { Completion } from '../complete.ts'
import { readWords, type Quoting } from '../line.ts'
import { described, directive, matchable, type ShellLine } from './reply.ts'

/** @see https://fishshell.com/docs/current/language.html#quotes */
const QUOTING: Quoting = { escape: '\\', inDouble: '$"\\', inSingle: "'\\", doubled: false }

/** Fish takes the quotes away from the words before the cursor, and leaves the last one as it is written. */
export function readFish(words: readonly string[]): ShellLine {
  const current = readWords(words.at(-1) ?? '', QUOTING).at(-1)?.text ?? ''
  return { words: words.slice(0, -1), current, reply: (completion) => reply(completion, current) }
}

/** Fish quotes what it puts in. */
function reply(completion: Completion, current: string): string {
  if (completion.kind === 'files') return directive(completion)
  const lines = matchable(completion.candidates, current).map((one) => {
    const text = described(one)
    return text === '' ? one.word : `${one.word}\t${text}`
  })
  return [directive(completion), ...lines].join('\n')
}
