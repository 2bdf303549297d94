import { GLOBAL_OPTIONS } from './command.ts'
import { commandWords, optionWords } from './command-words.ts'
import type { CommandsFor, WordParts } from './completion-words.ts'
import type { Context } from './context.ts'
import type { CommandWords } from './features/completion/words.ts'
import { findTemplate, listKinds } from './features/scaffold/find.ts'
import { helpTopics } from './help-topics.ts'

/** Makes the words of the declarations, each part by itself. */
export function makeWords(
  ctx: Context,
  commandsFor: CommandsFor,
): { [Part in keyof WordParts]: () => Promise<WordParts[Part]> } {
  return {
    async commands() {
      const commands = await Promise.all(commandsFor(ctx, []).map((entry) => entry.load()))
      return {
        commands: commands.map(commandWords),
        globals: optionWords(GLOBAL_OPTIONS),
        topics: helpTopics(ctx.assets).map(({ name, title }) => ({ name, text: title })),
      }
    },
    async kubeVersions() {
      const { loadSchemas } = await import('./features/manifests/schema/index.ts')
      const { minors } = loadSchemas(ctx)
      return minors.map((minor) => `1.${minor}`).toReversed()
    },
    async rules() {
      const { listRules } = await import('./features/lint/explain.ts')
      return listRules().map(({ rule, finds }) => ({ name: rule, text: finds }))
    },
    async kinds() {
      const own = listKinds(ctx).filter(({ origin }) => origin === 'icc')
      return Promise.all(own.map(({ kind }) => kindWords(ctx, commandsFor, kind)))
    },
  }
}

/** `icc scaffold KIND` as a command of its own, named by its kind. */
export async function kindWords(ctx: Context, commandsFor: CommandsFor, kind: string): Promise<CommandWords> {
  const scaffold = commandsFor(ctx, ['scaffold', kind]).find(({ name }) => name === 'scaffold')
  if (scaffold === undefined) throw new Error('there must be a command scaffold')
  return { ...commandWords(await scaffold.load()), name: kind, text: (await findTemplate(ctx, kind)).summary }
}
