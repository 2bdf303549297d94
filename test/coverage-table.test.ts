import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RULES } from '../src/features/lint/rules/index.ts'

const text = readFileSync(join(import.meta.dirname, '../docs/coverage.md'), 'utf8')

const rows = [...text.matchAll(/^\| ([A-Z]\d\d) +\| (.+?) +\| (.+?) +\| (.*?) *\|$/gmu)].map(
  ([, id = '', promise = '', answer = '', tests = '']) => ({ id, promise, answer, tests: quoted(tests) }),
)

test('each row of a table has as many cells as its head, so that none is shown cut off', () => {
  for (const table of text.match(/(?:^\|.*\n)+/gmu) ?? []) {
    const [head = '', ...others] = table.trimEnd().split('\n').map(cellsIn)
    expect(others.filter((cells) => cells.length !== head.length)).toEqual([])
  }
})

test('each row that begins with an id is read by these tests', () => {
  expect(rows.map(({ id }) => id)).toEqual([...text.matchAll(/^\| *([A-Z]\d+)\b/gmu)].map(([, id = '']) => id))
})

test('each promise has a command and tests that are there, or a reason', () => {
  expect(rows.length).toBeGreaterThan(100)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  for (const { id, answer, tests } of rows) {
    const isOpen = /^(?:not yet|out of scope)/u.test(answer)
    expect({ id, isOpen }).toEqual({ id, isOpen: tests.length === 0 })
    for (const path of tests)
      expect({ id, path, isThere: existsSync(join(import.meta.dirname, path)) }).toMatchObject({ isThere: true })
  }
})

test('the sums are those of the table', () => {
  const open = rows.filter(({ tests }) => tests.length === 0)
  const part = rows.filter(({ answer, tests }) => tests.length > 0 && answer.includes('not yet'))
  const kept = rows.length - open.length - part.length
  const said = `Of ${rows.length} promises, ${kept} are kept, ${part.length} in part, and ${open.length} not yet`
  expect(text.replaceAll(/\s+/gu, ' ')).toContain(said)
})

test('the rules that it names are there', () => {
  const lists = rows.map(({ answer }) => /`icc lint`: ([^;(]+)/u.exec(answer)?.[1] ?? '')
  const rules = lists.flatMap((list) => list.match(/[a-z]+(?:-[a-z]+)+/gu) ?? [])
  const known = new Set<string>(RULES.map(({ id }) => id))
  expect(rules.length).toBeGreaterThan(20)
  expect(rules.filter((rule) => !known.has(rule))).toEqual([])
})

/** A bar that is none of the table stands behind a backslash, within code too, as GitHub reads it. */
function cellsIn(row: string): string[] {
  return row.split(/(?<!\\)\|/u).slice(1, -1)
}

function quoted(words: string): string[] {
  return [...words.matchAll(/`([^`]+)`/gu)].map(([, word = '']) => word)
}
