export type Metadata = {
  name: string
  namespace?: string
  uid: string
  resourceVersion: string
  /** RFC 3339, whole seconds, UTC. */
  creationTimestamp: string
  labels: Record<string, string>
  annotations?: Record<string, string>
  managedFields?: unknown[]
}

/** An object as it is stored: without `kind` and `apiVersion`, which its resource type knows. */
export type StoredObject = { metadata: Metadata; spec?: unknown; status?: unknown; [field: string]: unknown }

/** Objects by `group/plural`, each list sorted by namespace and name. */
export type ObjectStore = {
  list(group: string, resource: string, namespace: string): readonly StoredObject[]
  get(group: string, resource: string, namespace: string, name: string): StoredObject | undefined
  /** Takes an object in, instead of the one of that name if there is one. */
  put(group: string, resource: string, object: StoredObject): void
}

/** @param contents what there is at first, each list sorted by namespace and name */
export function createObjectStore(contents: Readonly<Record<string, readonly StoredObject[]>>): ObjectStore {
  const objects = new Map(
    Object.entries(contents).map(([key, list]) => [
      key,
      new Map(list.map((object) => [keyOf(object.metadata), object])),
    ]),
  )
  return {
    list(group, resource, namespace) {
      const all = [...(objects.get(`${group}/${resource}`)?.values() ?? [])]
      return namespace === '' ? all : all.filter((object) => object.metadata.namespace === namespace)
    },
    get(group, resource, namespace, name) {
      // A namespace lies in itself as far as access goes, and in none as it is stored.
      const own = group === '' && resource === 'namespaces' ? '' : namespace
      return objects.get(`${group}/${resource}`)?.get(keyOf({ name, namespace: own }))
    },
    put(group, resource, object) {
      const known = objects.get(`${group}/${resource}`) ?? new Map<string, StoredObject>()
      const all = new Map(known).set(keyOf(object.metadata), object)
      const sorted = [...all].toSorted(([one], [other]) => (one < other ? -1 : 1))
      objects.set(`${group}/${resource}`, new Map(sorted))
    },
  }
}

function keyOf({ name, namespace = '' }: Pick<Metadata, 'name' | 'namespace'>): string {
  return `${namespace}/${name}`
}
