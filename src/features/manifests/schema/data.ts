import type { MinorRange } from './model.ts'

/** The data file, taken apart as far as is cheap. */
export type SchemaData = {
  minors: MinorRange
  kinds: readonly KindData[]
  /** Type by name: the lines of its fields. */
  types: ReadonlyMap<string, readonly string[]>
}

export type KindData = {
  apiVersion: string
  kind: string
  /** Undefined where the data say nothing of its fields. */
  type: string | undefined
  range: MinorRange
  /** True if a server offers it only when its operator asked for it. */
  off: boolean
}

/** One field as the data have it. */
export type FieldData = {
  name: string
  requiredFrom: number | undefined
  /** As written: `[]Container`, `{}string`, `=Always|Never`. */
  type: string
  range: MinorRange
  off: MinorRange | undefined
}

/** Reads `schemas/kubernetes.txt`, whose head explains the form. It is made by a program: what is wrong in it is a bug. */
export function readData(text: string): SchemaData {
  let minors: MinorRange = { from: 0, to: 0 }
  const kinds: KindData[] = []
  const types = new Map<string, string[]>()
  let fields: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith(' ')) fields.push(line)
    else if (line.startsWith('minors ')) minors = readRange(line.slice('minors '.length), minors)
    else if (line.startsWith('#') || line === '') continue
    else if (line.includes(' ')) kinds.push(readKind(line, minors))
    else types.set(line, (fields = []))
  }
  return { minors, kinds, types }
}

function readKind(line: string, minors: MinorRange): KindData {
  const [apiVersion = '', kind = '', type, ...notes] = line.split(' ')
  const off = notes.at(-1) === 'off'
  const range = readRange(notes[0] === 'off' ? '' : (notes[0] ?? ''), minors)
  return { apiVersion, kind, type: type === '-' ? undefined : type, range, off }
}

/** @param all what no versions in the line mean */
export function readField(line: string, all: MinorRange): FieldData {
  const [marked = '', type = '', ...notes] = line.slice(1).split(' ')
  const [name = '', since] = marked.split('!')
  const last = notes.at(-1)
  const off = last?.startsWith('off') === true ? last.slice('off'.length) : undefined
  const range = readRange(notes[0]?.startsWith('off') === false ? notes[0] : '', all)
  return {
    name,
    requiredFrom: since === undefined ? undefined : since === '' ? range.from : Number(since),
    type,
    range,
    off: off === undefined ? undefined : readRange(off, range),
  }
}

/** `34-36`, `34-`, `-36`, or nothing for all. */
export function readRange(text: string, all: MinorRange): MinorRange {
  if (text === '') return all
  const [from, to] = text.split('-')
  return { from: from ? Number(from) : all.from, to: to ? Number(to) : all.to }
}

export function within({ from, to }: MinorRange, minor: number): boolean {
  return from <= minor && minor <= to
}
