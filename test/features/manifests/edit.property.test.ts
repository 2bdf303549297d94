import { array, assert, constantFrom, nat, oneof, property, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import type { Json, ManifestDocument, Path } from '../../../src/features/manifests/document.ts'
import { applyEdits } from '../../../src/features/manifests/edit.ts'
import type { Edit } from '../../../src/features/manifests/edit.ts'
import { isObject } from '../../../src/features/manifests/json.ts'
import { commentsOf, entryRange, writtenScalar } from './looks.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { applySplices } from '../../../src/features/manifests/splice.ts'
import { changedFixtures, yamlTexts } from './yaml-samples.ts'

/** All paths of a value but that of its root. */
function pathsOf(value: Json, above: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const paths: Path[] = []
  for (const [key, item] of Object.entries(value)) {
    const path = [...above, Array.isArray(value) ? Number(key) : key]
    paths.push(path, ...pathsOf(item, path))
  }
  return paths
}

type Choice = { kind: Edit['kind']; at: number; other: number; value: Json; key: string }

const choices: Arbitrary<Choice> = record({
  kind: constantFrom<Edit['kind']>('set', 'requote', 'rename', 'remove', 'add', 'append', 'move'),
  at: nat(),
  other: nat(),
  value: oneof(
    constantFrom<Json>('text', 'no', '012', 'a: b # c', '', 3, true, null, 'two\nlines', '#', ' x '),
    constantFrom<Json>({}, [], { a: 1 }, [1, 'y'], { a: { b: ['c'] }, d: [{ e: 'f', g: 'h' }] }, [[1], [{ a: [] }]]),
  ),
  key: constantFrom('added', 'on', '80', 'a b', 'x/y.z', ''),
})

/** The edit of a document that a choice stands for; undefined where it makes no sense there. */
function editOf(document: ManifestDocument, { kind, at, other, value, key }: Choice): Edit | undefined {
  const paths = pathsOf(document.value)
  const path = paths[at % paths.length]
  const to = paths[other % paths.length]
  if (path === undefined || to === undefined) return undefined
  const [here, last] = [valueAt(document.value, path), path.at(-1)]
  switch (kind) {
    case 'set':
      return { kind, path, value }
    case 'requote':
      return typeof here === 'object' && here !== null ? undefined : { kind, path }
    case 'rename':
      return typeof last === 'string' ? { kind, path, key } : undefined
    case 'remove':
      return { kind, path }
    case 'remove-duplicate':
      return undefined
    case 'add': {
      const before =
        typeof last === 'string'
          ? { path: path.slice(0, -1), [other % 2 === 0 ? 'before' : 'after']: last }
          : { path }
      return isObject(valueAt(document.value, before.path)) ? { kind, key, value, ...before } : undefined
    }
    case 'append':
      return Array.isArray(here) ? { kind, path, value } : undefined
    case 'move':
      if (
        typeof last !== 'string' ||
        !isObject(valueAt(document.value, to)) ||
        to.join('/').startsWith(path.join('/'))
      )
        return undefined
      return { kind, from: path, to: [...to, ...(other % 2 === 0 ? ['made'] : []), key] }
  }
}

function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>(
    (here, step) => (typeof here === 'object' && here !== null ? (here as Record<string, Json>)[step] : undefined),
    value,
  )
}

/** The edit done on the data, by plain assignments; undefined where a key is in the way. */
function edited(document: ManifestDocument, edit: Edit): Json | undefined {
  const root = JSON.parse(JSON.stringify(document.value)) as Json
  const path = edit.kind === 'move' ? edit.from : edit.path
  const holder = valueAt(root, path.slice(0, -1)) as Record<string, Json>
  const last = path.at(-1) ?? ''
  switch (edit.kind) {
    case 'set':
      holder[last] = edit.value
      return root
    case 'requote':
      holder[last] = textAt(document, path)
      return root
    case 'rename': {
      if (Object.hasOwn(holder, edit.key)) return undefined
      holder[edit.key] = holder[last] ?? null
      delete holder[last]
      return root
    }
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(last), 1)
      else delete holder[last]
      return root
    case 'add': {
      const mapping = valueAt(root, path) as Record<string, Json>
      if (Object.hasOwn(mapping, edit.key)) return undefined
      mapping[edit.key] = edit.value
      return root
    }
    case 'append':
      ;(valueAt(root, path) as Json[]).push(edit.value)
      return root
    case 'move':
      return moved(root, edit.from, edit.to)
    case 'remove-duplicate':
      return root
  }
}

