import { mergeField, type MergedField, type Range } from './merge.ts'
import type { Release } from './release.ts'

/** Fields below which nothing is looked at: what the server alone writes, and overwrites. */
const UNCHECKED: Readonly<Record<string, string>> = { status: 'object', managedFields: '[]object' }

/**
 * The data file: all releases in one text, `schemas/kubernetes.txt`, whose head explains the form. `releases` come in
 * the order of their versions, without gaps.
 */
export function writeSchemas(releases: readonly Release[]): string {
  const all: Range = { from: releases[0]?.minor ?? 0, to: releases.at(-1)?.minor ?? 0 }
  const roots = checkedTypes(releases)
  const types = collectTypes(releases, new Set(roots.values()))
  const names = shortNames([...types.keys()])
  const lines = [...types]
    .toSorted(([one], [other]) => compare(names.get(one) ?? '', names.get(other) ?? ''))
    .flatMap(([type, fields]) => typeLines(names.get(type) ?? '', fields, names))
  return [
    headOf(releases),
    `minors ${all.from}-${all.to}`,
    ...kindLines(releases, roots, names, all),
    ...lines,
    '',
  ].join('\n')
}

function headOf(releases: readonly Release[]): string {
  return `# What the Kubernetes API takes. Written by tools/schemas/generate.ts: do not edit.
#
# Source: the Go modules k8s.io/kubernetes and k8s.io/api ${releases.map(({ version }) => version).join(', ')},
# Copyright The Kubernetes Authors, Apache License 2.0 (http://www.apache.org/licenses/LICENSE-2.0).
# Names, types, allowed values and versions are kept, descriptions are left out.
#
# Kinds first: API version, kind, type (- where fields are not kept), minor versions, "off" where a server offers it
# only when its operator asked for it. Then types, each with its fields: name (! if required), type ([] list of, {} map
# of, = allowed values, URI-encoded), minor versions, "off" with those where a feature gate that is off by default drops it.
# Versions: 34-36, 34- (and later), -36 (and before), none for all; behind ! and @ those of that mark or value.`
}

/**
 * The OpenAPI names of the types that are kept, by `apps/v1 Deployment`: those of every kind that a server offers by
 * default. Of the others, alphas and betas that change with each release, it is kept that they exist.
 */
function checkedTypes(releases: readonly Release[]): Map<string, string> {
  return new Map(
    releases.flatMap(({ kinds }) =>
      kinds
        .filter(({ off }) => !off)
        .map(({ apiVersion, kind, type }): [string, string] => [`${apiVersion} ${kind}`, type]),
    ),
  )
}

/** The types that can be reached from the given ones, and their fields over all releases. */
function collectTypes(releases: readonly Release[], roots: ReadonlySet<string>): Map<string, MergedField[]> {
  const types = new Map<string, MergedField[]>()
  const open = [...roots]
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (types.has(type)) continue
    const fields = mergeType(type, releases, roots.has(type))
    types.set(type, fields)
    open.push(...fields.map((field) => innerType(field.type)).filter((inner) => inner.includes('.')))
  }
  return types
}

function mergeType(type: string, releases: readonly Release[], root: boolean): MergedField[] {
  const names = new Set(releases.flatMap(({ types }) => [...(types.get(type)?.keys() ?? [])]))
  return [...names].toSorted(compare).flatMap((name) => {
    const fields = mergeField(name, releases, type)
    const unchecked = name === 'status' && !root ? undefined : UNCHECKED[name]
    return unchecked === undefined ? fields : fields.map(({ range }) => ({ name, range, type: unchecked }))
  })
}

/** The versions that know a type at all: those of its fields together. */
function spanOf(fields: readonly MergedField[]): Range {
  return {
    from: Math.min(...fields.map(({ range }) => range.from)),
    to: Math.max(...fields.map(({ range }) => range.to)),
  }
}

/** What is in the list or the map, at any depth. */
function innerType(type: string): string {
  return type.replace(/^(?:\[\]|\{\})+/u, '')
}

/** `PodSpec`; with its group and version where several types are called so. */
function shortNames(types: readonly string[]): Map<string, string> {
  const count = new Map<string, number>()
  for (const type of types) count.set(lastPart(type), (count.get(lastPart(type)) ?? 0) + 1)
  return new Map(
    types.map((type) => [
      type,
      count.get(lastPart(type)) === 1 ? lastPart(type) : type.split('.').slice(-3).join('.'),
    ]),
  )
}

function lastPart(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1)
}

function typeLines(type: string, fields: readonly MergedField[], names: ReadonlyMap<string, string>): string[] {
  const all = spanOf(fields)
  return [type].concat(fields.map((field) => fieldLine(field, names, all)))
}

function fieldLine(field: MergedField, names: ReadonlyMap<string, string>, all: Range): string {
  const { name, type, range, requiredFrom, values, off } = field
  const inner = innerType(type)
  const wrapping = type.slice(0, type.length - inner.length)
  const typeText = values
    ? `=${values.map(({ value, range: taken }) => encode(value) + rangeText('@', taken, range)).join('|')}`
    : (names.get(inner) ?? inner)
  const required = requiredFrom === undefined ? '' : requiredFrom === range.from ? '!' : `!${requiredFrom}`
  const notes = [rangeText('', range, all), off ? `off${rangeText('', off, range)}` : '']
  return [` ${name}${required}`, wrapping + typeText, ...notes].filter((part) => part !== '').join(' ')
}

/** Values may hold what parts the form (`digital signature`). */
function encode(value: string): string {
  return value.replaceAll(/[%@| ]/gu, encodeURIComponent)
}

/** `34-` from a version on, `-35` up to one, `34-35`, or nothing where it is all of the range around it. */
function rangeText(before: string, { from, to }: Range, around: Range): string {
  if (from === around.from && to === around.to) return ''
  return `${before}${from === around.from ? '' : from}-${to === around.to ? '' : to}`
}

/** API versions, each followed by its kinds: `Deployment` with the type where that is not called the same. */
function kindLines(
  releases: readonly Release[],
  roots: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
  all: Range,
): string[] {
  const seen = new Map<string, { minors: number[]; off: boolean }>()
  for (const { minor, kinds } of releases)
    for (const { apiVersion, kind, off } of kinds) {
      const key = `${apiVersion} ${kind}`
      const known = seen.get(key) ?? { minors: [], off }
      if (known.off !== off) throw new Error(`${key} was off by default in some releases and on in others`)
      known.minors.push(minor)
      seen.set(key, known)
    }
  return [...seen]
    .toSorted(([one], [other]) => compare(one, other))
    .map(([key, { minors, off }]) => {
      const root = roots.get(key)
      const range = { from: minors[0] ?? 0, to: minors.at(-1) ?? 0 }
      return [key, root === undefined ? '-' : names.get(root), rangeText('', range, all), off ? 'off' : '']
        .filter((part) => part !== '')
        .join(' ')
    })
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
