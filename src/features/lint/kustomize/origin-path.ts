import { isDeepStrictEqual } from 'node:util'
import type { Json, Path } from '../../manifests/document.ts'
import { at, textAt } from '../../manifests/json.ts'

/**
 * The path in a value as it is written that a path in what became of it means: patches add items to lists and take some
 * out, so items are told by their names. Ends where nothing of the kind is written.
 */
export function pathInOrigin(path: Path, made: Json, written: Json): Path {
  const found: (string | number)[] = []
  let [here, there]: [Json | undefined, Json | undefined] = [made, written]
  for (const step of path) {
    const next: Json | undefined = at(here, step)
    const own: string | number | undefined =
      typeof step === 'number' && Array.isArray(there) ? indexOf(next, step, there) : step
    if (own === undefined) break
    found.push(own)
    ;[here, there] = [next, at(there, own)]
  }
  return found
}

function indexOf(item: Json | undefined, index: number, items: readonly Json[]): number | undefined {
  if (item === undefined) return index
  const isSame = (other: Json | undefined): boolean => {
    const [one, another] = [textAt(item, 'name'), textAt(other, 'name')]
    return one === undefined ? isDeepStrictEqual(item, other) : one === another
  }
  if (isSame(items[index])) return index
  const found = items.findIndex(isSame)
  // An item without a name that was changed stands where it stood, if there is one.
  if (found < 0) return textAt(item, 'name') === undefined && index < items.length ? index : undefined
  return found
}
