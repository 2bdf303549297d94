import { expect, test } from 'vitest'
import { remember, rememberEach, rememberRecent } from '../../../src/features/manifests/remember.ts'

test('a text is looked at once, also where the answer is none', () => {
  const asked: string[] = []
  const lengthOf = remember((text) => {
    asked.push(text)
    return text === '' ? undefined : text.length
  })
  expect(['four', '', 'four', ''].map(lengthOf)).toEqual([4, undefined, 4, undefined])
  expect(asked).toEqual(['four', ''])
})

test('more texts than any project has are answered too, and not all of them kept', () => {
  let asked = 0
  const numberOf = remember((text) => {
    asked += 1
    return Number(text)
  })
  const texts = Array.from({ length: 10_000 }, (_, number) => String(number))
  expect(texts.map(numberOf)).toEqual(texts.map(Number))
  expect(numberOf('0')).toBe(0)
  expect(asked).toBe(10_001)
})

test('a subject is looked at once, also where the answer is none', () => {
  const asked: object[] = []
  const nameOf = rememberEach((subject: { name?: string }) => {
    asked.push(subject)
    return subject.name
  })
  const [one, none] = [{ name: 'web' }, {}]
  expect([one, none, one, none].map(nameOf)).toEqual(['web', undefined, 'web', undefined])
  expect(asked).toEqual([one, none])
})

test('of more subjects than most projects have, those that were asked about last are kept', () => {
  let asked = 0
  const numberOf = rememberRecent(({ number }: { number: number }) => {
    asked += 1
    return number
  })
  const subjects = Array.from({ length: 20_001 }, (_, number) => ({ number }))
  expect(subjects.map(numberOf)).toEqual(subjects.map(({ number }) => number))
  expect(subjects.slice(-1).map(numberOf)).toEqual([20_000])
  expect(asked).toBe(20_001)
  expect(subjects.slice(0, 1).map(numberOf)).toEqual([0])
  expect(asked).toBe(20_002)
})
