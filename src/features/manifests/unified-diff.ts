/** Lines that are others: so many of the old text from `from` on, in place of which so many from `to` on. From 0. */
type Change = { from: number; removed: number; to: number; added: number }

/** Lines around a change that are shown, as in all tools. */
const CONTEXT = 3

/**
 * What is different between two texts, as `git apply` takes it, without a line break at its end. Changes are mostly
 * many and small, so that the places are found in one pass over the lines.
 *
 * @param before undefined where there is no file yet
 */
export function unifiedDiff(name: string, before: string | undefined, after: string): string {
  const [old, now] = [linesOf(before ?? ''), linesOf(after)]
  const hunks = grouped(changesBetween(old, now).flatMap((change) => refined(change, old, now)))
  return [
    `--- ${before === undefined ? '/dev/null' : quoted(`a/${name}`)}`,
    `+++ ${quoted(`b/${name}`)}`,
    ...hunks.map((hunk) => shown(hunk, old, now)),
  ].join('\n')
}

/** Hiding fewer characters would hide half of the diff. */
const SHORTEST_SECRET = 4

/** A diff has a mark before each line, so a secret of several lines is looked for line by line; shorter ones say nothing. */
export function diffWithoutSecrets(diff: string, secrets: readonly string[]): string {
  const pieces = new Set(secrets.flatMap((secret) => secret.split('\n').map((line) => line.trim())))
  return [...pieces]
    .filter((piece) => piece.length >= SHORTEST_SECRET)
    .reduce((text, piece) => text.replaceAll(wordOrText(piece), '***'), diff)
}

/** So long a text is no part of a word, and too long for an expression. */
const LONGEST_WORD = 200

/** Not as a part of a longer word: a password `secret` is none in `secretKeyRef`. */
function wordOrText(piece: string): RegExp | string {
  if (piece.length > LONGEST_WORD) return piece
  const escaped = piece.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
  return new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, 'gu')
}

/** With their line breaks. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? []
}

/** As git writes names with characters that would break the line, or end the name. */
function quoted(name: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  if (!/["\\\u0000-\u001f\u007f]/u.test(name)) return name
  // oxlint-disable-next-line no-control-regex -- as above
  const escaped = name.replaceAll(/["\\]/gu, String.raw`\$&`).replaceAll(/[\u0000-\u001f\u007f]/gu, (character) => {
    return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
  })
  return `"${escaped}"`
}

/** What is compared line by line, in pairs of lines: more would be felt. */
const MOST_PAIRS = 250_000

/** In a text of any size, changes that may hold lines that are in both. */
function changesBetween(old: readonly string[], now: readonly string[]): Change[] {
  if (old.length * now.length <= MOST_PAIRS) return [{ from: 0, removed: old.length, to: 0, added: now.length }]
  const changes: Change[] = []
  let [from, to] = [0, 0]
  while (from < old.length || to < now.length) {
    if (old[from] === now[to]) {
      from += 1
      to += 1
      continue
    }
    const change = nextMeeting(old, now, from, to)
    changes.push(change)
    from += change.removed
    to += change.added
  }
  return changes
}

/** Lines that are compared with each other before both texts are taken to go on anew. */
const FARTHEST = 200

/** So many equal lines are no chance. */
const MEETING = 3

/** Up to where both texts go on alike, or for a while. */
function nextMeeting(old: readonly string[], now: readonly string[], from: number, to: number): Change {
  for (let distance = 1; distance <= FARTHEST; distance += 1)
    for (let removed = 0; removed <= distance; removed += 1) {
      const added = distance - removed
      if (from + removed > old.length || to + added > now.length) continue
      if (doMeet(old, from + removed, now, to + added)) return { from, removed, to, added }
    }
  return {
    from,
    removed: Math.min(FARTHEST, old.length - from),
    to,
    added: Math.min(FARTHEST, now.length - to),
  }
}

/** The end of both is as good as many equal lines. */
function doMeet(old: readonly string[], from: number, now: readonly string[], to: number): boolean {
  for (let index = 0; index < MEETING; index += 1) {
    const line = old[from + index]
    if (line !== now[to + index]) return false
    if (line === undefined) return true
  }
  return true
}

/** The fewest lines that differ: those of a longest common subsequence stay. */
function refined(change: Change, old: readonly string[], now: readonly string[]): Change[] {
  const { from, removed, to, added } = change
  if (removed * added > MOST_PAIRS) return [change]
  const isEqual = (row: number, column: number): boolean =>
    row < removed && column < added && old[from + row] === now[to + column]
  const common = commonLengths(removed, added, isEqual)
  const changes: Change[] = []
  let [row, column] = [0, 0]
  while (row < removed || column < added) {
    const start = { row, column }
    while ((row < removed || column < added) && !isEqual(row, column))
      if (column === added || (row < removed && common(row + 1, column) >= common(row, column + 1))) row += 1
      else column += 1
    if (row > start.row || column > start.column)
      changes.push({
        from: from + start.row,
        removed: row - start.row,
        to: to + start.column,
        added: column - start.column,
      })
    while (isEqual(row, column)) [row, column] = [row + 1, column + 1]
  }
  return changes
}

/** How many lines, in order, are in both texts from a line of the one and a line of the other on. */
function commonLengths(
  rows: number,
  columns: number,
  isEqual: (row: number, column: number) => boolean,
): (row: number, column: number) => number {
  const lengths = new Uint32Array((rows + 1) * (columns + 1))
  const common = (row: number, column: number): number => lengths[row * (columns + 1) + column] ?? 0
  for (let row = rows - 1; row >= 0; row -= 1)
    for (let column = columns - 1; column >= 0; column -= 1)
      lengths[row * (columns + 1) + column] = isEqual(row, column)
        ? common(row + 1, column + 1) + 1
        : Math.max(common(row + 1, column), common(row, column + 1))
  return common
}

/** Changes whose surroundings touch are shown together. */
function grouped(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = []
  let end = -Infinity
  for (const change of changes) {
    const group = change.from - end > 2 * CONTEXT ? undefined : groups.at(-1)
    if (group === undefined) groups.push([change])
    else group.push(change)
    end = change.from + change.removed
  }
  return groups
}

function shown(hunk: readonly Change[], old: readonly string[], now: readonly string[]): string {
  const [first, last] = [hunk[0], hunk.at(-1)]
  if (first === undefined || last === undefined) return ''
  const start = Math.max(first.from - CONTEXT, 0)
  const end = Math.min(last.from + last.removed + CONTEXT, old.length)
  const added = hunk.reduce((sum, change) => sum + change.added - change.removed, 0)
  const lines: string[] = []
  let position = start
  for (const change of hunk) {
    lines.push(...marked(' ', old.slice(position, change.from)))
    position = change.from + change.removed
    lines.push(...marked('-', old.slice(change.from, position)))
    lines.push(...marked('+', now.slice(change.to, change.to + change.added)))
  }
  lines.push(...marked(' ', old.slice(position, end)))
  const startNow = first.to - (first.from - start)
  return [`@@ -${place(start, end - start)} +${place(startNow, end - start + added)} @@`, ...lines].join('\n')
}

/** Of no lines, the one before is named. */
function place(start: number, count: number): string {
  return `${count === 0 ? start : start + 1},${count}`
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.endsWith('\n') ? `${mark}${line.slice(0, -1)}` : `${mark}${line}\n\\ No newline at end of file`,
  )
}
