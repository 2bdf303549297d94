import { broken } from './load.ts'
import type { LoadedFile } from './load.ts'
import { NotAKubeconfig, entriesOf } from './model.ts'
import type { Entry, Section } from './model.ts'

/** An entry and the file it stands in. */
export type PlacedEntry = Entry & { file: string }

/** All entries of a section in all files, in the order in which they count. Throws `kubeconfig-broken`. */
export function allEntries(files: readonly LoadedFile[], section: Section): PlacedEntry[] {
  return files.flatMap(({ path, model }) => {
    try {
      return [...entriesOf(model.tree, section).values()].map((entry) => Object.assign(entry, { file: path }))
    } catch (error) {
      if (error instanceof NotAKubeconfig) throw broken(path, model.tree.text, error)
      throw error
    }
  })
}

/** The entries of a section by name; the first file to name one decides. Throws `kubeconfig-broken`. */
export function mergedEntries(files: readonly LoadedFile[], section: Section): Map<string, PlacedEntry> {
  const entries = new Map<string, PlacedEntry>()
  for (const entry of allEntries(files, section)) if (!entries.has(entry.name)) entries.set(entry.name, entry)
  return entries
}

/** A name that no entry has yet: the wanted one, or that with `-2`, `-3` and so on. */
export function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let name = wanted
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`
  return name
}
