import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import createIgnore, { type Ignore } from 'ignore'
import { systemCode } from '../../../errors.ts'

/** The patterns of one file, which hold from a folder on. */
type Layer = { folder: string; patterns: Ignore }

/** Tells whether git ignores a path (absolute; folders with `folder`). */
export type GitIgnored = {
  ignores(path: string, folder: boolean): boolean
  /** The same with the patterns of a folder's own `.gitignore`. */
  within(folder: string): GitIgnored
}

/**
 * What git ignores in a folder, by the `.gitignore` files from the top of the checkout down and `.git/info/exclude`.
 * Outside a checkout, nothing but what `.gitignore` files further down say. The user's own global list is left out: it
 * differs from machine to machine.
 * @see https://git-scm.com/docs/gitignore
 */
export function gitIgnored(folder: string): GitIgnored {
  const top = topOfCheckout(folder)
  if (top === undefined) return withLayers([])
  const exclude = layer(top, join(top, '.git', 'info', 'exclude'))
  const above = foldersBetween(top, dirname(folder)).flatMap((one) => layer(one, join(one, '.gitignore')))
  return withLayers(folder === top ? exclude : [...exclude, ...above])
}

function withLayers(layers: readonly Layer[]): GitIgnored {
  return {
    ignores(path, folder) {
      // The patterns nearest to the file decide.
      for (const { folder: base, patterns } of layers.toReversed()) {
        const name = relative(base, path).split(sep).join('/')
        const verdict = patterns.test(folder ? `${name}/` : name)
        if (verdict.ignored) return true
        if (verdict.unignored) return false
      }
      return false
    },
    within: (folder) => withLayers([...layers, ...layer(folder, join(folder, '.gitignore'))]),
  }
}

function layer(folder: string, file: string): Layer[] {
  try {
    return [{ folder, patterns: createIgnore().add(readFileSync(file, 'utf8')) }]
  } catch (error) {
    // Most folders have none; one that cannot be read hides nothing from view.
    if (systemCode(error) !== undefined) return []
    throw error
  }
}

/** The folder that holds `.git`, at or above this one. */
export function topOfCheckout(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder
  const above = dirname(folder)
  return above === folder ? undefined : topOfCheckout(above)
}

/** From `top` down to `bottom`, both included; none if `bottom` is not below. */
function foldersBetween(top: string, bottom: string): string[] {
  if (bottom === top) return [top]
  const above = dirname(bottom)
  return above === bottom ? [] : [...foldersBetween(top, above), bottom]
}
