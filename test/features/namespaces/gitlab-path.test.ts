import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { collisions, mapGitLabPath, unmapLabel } from '../../../src/features/namespaces/gitlab-path.ts'

test.each([
  ['student-Bob', 'student-bob', 'student-Bob'],
  ['Foo-Group', 'foo-group', 'Foo-Group'],
  ['Foo-Group/bar-subgroup', 'foo-group-bar-subgroup', 'Foo-Group_bar-subgroup'],
  ['Foo-Group/bar-subgroup/MyProject', 'foo-group-bar-subgroup-myproject', 'Foo-Group_bar-subgroup_MyProject'],
  ['abc123/se2_magic_team', 'abc123-se2-magic-team', 'abc123_se2__magic__team'],
  ['AI1_MB_AB', 'ai1-mb-ab', 'AI1__MB__AB'],
  ['foo_bar', 'foo-bar', 'foo__bar'],
  ['foo.bar', 'foo-bar', 'foo.bar'],
  ['foo/bar', 'foo-bar', 'foo_bar'],
  ['foo-bar', 'foo-bar', 'foo-bar'],
  ['u__.P/uP-Chief', 'u---p-up-chief', 'u____.P_uP-Chief'],
  ['a_/b', 'a--b', 'a___b'],
  ['a/_b', 'a--b', 'a___b'],
])('%s is the namespace %s with the label %s', (path, namespace, label) => {
  expect(mapGitLabPath(path)).toEqual({ path, namespace, label })
})

test('umlauts are spelled out in the namespace, but no label can hold them', () => {
  expect(mapGitLabPath('AAÜ')).toMatchObject({ namespace: 'aaue', problem: expect.stringContaining('gitlab-origin') })
  expect(mapGitLabPath('Größe Öl ä').namespace).toBe('groesseoelae')
})

test.each(['_x', 'x_', '/x', 'x.', '', ' ', 'é', 'a\u001B[31mb', 'a\nb'])('%j has no namespace', (path) => {
  expect(mapGitLabPath(path).problem).toMatch(/name/u)
})

test('letters are lowered one by one, as the integrator does', () => {
  expect(mapGitLabPath('aİb').namespace).toBe('aib')
  expect(mapGitLabPath('aΣ').namespace).toBe('aσ')
})

test('a name longer than 63 characters is computed, not cut, and said to be impossible', () => {
  const mapped = mapGitLabPath(`${'a'.repeat(40)}/${'b'.repeat(40)}`)
  expect(mapped.namespace).toBe(`${'a'.repeat(40)}-${'b'.repeat(40)}`)
  expect(mapped.problem).toContain('81 characters')
  expect(mapGitLabPath('a'.repeat(63)).problem).toBeUndefined()
  expect(mapGitLabPath('a'.repeat(64)).problem).toContain('64 characters')
})

test('a label longer than 63 characters is a problem although the namespace is short enough', () => {
  const mapped = mapGitLabPath(`a${'_'.repeat(32)}b`)
  expect(mapped.namespace).toHaveLength(34)
  expect(mapped.problem).toContain('label gitlab-origin has 66 characters')
})

test('a label is read from left to right', () => {
  expect(unmapLabel('a___b')).toBe('a_/b')
  expect(unmapLabel('u____.P_uP-Chief')).toBe('u__.P/uP-Chief')
})

test('paths that share a namespace are told, other spellings of one path and impossible ones are not', () => {
  expect(collisions(['foo_bar', 'x', 'foo.bar', 'Foo_Bar', 'foo/bar', 'foo-bar', 'X', '_y', '.y'])).toEqual([
    { namespace: 'foo-bar', paths: ['foo_bar', 'foo.bar', 'foo/bar', 'foo-bar'] },
  ])
  expect(collisions(['a_/b', 'a/_b'])).toEqual([{ namespace: 'a--b', paths: ['a_/b', 'a/_b'] }])
  expect(collisions(['constructor', '__proto__', 'a'])).toEqual([])
})

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...Array.from('abzAZ019_./- üÖß')), maxLength: 80 }),
)
const gitLabPath = fc
  .array(fc.string({ unit: fc.constantFrom(...Array.from('abzABZ019_.-')), minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join('/'))

test('without a problem, namespace and label are what Kubernetes accepts', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, gitLabPath), (path) => {
      const { namespace, label, problem } = mapGitLabPath(path)
      if (problem !== undefined) return
      expect(namespace).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u)
      expect(label).toMatch(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/u)
    }),
    { numRuns: 2000 },
  )
})

test('mapping a namespace name again changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, gitLabPath), (path) => {
      const { namespace } = mapGitLabPath(path)
      expect(mapGitLabPath(namespace).namespace).toBe(namespace)
    }),
  )
})

test('a label gives its path back unless a slash comes before an underscore or a slash', () => {
  fc.assert(
    fc.property(gitLabPath, (path) => {
      const back = unmapLabel(mapGitLabPath(path).label)
      expect(back === path).toBe(!/\/[_/]/u.test(path))
      // Whatever it gives back has the same label: reading it never invents another one.
      expect(mapGitLabPath(back).label).toBe(mapGitLabPath(path).label)
    }),
    { numRuns: 2000 },
  )
})

test('two paths are in one group exactly if both get the same namespace', () => {
  const short = fc.string({ unit: fc.constantFrom(...Array.from('aA_./')), minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(short, { maxLength: 8 }), (paths) => {
      const found = collisions(paths)
      const possible = paths.filter((path) => mapGitLabPath(path).problem === undefined)
      for (const one of possible) {
        const { namespace } = mapGitLabPath(one)
        const spellings = possible.filter((path) => mapGitLabPath(path).namespace === namespace)
        const projects = new Set(spellings.map((path) => path.toLowerCase()))
        const group = found.find((collision) => collision.namespace === namespace)
        expect(new Set(group?.paths.map((path) => path.toLowerCase()))).toEqual(
          projects.size > 1 ? projects : new Set(),
        )
      }
    }),
    { numRuns: 500 },
  )
})
