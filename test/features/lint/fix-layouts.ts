import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import type { Json, ManifestDocument, Path } from '../../../src/features/manifests/document.ts'
import { flowText } from '../../../src/features/manifests/flow-text.ts'
import { objectsOf } from '../../../src/features/manifests/object.ts'
import { valueRange } from '../../../src/features/manifests/positions.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'

// The same objects, written in other ways. A way that would change what is read is left out: a comment within a block
// of text, for instance, is no comment.

/** Writes a text in another way. */
export type Layout = (text: string) => string

/** What notes are put in as, so that each can be told from all others and from what stands there. */
export const NOTE = /# note \d+\b/gu

type Ways = {
  list: boolean
  beside: boolean
  flow: readonly { place: number; quoted: boolean; below: boolean }[]
  keys: readonly { line: number; mark: string }[]
  notes: readonly { line: number; indent: number; own: boolean }[]
  crlf: boolean
  bom: boolean
}

/** Any of the ways, several after each other. */
export const anyLayout: fc.Arbitrary<Layout> = fc
  .record<Ways>({
    list: fc.boolean(),
    beside: fc.boolean(),
    flow: fc.array(fc.record({ place: fc.nat(), quoted: fc.boolean(), below: fc.boolean() }), { maxLength: 2 }),
    keys: fc.array(fc.record({ line: fc.nat(), mark: fc.constantFrom('"', "'") }), { maxLength: 3 }),
    notes: fc.array(fc.record({ line: fc.nat(), indent: fc.nat({ max: 12 }), own: fc.boolean() }), { maxLength: 8 }),
    crlf: fc.boolean(),
    bom: fc.boolean(),
  })
  .map((ways) => Object.assign(layoutOf(ways), { [fc.toStringMethod]: () => JSON.stringify(ways) }))

function layoutOf({ list, beside, flow, keys, notes, crlf, bom }: Ways): Layout {
  const layouts = [
    ...(list ? [inList] : []),
    ...(beside ? [besideOthers] : []),
    ...flow.map(inFlow),
    ...keys.map(quotedKey),
    ...notes.map(noted),
    ...(crlf ? [withCrlf] : []),
    ...(bom ? [withBom] : []),
  ]
  return (text) => layouts.reduce(faithful, text)
}

/** The layout, where it changes nothing of the objects. */
function faithful(text: string, layout: Layout): string {
  const changed = layout(text)
  return isDeepStrictEqual(meaning(changed), meaning(text)) ? changed : text
}

function meaning(text: string): { objects: Json[]; faults: string[] } {
  const { documents, faults } = readManifests({ name: 'a.yaml', text })
  const objects = documents.flatMap((document) => objectsOf(document).map(({ value }): Json => value))
  const others = documents.filter((document) => objectsOf(document).length === 0).map(({ value }) => value)
  return {
    objects: [...objects, ...others].filter((value) => !isDeepStrictEqual(value, OTHER)),
    faults: faults.map(({ kind, message }) => `${kind} ${message}`),
  }
}

const OTHER = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'of-somebody-else' },
  data: { colour: 'blue' },
}

/** All documents as the items of one List. */
export function inList(text: string): string {
  const items = readManifests({ name: 'a.yaml', text }).documents.map((document) => {
    const lines = text.slice(document.start, document.end).replace(/\n$/u, '').split('\n')
    const first = lines.findIndex((line) => !/^\s*(?:#.*)?$/u.test(line))
    return lines.map((line, index) => (line === '' ? '' : `${index === first ? '  - ' : '    '}${line}`)).join('\n')
  })
  return `apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}\n`
}

/** Between other documents. */
export function besideOthers(text: string): string {
  const other = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: of-somebody-else\ndata: {colour: blue}\n`
  const own = text.startsWith('---') ? text : `---\n${text}`
  return `${other}${own}${text.endsWith('\n') ? '' : '\n'}---\n# the end\n`
}

/** One list or mapping in flow style, on the line of its key or below it. */
function inFlow({ place, quoted, below }: { place: number; quoted: boolean; below: boolean }): Layout {
  return (text) => {
    const places = readManifests({ name: 'a.yaml', text }).documents.flatMap((document) =>
      collectionsIn(document.value, []).map((path) => ({ document, path })),
    )
    const chosen = places[place % Math.max(places.length, 1)]
    return chosen === undefined ? text : rewritten(text, chosen, quoted, below)
  }
}

function rewritten(
  text: string,
  { document, path }: { document: ManifestDocument; path: Path },
  quoted: boolean,
  below: boolean,
): string {
  const range = valueRange(document, path)
  const value = path.reduce<Json>((here, step) => (here as Record<string, Json>)[step] ?? null, document.value)
  if (range === undefined) return text
  const flow = quoted ? JSON.stringify(value) : flowText(value)
  const before = text.slice(0, range.start)
  return `${below ? before : before.replace(/:\s+$/u, ': ')}${flow}${text.slice(range.end)}`
}

function collectionsIn(value: Json, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.entries(value).flatMap(([key, item]) =>
    collectionsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return path.length === 0 ? below : [path, ...below]
}

function quotedKey({ line, mark }: { line: number; mark: string }): Layout {
  return onLine(line, (written) =>
    written.replace(/^(?<before>\s*(?:- +)*)(?<key>[A-Za-z][\w./-]*):(?= |$)/u, `$<before>${mark}$<key>${mark}:`),
  )
}

/** A comment on a line of its own, or at the end of one. */
function noted({ line, indent, own }: { line: number; indent: number; own: boolean }, number: number): Layout {
  return onLine(line, (written) =>
    own ? `${' '.repeat(indent)}# note ${number}\n${written}` : `${written} # note ${number}`,
  )
}

function onLine(line: number, change: (written: string) => string): Layout {
  return (text) => {
    const lines = text.split('\n')
    const index = line % lines.length
    return lines.with(index, change(lines[index] ?? '')).join('\n')
  }
}

function withCrlf(text: string): string {
  return text.replaceAll(/\r?\n/gu, '\r\n')
}

function withBom(text: string): string {
  return text.startsWith('\ufeff') ? text : `\ufeff${text}`
}
