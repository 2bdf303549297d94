/**
 * The candidate that a misspelt word most likely means: at most two letters (or a third of the word) away, or one that
 * begins with it. Undefined if nothing is near.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  // A very long word is no misspelling, and the table below grows with its length.
  if (wanted.length === 0 || wanted.length > 64) return undefined
  const scored = candidates.map((candidate) => ({ candidate, distance: distance(wanted, candidate.toLowerCase()) }))
  const best = scored.toSorted((a, b) => a.distance - b.distance)[0]
  if (best && best.distance <= Math.max(2, Math.floor(wanted.length / 3)) && best.distance < wanted.length)
    return best.candidate
  return wanted.length < 2 ? undefined : candidates.find((candidate) => candidate.toLowerCase().startsWith(wanted))
}

/** How many letters to insert, delete, replace or swap with their neighbour. @see Damerau-Levenshtein, restricted */
function distance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const steps = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      ]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (swapped) steps.push((beforeLast[column - 2] ?? 0) + 1)
      current.push(Math.min(...steps))
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}
