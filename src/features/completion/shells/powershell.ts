import type { Context } from '../../../context.ts'
import type { Completion } from '../complete.ts'
import { readWords, type Quoting } from '../line.ts'
import { beginningWith, described, directive, type ShellLine } from './reply.ts'

/** @see about_Quoting_Rules of PowerShell */
const QUOTING: Quoting = { escape: '`', inDouble: 'any', inSingle: '', doubled: true }

/** The line up to the cursor, which its script hands over in an environment variable. */
export function readPowerShell(env: Context['env']): ShellLine {
  const text = env['ICC_COMPLETION_LINE'] ?? ''
  const [, ...words] = readWords(text, QUOTING).map((word) => word.text)
  const current = words.at(-1) ?? ''
  return { words: words.slice(0, -1), current, reply: (completion) => reply(completion, current) }
}

/** For each: what is put in, what the list shows, what is said about it. */
function reply(completion: Completion, current: string): string {
  if (completion.kind === 'files') return directive(completion)
  const lines = beginningWith(completion.candidates, current).map((one) =>
    [quoted(one.word), one.word, described(one) || one.word].join('\t'),
  )
  return [directive(completion), ...lines].join('\n')
}

/** A bare comma would make a list of it, and `@` at its beginning something else. */
function quoted(word: string): string {
  return /^[\w./:=+-][\w./:=+@-]*$/u.test(word) ? word : `'${word.replaceAll("'", "''")}'`
}
