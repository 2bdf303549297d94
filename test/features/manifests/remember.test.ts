import { expect, test } from 'vitest'
import { remember, rememberEach } from '../../../src/features/manifests/remember.ts'

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
