import type { GlobalValues } from '../command.ts'
import { iccWords, type CommandsFor } from '../completion-words.ts'
import type { Context } from '../context.ts'
import { wrongCall, type IccError } from '../errors.ts'
import { readPartialCall } from '../features/completion/call.ts'
import { complete } from '../features/completion/complete.ts'
import { isShell, readShellLine, SHELLS } from '../features/completion/shells/index.ts'
import { localNames } from './complete-names.ts'

/**
 * `icc __complete SHELL ...`: what the script of `icc completion SHELL` calls at each TAB. It prints the words that may
 * stand at the cursor. What goes wrong is told on stderr, which the scripts do not show.
 */
export async function completeLine(
  createContext: (globals: GlobalValues) => Context,
  [shell, ...given]: readonly string[],
  commandsFor: CommandsFor,
): Promise<void> {
  if (!isShell(shell)) throw unknownShell(shell)
  const ctx = createContext({})
  const line = await readShellLine(ctx, shell, given)
  const words = iccWords(ctx, commandsFor)
  const globals = await globalsOf(ctx, line.words, words)
  const found = await complete(words, localNames(createContext(globals)), line.words, line.current)
  const text = line.reply(found)
  ctx.output.result(text, () => text)
}

/** `icc --kubeconfig FILE ctx` is about the contexts of that file. */
async function globalsOf(
  ctx: Context,
  line: readonly string[],
  words: ReturnType<typeof iccWords>,
): Promise<GlobalValues> {
  if (!line.some((word) => word.startsWith('--kubeconfig'))) return {}
  const { given } = await readPartialCall(words, line)
  const kubeconfig = given.get('kubeconfig')?.at(-1)
  if (!kubeconfig) return {}
  // No shell has expanded the line yet.
  return { kubeconfig: kubeconfig.startsWith('~/') ? `${ctx.homeDir()}${kubeconfig.slice(1)}` : kubeconfig }
}

function unknownShell(shell: string | undefined): IccError {
  return wrongCall(`There is no completion for ${shell ?? 'no shell'}: ${SHELLS.join(', ')}.`, 'icc completion')
}
