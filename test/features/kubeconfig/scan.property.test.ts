import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { array, assert, asyncProperty, constantFrom, double, nat, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { isUnreadable, parseDocument } from '../../../src/features/kubeconfig/document.ts'
import { NotAKubeconfig, toModel } from '../../../src/features/kubeconfig/model.ts'
import { scan } from '../../../src/features/kubeconfig/scan.ts'
import type { TreeNode } from '../../../src/features/kubeconfig/tree.ts'
import { lines, ordinaryText } from './scan-samples.ts'

const corpus = join(import.meta.dirname, '../../fixtures/kubeconfig')
const list = (kind: string): string[] => readdirSync(join(corpus, kind)).map((name) => join(corpus, kind, name))

/** A node as plain data, all scalars as text: what the library gives with its failsafe schema. */
function plain(node: TreeNode): unknown {
  switch (node.kind) {
    case 'alias':
      return plain(node.target)
    case 'scalar':
      return node.value
    case 'seq':
      return node.items.map((item) => plain(item.node))
    case 'map':
      return Object.fromEntries(node.pairs.map((pair) => [pair.key, plain(pair.value)]))
  }
}

/** Every scalar's place must hold the scalar, and every pair and item must contain its value. */
function checkPlaces(text: string, node: TreeNode): void {
  if (node.kind === 'scalar') {
    const source = text.slice(node.start, node.end)
    expect(node.plain ? source : source.slice(1, -1)).toBe(node.value)
  }
  if (node.kind === 'seq') {
    for (const item of node.items) {
      if (!node.flow) expect(text.charAt(item.start)).toBe('-')
      expect(item.end).toBeGreaterThanOrEqual(item.node.end)
      checkPlaces(text, item.node)
    }
  }
  if (node.kind === 'map') {
    for (const pair of node.pairs) {
      expect(text.slice(pair.start, pair.colon)).toBe(`${pair.key}:`)
      expect(pair.end).toBeGreaterThanOrEqual(pair.value.end)
      checkPlaces(text, pair.value)
    }
  }
}

/** If the scanner answers, the library reads one document, without an error, and the same. */
function checkAgreement(text: string): boolean {
  const tree = scan(text)
  if (tree?.root === undefined) return false
  const documents = parseAllDocuments(text, { schema: 'failsafe', version: '1.1', uniqueKeys: false })
  const [document] = documents
  expect(documents).toHaveLength(1)
  expect(document?.errors).toEqual([])
  const expected: unknown = JSON.parse(JSON.stringify(document?.toJS() ?? null), (_, value: unknown) => value ?? '')
  expect(plain(tree.root)).toEqual(expected)
  checkPlaces(text, tree.root)
  return true
}

test('the scanner takes what tools write, and leaves the rest to the library', () => {
  expect(list('ordinary').filter((file) => !checkAgreement(readFileSync(file, 'utf8')))).toEqual([])
  const taken = list('unusual').filter((file) => checkAgreement(readFileSync(file, 'utf8')))
  expect(taken.map((file) => file.slice(corpus.length + 1))).toEqual([
    'unusual/crlf.yaml',
    'unusual/repeated-keys.yaml',
  ])
})

test('whenever the scanner answers, the library reads the same: lines of every kind', () => {
  const agreement = property(lines, (sample) => void checkAgreement(sample))
  expect(() => assert(agreement, { numRuns: 10_000 })).not.toThrow()
})

test('the scanner answers for every ordinary layout, as the library does', () => {
  const taken = property(ordinaryText, (sample) => {
    expect(checkAgreement(sample)).toBe(true)
  })
  expect(() => assert(taken, { numRuns: 3000 })).not.toThrow()
})

test('whenever the scanner answers, the library reads the same: kubeconfigs with a few characters changed', () => {
  const samples = list('ordinary').map((file) => readFileSync(file, 'utf8'))
  const part = constantFrom(
    ' ',
    '  ',
    '\n',
    '\n\n',
    ':',
    ': ',
    '-',
    '- ',
    '#',
    ' #',
    '"',
    "'",
    '[',
    '{',
    '}',
    '&',
    '*',
    '|',
    '!',
    'a',
    '\t',
    '\r\n',
    '',
  )
  const change = record({ at: double({ min: 0, max: 1, noNaN: true }), remove: nat(6), part })
  let answers = 0
  assert(
    property(constantFrom(...samples), array(change, { minLength: 1, maxLength: 3 }), (sample, changes) => {
      let changed = sample
      for (const { at, remove, part: inserted } of changes) {
        const place = Math.floor(at * changed.length)
        changed = changed.slice(0, place) + inserted + changed.slice(place + remove)
      }
      if (checkAgreement(changed)) answers += 1
    }),
    { numRuns: 5000 },
  )
  expect(answers).toBeGreaterThan(100)
})

test('both readers give the same contexts and the same current one', async () => {
  await assert(
    asyncProperty(lines, async (sample) => {
      const scanned = scan(`contexts:\n${sample}`)
      if (scanned === undefined) return
      const parsed = await parseDocument(`contexts:\n${sample}`)
      expect(isUnreadable(parsed)).toBe(false)
      if (isUnreadable(parsed)) return
      expect(outcome(() => toModel(scanned, 'file'))).toEqual(outcome(() => toModel(parsed, 'file')))
    }),
    { numRuns: 5000 },
  )
})

function outcome(read: () => ReturnType<typeof toModel>): unknown {
  try {
    const { contexts, currentContext } = read()
    return { contexts: [...contexts], currentContext }
  } catch (error) {
    if (error instanceof NotAKubeconfig) return { message: error.message, offset: error.offset }
    throw error
  }
}
