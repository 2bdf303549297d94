import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const lines = readFileSync(join(root, 'SECURITY.md'), 'utf8').split('\n')

test('every test that SECURITY.md names exists under that name', () => {
  const files = lines.flatMap((line) => [...line.matchAll(/`(test\/[^`]+)`/gu)].map(([, file = '']) => file))
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  const named = lines.flatMap((line) => {
    const [, file = '', names] = /^- `(test\/[^`]+)`: (.*)$/u.exec(line) ?? []
    if (names === undefined) return []
    const text = readFileSync(join(root, file), 'utf8')
    return [...names.matchAll(/"([^"]+)"/gu)].map(([, name = '']) => ({ file, name, found: text.includes(name) }))
  })
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter(({ found }) => !found)).toEqual([])
})
