import { diffArrays } from 'diff'

/** A place that was changed in two ways: the line (from 1) of `mine`, and what stands there in each text. */
export type Conflict = { line: number; mine: string; base: string; now: string }

/**
 * Brings what changed from `base` to `now` into `mine`, which somebody made of `base` by hand: three-way, by lines. The
 * lines of `mine` that stay keep their line ends, others get those that `mine` begins with.
 *
 * Changes of both sides that overlap or touch are a conflict unless they are the same, since what stands in a line of
 * YAML may belong to the one before it. They may touch where one changes nothing but values: `replicas: 3` in
 * place of `replicas: 1` stays beside a line that is new.
 */
export function mergeUpdate(texts: {
  mine: string
  base: string
  now: string
}): { text: string } | { conflicts: Conflict[] } {
  const [base, now] = [linesOf(texts.base), linesOf(texts.now)]
  const raw = texts.mine.match(/[^\n]*\n|[^\n]+$/gu) ?? []
  const mine = raw.map((line) => line.replace(/\r?\n$/u, ''))
  const merged: string[] = []
  const conflicts: Conflict[] = []
  const newline = raw[0]?.endsWith('\r\n') ? '\r\n' : '\n'
  let taken = 0
  // How many lines `mine` is ahead of `base`.
  let ahead = 0
  for (const group of grouped(base, changesBetween(base, mine), changesBetween(base, now))) {
    const { start, end } = group
    const from = start + ahead
    ahead += group.mine.reduce((sum, change) => sum + change.lines.length - (change.end - change.start), 0)
    const to = end + ahead
    if (group.now.length === 0) continue
    const wanted = applied(base, group, group.now)
    if (group.mine.length === 0) {
      merged.push(...raw.slice(taken, from), ...wanted.map((line) => line + newline))
      taken = to
    } else if (!areEqual(wanted, mine.slice(from, to))) {
      const [ours, old, theirs] = [mine.slice(from, to), base.slice(start, end), wanted].map((lines) =>
        lines.join('\n'),
      )
      conflicts.push({ line: from + 1, mine: ours ?? '', base: old ?? '', now: theirs ?? '' })
    }
  }
  merged.push(...raw.slice(taken))
  if (conflicts.length > 0) return { conflicts }
  // The last line of `mine` may have no line break, and need not be the last one any more.
  return {
    text: merged
      .map((line, at) => (at === merged.length - 1 || line.endsWith('\n') ? line : line + newline))
      .join(''),
  }
}

/** Lines of `base` from `start` to before `end` (from 0) in place of which these lines are. */
type Change = { start: number; end: number; lines: readonly string[] }

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/u)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function changesBetween(base: readonly string[], other: readonly string[]): Change[] {
  const changes: Change[] = []
  let at = 0
  let last: Change | undefined
  for (const { added, removed, value } of diffArrays([...base], [...other])) {
    const length = added ? 0 : value.length
    if (added || removed) {
      const lines = added ? value : []
      if (last === undefined) changes.push((last = { start: at, end: at + length, lines }))
      else changes[changes.length - 1] = last = { ...last, end: at + length, lines: [...last.lines, ...lines] }
    } else last = undefined
    at += length
  }
  return changes.flatMap((change) => split(base, change))
}

/** A change of values at the beginning or the end of a larger one is one of its own, line by line. */
function split(base: readonly string[], { start, end, lines }: Change): Change[] {
  const most = Math.min(end - start, lines.length)
  const one = (from: number, at: number): Change => ({ start: from, end: from + 1, lines: lines.slice(at, at + 1) })
  let first = 0
  while (first < most && changesValues(base, one(start + first, first))) first += 1
  let last = 0
  while (last < most - first && changesValues(base, one(end - last - 1, lines.length - last - 1))) last += 1
  const rest = { start: start + first, end: end - last, lines: lines.slice(first, lines.length - last) }
  return [
    ...Array.from({ length: first }, (_, at) => one(start + at, at)),
    ...(rest.start < rest.end || rest.lines.length > 0 ? [rest] : []),
    ...Array.from({ length: last }, (_, at) => one(end - last + at, lines.length - last + at)),
  ]
}

/** Changes that have to be looked at together; mostly one of one side. */
type Group = { start: number; end: number; mine: Change[]; now: Change[] }

function grouped(base: readonly string[], mine: readonly Change[], now: readonly Change[]): Group[] {
  const all = [
    ...mine.map((change) => ({ side: 'mine' as const, change })),
    ...now.map((change) => ({ side: 'now' as const, change })),
  ].toSorted(({ change: one }, { change: other }) => one.start - other.start || one.end - other.end)
  const groups: Group[] = []
  for (const { side, change } of all) {
    const group: Group = { start: change.start, end: change.end, mine: [], now: [], [side]: [change] }
    const otherSide = side === 'mine' ? 'now' : 'mine'
    for (let last = groups.at(-1); last !== undefined; last = groups.at(-1)) {
      if (change.start >= last.end && !last[otherSide].some((other) => doMeet(base, other, change))) break
      groups.pop()
      group.start = last.start
      group.end = Math.max(group.end, last.end)
      group.mine.unshift(...last.mine)
      group.now.unshift(...last.now)
    }
    groups.push(group)
  }
  return groups
}

/** Whether one needs to be looked at with the other, which begins later or at the same line. */
function doMeet(base: readonly string[], one: Change, other: Change): boolean {
  if (other.start !== one.end) return other.start < one.end
  const isOnePlace = one.start === other.end
  return isOnePlace || !(changesValues(base, one) || changesValues(base, other))
}

function applied(base: readonly string[], { start, end }: Group, changes: readonly Change[]): string[] {
  const lines: string[] = []
  let at = start
  for (const change of changes) {
    lines.push(...base.slice(at, change.start), ...change.lines)
    at = change.end
  }
  return [...lines, ...base.slice(at, end)]
}

function areEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index])
}

/** Line for line the same key with another value on the same line, or another comment. */
function changesValues(base: readonly string[], { start, end, lines }: Change): boolean {
  if (lines.length !== end - start) return false
  return lines.every((line, index) => {
    const shape = shapeOf(line)
    return shape !== undefined && shape === shapeOf(base[start + index] ?? '')
  })
}

/** What stands before a value that ends on its line; undefined for other lines. */
function shapeOf(line: string): string | undefined {
  if (/^\s*#/u.test(line)) return line.replace(/#.*/u, '#')
  return /^(?<shape>\s*(?:- +)*[\w./-]+: +)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s|>[{&*!#"'].*)$/u.exec(line)?.groups?.[
    'shape'
  ]
}