function moved(root: Json, from: Path, to: Path): Json | undefined {
  const holder = valueAt(root, from.slice(0, -1)) as Record<string, Json>
  const key = String(from.at(-1))
  const value = holder[key] ?? null
  let target = root as Record<string, Json>
  for (const step of to.slice(0, -1)) target = (target[step] ??= {}) as Record<string, Json>
  if (!isObject(target) || Object.hasOwn(target, String(to.at(-1)))) return undefined
  target[String(to.at(-1))] = value
  delete holder[key]
  return root
}

/** The characters of a scalar, read as text. */
function textAt(document: ManifestDocument, path: Path): string {
  const { written = '', style } = writtenScalar(document, path) ?? {}
  return style === 'plain' ? written.replaceAll(/\s*\n\s*/g, ' ') : (valueAt(document.value, path) as string)
}

/** Comments that an edit took away though they belong to nothing that it took away. */
function lostComments(before: ManifestDocument, after: ManifestDocument, edit: Edit): string[] {
  const left = commentsOf(after).map(({ text }) => text)
  const entry = edit.kind === 'remove' || edit.kind === 'set' ? entryRange(before, edit.path) : undefined
  return commentsOf(before)
    .filter(({ text }) => {
      const index = left.indexOf(text)
      if (index !== -1) left.splice(index, 1)
      return index === -1
    })
    .filter(
      ({ range }) => entry === undefined || !belongs(before.source.text, range.start, entry, edit.kind === 'remove'),
    )
    .map(({ text }) => text)
}

/** True for a comment within an entry, or next to it with nothing but comments between; before it only if `around`. */
function belongs(text: string, at: number, entry: { start: number; end: number }, around: boolean): boolean {
  if (at >= entry.start && at < entry.end) return true
  if (!around && at < entry.start) return false
  const between = at < entry.start ? text.slice(at, entry.start) : text.slice(entry.end, at)
  return (
    between.split('\n').every((line, index) => index === 0 || /^ *#/.test(line) || line.trim() === '') &&
    !/\n[ \r]*\n/.test(between)
  )
}

/** Each comment is its own, so that one cannot stand for another. */
function numbered(text: string): string {
  let number = 0
  return text.replaceAll(/# (?:note|a: b|between|deeper|end)/g, (comment) => `${comment} ${(number += 1)}`)
}

function check(sample: string, chosen: readonly Choice[]): 'done' | 'refused' | 'nothing' {
  const text = numbered(sample)
  const source = {
    name: 'a.yaml',
    text: `before: [1]\n---\n${text}${text.endsWith('\n') ? '' : '\n'}---\n# after\nb: 1\n`,
  }
  const read = readManifests(source)
  const document = read.documents[1]
  if (document === undefined || read.faults.length > 0 || read.documents.length !== 3) return 'nothing'
  const [choice] = chosen
  const edit = choice === undefined ? undefined : editOf(document, choice)
  if (edit === undefined) return 'nothing'
  const result = applyEdits(document, [edit])
  const expected = edited(document, edit)
  if ('refused' in result) return expected === undefined ? 'nothing' : 'refused'
  const { documents, faults } = readManifests({ name: 'a.yaml', text: applySplices(source.text, result.splices) })
  expect(faults).toEqual([])
  expect(documents.map(({ value }) => value)).toEqual([{ before: [1] }, expected, { b: 1 }])
  expect(documents[1] === undefined ? [] : lostComments(document, documents[1], edit)).toEqual([])
  return 'done'
}

test('an edited text holds the value edited as data, and every comment: the usual style', () => {
  const seen = { done: 0, refused: 0, nothing: 0 }
  const holds = property(yamlTexts('usual'), array(choices, { minLength: 1, maxLength: 1 }), (text, chosen) => {
    seen[check(text, chosen)] += 1
  })
  assert(holds, { numRuns: 3000 })
  expect(seen.done).toBeGreaterThan(1000)
  expect(seen.refused).toBeLessThan(100)
})

test('an edited text holds the value edited as data: YAML of every kind', () => {
  const seen = { done: 0, refused: 0, nothing: 0 }
  const holds = property(
    oneof(yamlTexts('any'), changedFixtures()),
    array(choices, { minLength: 1, maxLength: 1 }),
    (text, chosen) => {
      seen[check(text, chosen)] += 1
    },
  )
  assert(holds, { numRuns: 3000 })
  expect(seen.done).toBeGreaterThan(200)
})
