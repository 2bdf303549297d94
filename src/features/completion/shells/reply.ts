import type { Candidate, Completion } from '../complete.ts'

/** A shell's command line, read; `reply` is what its script expects for what was found. */
export type ShellLine = { words: readonly string[]; current: string; reply(completion: Completion): string }

/** The first line of a reply: what the script does with the others. */
export function directive(completion: Completion): string {
  if (completion.kind === 'files') return 'files'
  return completion.unfinished ? 'unfinished' : 'words'
}

export function beginningWith(candidates: readonly Candidate[], written: string): readonly Candidate[] {
  return candidates.filter(({ word }) => word.startsWith(written))
}

/**
 * Those that begin as it is written; where none does, all: shells that match by themselves also know other ways, such as
 * parts of words, or small letters for capital ones.
 */
export function matchable(candidates: readonly Candidate[], written: string): readonly Candidate[] {
  const found = beginningWith(candidates, written)
  return found.length > 0 ? found : candidates
}

/** A description as one line without tabs, which separate it from its word. */
export function described({ text = '' }: Candidate): string {
  return text.replace(/\s+/gu, ' ').trim()
}
