import type { JsonObject } from '../document.ts'
import { createTypes } from './compile.ts'
import { customKinds, customSchema, type CustomKind } from './custom-schema.ts'
import { keyOf, readData, within, type KindData, type SchemaData } from './data.ts'
import { fieldVersions, type FieldVersions } from './field-versions.ts'
import type { Field, ObjectSchema } from './model.ts'

/** What the Kubernetes API takes, for several minor versions. */
export type Schemas = {
  /** Ascending, without gaps. */
  minors: readonly number[]
  /** The given one, or the nearest there is. */
  nearest(minor: number): number
  /**
   * One minor version, one of `minors`.
   *
   * @param definitions CustomResourceDefinitions (apiextensions.k8s.io/v1), whose kinds are then known too
   */
  at(minor: number, definitions?: readonly JsonObject[]): VersionSchemas
  /** Which versions have a field; the path is without indexes: `['spec', 'containers', 'image']`. */
  fieldVersions(apiVersion: string, kind: string, path: readonly string[]): FieldVersions | undefined
}

export type VersionSchemas = {
  minor: number
  find(apiVersion: string, kind: string): KindLookup
  /** The API versions that serve a kind here by default, those of the group first; of all groups where none is given. */
  apiVersionsOf(kind: string, group?: string): readonly string[]
  /** All kinds that are served here by default, those of the definitions too. */
  kinds(): readonly { apiVersion: string; kind: string }[]
}

/** `served`: the API versions that serve a kind of this name here, the same group's first. */
export type KindLookup =
  | { status: 'known'; schema: ObjectSchema }
  /** An alpha or beta that is served only where the cluster's operator asked for it. Its fields are not known. */
  | { status: 'off'; served: readonly string[] }
  /** Served from this minor version on. */
  | { status: 'too-new'; since: number; served: readonly string[] }
  /** Served up to this minor version. */
  | { status: 'removed'; last: number; served: readonly string[] }
  /** Not served by its CustomResourceDefinition, or not defined there. */
  | { status: 'not-defined'; served: readonly string[] }
  /** In no embedded version. `custom`: it may be a custom resource; else it is of a group that has none. */
  | { status: 'unknown'; custom: boolean; served: readonly string[] }

/** @param text the data file */
export function createSchemas(text: string): Schemas {
  const data = readData(text)
  const { from, to } = data.minors
  const minors = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return {
    minors,
    nearest: (minor) => Math.min(Math.max(minor, from), to),
    at(minor, definitions = []) {
      if (!within(data.minors, minor)) throw new Error(`there are no schemas for 1.${minor}`)
      return createVersion(data, minor, customKinds(definitions))
    },
    fieldVersions: (apiVersion, kind, path) => fieldVersions(data, apiVersion, kind, path),
  }
}

function createVersion(data: SchemaData, minor: number, custom: readonly CustomKind[]): VersionSchemas {
  const typeOf = createTypes(data, minor)
  const defined = new Map(custom.map((one) => [keyOf(one.apiVersion, one.kind), one]))
  const looked = new Map<string, KindLookup>()
  let allServed: { apiVersion: string; kind: string }[] | undefined
  const served = (): readonly { apiVersion: string; kind: string }[] =>
    (allServed ??= [
      ...data.kinds().filter(({ off, range }) => !off && within(range, minor)),
      ...custom.filter((one) => one.served),
    ])

  const apiVersionsOf = (kind: string, group?: string): readonly string[] =>
    served()
      .filter((one) => one.kind === kind)
      .map(({ apiVersion }) => apiVersion)
      .toSorted((one, other) => Number(groupOf(other) === group) - Number(groupOf(one) === group))

  const lookUp = (apiVersion: string, kind: string): KindLookup => {
    const key = keyOf(apiVersion, kind)
    const own = defined.get(key)
    if (own?.served === true) return { status: 'known', schema: customSchema(own.version, metadataOf(typeOf)) }
    const builtIn = data.kindOf(apiVersion, kind)
    if (builtIn?.type !== undefined && !builtIn.off && within(builtIn.range, minor))
      return { status: 'known', schema: typeOf(builtIn.type) }
    const group = groupOf(apiVersion)
    const elsewhere = apiVersionsOf(kind, group)
    if (builtIn) return notServed(builtIn, minor, elsewhere)
    if (own || custom.some((one) => groupOf(one.apiVersion) === group && one.kind === kind))
      return { status: 'not-defined', served: elsewhere }
    return { status: 'unknown', custom: mayBeCustom(group, data.kinds()), served: elsewhere }
  }

  return {
    minor,
    apiVersionsOf,
    kinds: () => served().map(({ apiVersion, kind }) => ({ apiVersion, kind })),
    find(apiVersion, kind) {
      const key = keyOf(apiVersion, kind)
      const lookup = looked.get(key) ?? lookUp(apiVersion, kind)
      looked.set(key, lookup)
      return lookup
    },
  }
}

function notServed({ range }: KindData, minor: number, served: readonly string[]): KindLookup {
  if (minor < range.from) return { status: 'too-new', since: range.from, served }
  if (minor > range.to) return { status: 'removed', last: range.to, served }
  return { status: 'off', served }
}

/** A custom resource's group is a domain; those of Kubernetes itself take none in. */
function mayBeCustom(group: string, builtIn: readonly KindData[]): boolean {
  return group.includes('.') && !builtIn.some(({ apiVersion }) => groupOf(apiVersion) === group)
}

/** Every object has the same metadata: that of a ConfigMap will do. */
function metadataOf(typeOf: (name: string) => ObjectSchema): Field {
  return { schema: typeOf('ObjectMeta'), required: false, off: false, range: undefined }
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}
