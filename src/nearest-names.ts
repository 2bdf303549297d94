/** Up to three of the names that look most like the given one, the nearest first; none if all are too far. */
export function nearestNames(wanted: string, names: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(wanted.length / 3))
  const lower = wanted.toLowerCase()
  const ranked: { name: string; rank: number }[] = []
  for (const name of names) {
    const rank = rankOf(lower, name.toLowerCase(), limit)
    if (rank <= limit) ranked.push({ name, rank })
  }
  return ranked
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** The one that a misspelt word most likely means; undefined if none is near. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  return nearestNames(word, names)[0]
}

function rankOf(wanted: string, name: string, limit: number): number {
  // A part of a long name is what people remember of it.
  if (wanted.length >= 3 && name.includes(wanted)) return 1
  return Math.abs(wanted.length - name.length) > limit ? limit + 1 : editDistance(wanted, name)
}

/** The number of characters to insert, delete or replace to get from one text to the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[other.length] ?? 0
}
