import type { MinorRange } from './model.ts'

/** The data file, of which nothing is taken apart before somebody asks for it. */
export type SchemaData = {
  minors: MinorRange
  kinds(): readonly KindData[]
  kindOf(apiVersion: string, kind: string): KindData | undefined
  /** The lines of a type's fields; undefined where there is no such type. */
  linesOf(type: string): readonly string[] | undefined
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
  const [head = '', written = ''] = /^minors (.*)\n/mu.exec(text) ?? []
  const minors = readRange(written, { from: 0, to: 0 })
  let byName: Map<string, KindData> | undefined
  const named = (): Map<string, KindData> => (byName ??= readKinds(text, text.indexOf(head) + head.length, minors))
  return {
    minors,
    kinds: () => [...named().values()],
    kindOf: (apiVersion, kind) => named().get(keyOf(apiVersion, kind)),
    linesOf(type) {
      const found = text.indexOf(`\n${type}\n`)
      return found < 0 ? undefined : fieldLines(text, found + type.length + 2)
    },
  }
}

/** The lines with blanks in them, up to the first type. */
function readKinds(text: string, from: number, minors: MinorRange): Map<string, KindData> {
  const kinds = new Map<string, KindData>()
  for (const line of linesFrom(text, from)) {
    if (!line.includes(' ')) break
    const kind = readKind(line, minors)
    kinds.set(keyOf(kind.apiVersion, kind.kind), kind)
  }
  return kinds
}

/** Field lines begin with a blank. */
function fieldLines(text: string, from: number): string[] {
  const lines: string[] = []
  for (const line of linesFrom(text, from)) {
    if (!line.startsWith(' ')) break
    lines.push(line)
  }
  return lines
}

function* linesFrom(text: string, from: number): Generator<string> {
  for (let start = from; start < text.length;) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    yield text.slice(start, end)
    start = end + 1
  }
}

export function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`
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
  if (notes.length === 0 && !marked.includes('!'))
    return { name: marked, requiredFrom: undefined, type, range: all, off: undefined }
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
