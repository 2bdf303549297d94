import { isDeepStrictEqual } from 'node:util'
import { assert, property, sample } from 'fast-check'
import { expect, test } from 'vitest'
import { splitDocuments } from '../../../src/features/manifests/split.ts'
import { mayBeUsual, readUsual } from '../../../src/features/manifests/usual-document.ts'
import { Unreadable, valueOf } from '../../../src/features/manifests/value.ts'
import { YamlError } from '../../../src/features/manifests/yaml/cursor.ts'
import { parseYaml } from '../../../src/features/manifests/yaml/parser.ts'
import { judge, readByIcc, readByKubectl } from './kubectl-reading.ts'
import { changedFixtures, fixtures, yamlTexts } from './yaml-samples.ts'

/** What the parser makes of a document, or why it cannot. */
function parsed(text: string, start: number, end: number): unknown {
  try {
    const { root, rest } = parseYaml(text, start, end)
    if (root === undefined || rest !== undefined) return 'something else'
    const { value, ambiguous, duplicates } = valueOf(root, 0)
    return duplicates.length > 0 ? 'something else' : { value, ambiguous }
  } catch (error) {
    if (error instanceof Unreadable || error instanceof YamlError) return error.message
    throw error
  }
}

/** Checks that the fast reader gives what the parser gives, wherever it answers; returns how often it did. */
function checkAgreement(text: string): number {
  if (!mayBeUsual(text, 0)) return 0
  let answers = 0
  for (const { start, end, problem } of splitDocuments(text, 0)) {
    const usual = problem === undefined ? readUsual(text, start, end) : undefined
    if (usual === undefined) continue
    expect(usual).toEqual(parsed(text, start, end))
    answers += 1
  }
  return answers
}

test('the fast reader takes every document of the usual style', () => {
  for (const { name, text } of fixtures('usual').filter((fixture) => fixture.name.endsWith('.yaml'))) {
    const documents = splitDocuments(text, 0).filter(({ start, end }) => text.slice(start, end).trim() !== '')
    expect(`${name}: ${checkAgreement(text)}`).toBe(`${name}: ${documents.length}`)
  }
})

test('the fast reader takes what is written in the usual style, and reads it as the parser does', () => {
  const taken = property(yamlTexts('usual'), (text) => {
    expect(checkAgreement(text)).toBe(1)
  })
  expect(() => assert(taken, { numRuns: 2000 })).not.toThrow()
})

test('wherever the fast reader answers, the parser reads the same: YAML of every kind', () => {
  const agreement = property(yamlTexts('any'), (text) => void checkAgreement(text))
  expect(() => assert(agreement, { numRuns: 5000 })).not.toThrow()
})

test('wherever the fast reader answers, the parser reads the same: changed fixtures', () => {
  let answers = 0
  const agreement = property(changedFixtures(), (text) => {
    answers += checkAgreement(text)
  })
  assert(agreement, { numRuns: 10_000 })
  expect(answers).toBeGreaterThan(1000)
})

test.skipIf(judge === undefined)(
  'real kubectl reads the same: YAML of every kind, fixtures, and changed fixtures',
  async () => {
    const whole = [...fixtures('usual'), ...fixtures('unusual')].map(({ text }) => text)
    const separators = ['----', '----\n', '---x\nb: 1\n', '---\n---x\n'].map((end) => `a: 1\n---\nb: 2\n${end}`)
    const drawn = [...sample(yamlTexts('any'), 1500), ...sample(changedFixtures(), 1500)]
    const texts = [...whole, ...separators, ...drawn].map((text) => text.replaceAll('kind', 'sort'))
    const readings = await readByKubectl(texts)
    const pairs = texts.map((text, index) => ({ text, icc: readByIcc(text), kubectl: readings[index] }))
    expect(pairs.filter(({ icc, kubectl }) => !isDeepStrictEqual(icc, kubectl))).toEqual([])
  },
)
