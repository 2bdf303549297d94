/** Replaces what stands between two offsets of a text. */
export type Splice = { start: number; end: number; text: string }

/** A text with splices applied. They must not overlap; those at one place keep their order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const parts: string[] = []
  let position = 0
  for (const { start, end, text: replacement } of splices.toSorted((one, other) => one.start - other.start)) {
    if (start < position) throw new Error(`Splices overlap at ${start}.`)
    parts.push(text.slice(position, start), replacement)
    position = end
  }
  parts.push(text.slice(position))
  return parts.join('')
}

/** The places of a text that changes have taken, each for itself. */
export type Taken = {
  /** Takes the places of one change, or none of them: what one change would do may depend on another that it touches. */
  add(splices: readonly Splice[]): boolean
}

export function createTaken(): Taken {
  /** In order, and apart from each other, but for those of one change. */
  const places: { start: number; end: number }[] = []
  const isFree = ({ start, end }: Splice): boolean => {
    const next = places[firstAfter(places, start)]
    const before = places[firstAfter(places, start) - 1]
    return (before === undefined || before.end < start) && (next === undefined || end < next.start)
  }
  return {
    add(splices) {
      if (!splices.every(isFree)) return false
      for (const { start, end } of splices) places.splice(firstAfter(places, start), 0, { start, end })
      return true
    },
  }
}

/** The index of the first place that begins after an offset. */
function firstAfter(places: readonly { start: number }[], offset: number): number {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle]?.start ?? Infinity) > offset) high = middle
    else low = middle + 1
  }
  return low
}

/** A text that is changed step by step, and remembers what of it is still as it was. */
export class EditedText {
  private pieces: { start: number; text: string | undefined; length: number }[]
  private readonly original: string

  constructor(original: string) {
    this.original = original
    this.pieces = [{ start: 0, text: undefined, length: original.length }]
  }

  toString(): string {
    return this.pieces.map(({ start, text, length }) => text ?? this.original.slice(start, start + length)).join('')
  }

  /** Applies splices whose offsets are those of the text as it is now. */
  apply(splices: readonly Splice[]): void {
    const fromTheEnd = splices.toReversed().toSorted((one, other) => other.start - one.start || other.end - one.end)
    for (const splice of fromTheEnd) this.applyOne(splice)
  }

  private applyOne({ start, end, text }: Splice): void {
    const pieces = [...this.cut(0, start), { start: -1, text, length: text.length }]
    this.pieces = [...pieces, ...this.cut(end, Infinity)]
  }

  /** The pieces between two offsets of the text as it is now. */
  private cut(from: number, to: number): typeof this.pieces {
    let position = 0
    return this.pieces.flatMap(({ start, text, length }) => {
      const [first, last] = [Math.max(from - position, 0), Math.min(to - position, length)]
      position += length
      if (first >= last) return []
      return [{ start: start + first, text: text?.slice(first, last), length: last - first }]
    })
  }

  /** The whole change, as splices of the original, or of a text in which it begins at an offset. */
  splices(offset: number): Splice[] {
    const splices: Splice[] = []
    let position = 0
    let added = ''
    for (const { start, text, length } of [
      ...this.pieces,
      { start: this.original.length, text: undefined, length: 0 },
    ]) {
      if (text !== undefined) {
        added += text
        continue
      }
      if (added !== '' || start > position)
        splices.push({ start: offset + position, end: offset + start, text: added })
      position = start + length
      added = ''
    }
    return splices
  }
}
