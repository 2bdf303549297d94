import { add, clearedCurrentContext, currentContextChange } from './contexts.ts'
import type { Change } from './edit.ts'
import type { LoadedFile } from './load.ts'
import { allEntries } from './merged-entries.ts'
import type { PlacedEntry } from './merged-entries.ts'
import { SECTIONS } from './model.ts'
import { modify, removeCopies } from './modify.ts'
import type { Plan, WriteContext } from './modify.ts'
import { merge } from './read.ts'

export type RemovedLogin = {
  /** What was removed, as `context NAME`, `cluster NAME`, `user NAME`. */
  removed: string[]
  /** Marked clusters and users that stay, because a context that is not the site's uses them. */
  kept: { entry: string; usedBy: string }[]
  /** The context that is current again. */
  restoredContext: string | undefined
  /** True if the current context was removed and no other took its place. */
  unset: boolean
}

/**
 * Removes exactly the entries that carry a site's marker, in every file. If the current context is among them,
 * `restoreContext` becomes current if it is there, else none is. Copies of killed writers, which may hold them as well,
 * go too.
 *
 * Throws what `readKubeconfig` and `modify` throw. A site without entries is no error.
 */
export async function removeLogin(
  ctx: WriteContext,
  site: string,
  options: { restoreContext?: string | undefined } = {},
): Promise<RemovedLogin> {
  const result = await modify(ctx, (files) => plan(ctx, files, site, options.restoreContext))
  await removeCopies(ctx)
  return result
}

function plan(
  ctx: WriteContext,
  files: LoadedFile[],
  site: string,
  restoreContext: string | undefined,
): Plan<RemovedLogin> {
  const view = merge(files)
  const changes = new Map<string, Change[]>()
  const result: RemovedLogin = { removed: [], kept: [], restoredContext: undefined, unset: false }
  const others = files.flatMap(({ model }) => [...model.contexts.values()].filter((context) => context.site !== site))
  for (const section of ['contexts', 'clusters', 'users'] as const) {
    for (const entry of markedEntries(files, section, site)) {
      const label = `${SECTIONS[section]} ${entry.name}`
      const user =
        section === 'contexts' ? undefined : others.find((other) => other[SECTIONS[section]] === entry.name)
      if (user !== undefined) result.kept.push({ entry: label, usedBy: user.name })
      else {
        add(changes, entry.file, { kind: 'remove', section, name: entry.name })
        if (!result.removed.includes(label)) result.removed.push(label)
      }
    }
  }
  const current = view.contexts.find(({ name }) => name === view.currentContext)
  if (current?.site !== site) return { changes, result }
  const restored = view.contexts.find((context) => context.name === restoreContext && context.site !== site)
  result.restoredContext = restored?.name
  result.unset = restored === undefined
  const follow = restored === undefined ? clearedCurrentContext(files) : currentContextChange(ctx, restored.name)
  for (const [file, list] of follow) for (const change of list) add(changes, file, change)
  return { changes, result }
}

function markedEntries(files: LoadedFile[], section: keyof typeof SECTIONS, site: string): PlacedEntry[] {
  return allEntries(files, section).filter((entry) => entry.site === site)
}
