import { rememberEach } from '../manifests/remember.ts'

/** Things by the namespace they are written for. */
export type ByNamespace<T> = {
  /**
   * Those of a namespace and those of none, which go where kubectl is pointed at, and that may be there; all for what
   * is of none itself. Costs no more than there are of them.
   */
  near(namespace: string | undefined): readonly T[]
}

/** Fewer are compared quicker than sorted. */
const FEW = 8

export function byNamespace<T>(things: readonly T[], namespaceOf: (thing: T) => string | undefined): ByNamespace<T> {
  let within: ReadonlyMap<string | undefined, readonly T[]> | undefined
  return {
    near(namespace) {
      if (namespace === undefined) return things
      if (things.length < FEW) return things.filter((thing) => [undefined, namespace].includes(namespaceOf(thing)))
      within ??= Map.groupBy(things, namespaceOf)
      const there = within.get(namespace) ?? []
      const anywhere = within.get(undefined) ?? []
      return there.length === 0 ? anywhere : anywhere.length === 0 ? there : [...there, ...anywhere]
    },
  }
}

/** `near` for many lists, most of which have one thing in them: of those nothing is kept. */
export function createNear<T extends object>(
  namespaceOf: (thing: T) => string | undefined,
): (things: readonly T[], namespace: string | undefined) => readonly T[] {
  const many = rememberEach((things: readonly T[]) => byNamespace(things, namespaceOf))
  return (things, namespace) => {
    const [first] = things
    if (first === undefined || namespace === undefined) return things
    if (things.length > 1) return many(things).near(namespace)
    return [undefined, namespace].includes(namespaceOf(first)) ? things : []
  }
}
