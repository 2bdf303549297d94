import type { CommandEntry } from './command.ts'
import type { Context } from './context.ts'
import type { CommandWords, Named, OptionWords, Words } from './features/completion/words.ts'
import { listKinds } from './features/scaffold/find.ts'

/** The commands there are, which of `icc scaffold` depends on what the line says. */
export type CommandsFor = (ctx: Context, argv: readonly string[]) => readonly CommandEntry[]

/** All words in parts: what nearly every line needs, and what few do. */
export type WordParts = {
  commands: {
    commands: readonly CommandWords[]
    globals: readonly OptionWords[]
    topics: readonly Named[]
  }
  kubeVersions: readonly string[]
  rules: readonly Named[]
  /** The kinds that come with icc. */
  kinds: readonly CommandWords[]
}

/** What the executable calls a part among what is compiled. */
export function partName(part: keyof WordParts): string {
  return `completion/${part}.json`
}

/** `icc scaffold update FILE` stands where a kind stands. */
const UPDATE: Named = { name: 'update', text: 'bring a file that icc scaffold wrote to the newest template' }

/** The words of this icc. The executable has them ready-made; from source they are made of the declarations, which is slow. */
export function iccWords(ctx: Context, commandsFor: CommandsFor): Words {
  const part = async <Name extends keyof WordParts>(name: Name): Promise<WordParts[Name]> => {
    const text = ctx.assets.compiled(partName(name))
    // What `icc` was packaged with is of the same sources as this line.
    if (text !== undefined) return JSON.parse(text) as WordParts[Name]
    const { makeWords } = await import('./completion-words-make.ts')
    return makeWords(ctx, commandsFor)[name]()
  }
  const ofIcc = async (kind: string) => (await part('kinds')).find(({ name }) => name === kind)
  return {
    commands: async () => (await part('commands')).commands,
    globals: async () => (await part('commands')).globals,
    topics: async () => (await part('commands')).topics,
    kubeVersions: () => part('kubeVersions'),
    rules: () => part('rules'),
    async kinds() {
      const texts = new Map((await part('kinds')).map(({ name, text }) => [name, text]))
      const kinds = listKinds(ctx).map(({ kind, origin }) => ({
        name: kind,
        text: (origin === 'icc' ? texts.get(kind) : undefined) ?? origin,
      }))
      return [...kinds, UPDATE]
    },
    async kind(name) {
      if (name === UPDATE.name) return updateWords((await part('commands')).commands)
      const known = listKinds(ctx).find(({ kind }) => kind === name)
      if (known === undefined || known.origin === 'icc') return ofIcc(name)
      const { kindWords } = await import('./completion-words-make.ts')
      return kindWords(ctx, commandsFor, name)
    },
  }
}

function updateWords(commands: readonly CommandWords[]): CommandWords | undefined {
  const scaffold = commands.find(({ name }) => name === 'scaffold')
  return scaffold && { ...scaffold, arguments: [null, 'file'] }
}
