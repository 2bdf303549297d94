import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { contextsHome } from './ctx-home.ts'
import { namespacesHome } from './ns-home.ts'

function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

test('the first - goes where kubectx - would, and icc knows the way from then on', async () => {
  const { icc, home, current } = contextsHome(['one', 'two', 'three'], 'two')
  put(join(home, '.kube', 'kubectx'), 'one')
  expect(await icc('-')).toEqual({ stdout: '', stderr: 'Switched to context "one".\n', exitCode: 0 })
  put(join(home, '.kube', 'kubectx'), 'three')
  await icc('-')
  expect(current()).toBe('two')
})

test('the history of kubectx is where XDG_CACHE_HOME says, if that is set', async () => {
  const { home, icc } = contextsHome(['one', 'two'], 'two')
  const cache = join(home, 'cache')
  put(join(home, '.kube', 'kubectx'), 'nowhere')
  put(join(cache, 'kubectx'), 'one\n')
  expect(await icc('-')).toMatchObject({ exitCode: 1 })
  const there = contextsHome(['one', 'two'], 'two', { env: { HOME: home, XDG_CACHE_HOME: cache } })
  put(join(home, '.kube', 'config'), there.text())
  expect(await there.icc('-')).toMatchObject({ stderr: 'Switched to context "one".\n' })
})

test.each([
  ['the current context', 'two'],
  ['a context of another kubeconfig', 'gone'],
  ['nothing', ''],
])('%s in the history of kubectx is no way back', async (_, content) => {
  const { icc, home, text } = contextsHome(['one', 'two'], 'two')
  put(join(home, '.kube', 'kubectx'), content)
  const before = text()
  expect(await icc('-')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no previous context') })
  expect(text()).toBe(before)
})

test('what icc remembers comes before the history of kubectx', async () => {
  const { icc, home, current } = contextsHome(['one', 'two', 'three'], 'one')
  put(join(home, '.kube', 'kubectx'), 'three')
  await icc('two')
  await icc('-')
  expect(current()).toBe('one')
})

test('the first ns - goes where kubens - would, each context by itself', async () => {
  const { icc, home, namespaceOf } = namespacesHome({ namespace: 'shop' })
  put(join(home, '.kube', 'kubens', 'campus'), 'web')
  put(join(home, '.kube', 'kubens', 'other'), 'default')
  expect(await icc('-')).toMatchObject({ stderr: 'Switched to namespace "web" in context "campus".\n' })
  expect(namespaceOf('campus')).toBe('web')
  await icc('-')
  expect(namespaceOf('campus')).toBe('shop')
  expect(await icc('-', '--context', 'other')).toMatchObject({ exitCode: 1 })
})

test.each([
  ['a/b', 'a/b'],
  ['a/b', 'a-b'],
  ['arn:aws:x', 'arn__aws__x'],
])('the namespace history of context %s in the file %s', async (context, file) => {
  const { icc, home, text, write } = namespacesHome()
  write('.kube/config', text().replaceAll('campus', context))
  put(join(home, '.kube', 'kubens', file), 'web')
  expect(await icc('-')).toMatchObject({
    exitCode: 0,
    stderr: `Switched to namespace "web" in context "${context}".\n`,
  })
})

test('a context whose name leads out of the history of kubens reads nothing there', async () => {
  const { icc, text, write } = namespacesHome()
  write('.kube/config', text().replaceAll('campus', '../../secret'))
  write('secret', 'web')
  expect(await icc('-')).toMatchObject({ exitCode: 1 })
})

test.each(['UPPER', '../x', 'two words'])('%s in the history of kubens is no namespace', async (content) => {
  const { icc, home } = namespacesHome()
  put(join(home, '.kube', 'kubens', 'campus'), content)
  expect(await icc('-')).toMatchObject({ exitCode: 1 })
})
