import { commandsFor } from '../../src/cli.ts'
import { makeWords } from '../../src/completion-words-make.ts'
import { partName, type WordParts } from '../../src/completion-words.ts'
import type { Assets, Context } from '../../src/context.ts'
import { IccError } from '../../src/errors.ts'

/** The words that a shell completes, which icc would otherwise make at each TAB, by their names among what is compiled. */
export async function compileWords(assets: Assets): Promise<Map<string, string>> {
  const words = makeWords(withoutAnybody(assets), commandsFor)
  const parts = Object.keys(words) as (keyof WordParts)[]
  const texts = parts.map(async (part) => [partName(part), JSON.stringify(await words[part]())] as const)
  return new Map(await Promise.all(texts))
}

/** Neither a home nor a project: only what comes with icc. */
export function withoutAnybody(assets: Assets): Context {
  return {
    assets,
    get cwd(): string {
      throw new IccError('no-folder', 'There is no folder here.')
    },
    configDir() {
      throw new IccError('no-home', 'There is no home here.')
    },
  } satisfies Pick<Context, 'assets' | 'cwd' | 'configDir'> as unknown as Context
}
