import type { Completion } from '../complete.ts'
import { described, directive, matchable, type ShellLine } from './reply.ts'

/** With more than this, descriptions would take zsh longer than anybody waits. */
const MOST_DESCRIBED = 500

/** Zsh has taken the quotes away itself: the words after `icc`, the last one as far as it is written. */
export function readZsh(words: readonly string[]): ShellLine {
  const current = words.at(-1) ?? ''
  return { words: words.slice(0, -1), current, reply: (completion) => reply(completion, current) }
}

/** `plain`: words alone; else as `_describe` takes them, in which a colon separates. */
function reply(completion: Completion, current: string): string {
  if (completion.kind === 'files') return directive(completion)
  const found = matchable(completion.candidates, current)
  if (found.length > MOST_DESCRIBED) return ['plain', ...found.map(({ word }) => word)].join('\n')
  const lines = found.map((one) => {
    const text = described(one)
    const word = one.word.replace(/[:\\]/gu, String.raw`\$&`)
    return text === '' ? word : `${word}:${text}`
  })
  return [directive(completion), ...lines].join('\n')
}
