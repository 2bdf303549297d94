import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  defaultFile,
  kubeconfigFiles,
  newEntriesFile,
  resolveCommand,
  resolveReference,
} from '../../../src/features/kubeconfig/files.ts'
import { put, testContext } from './support.ts'

test('--kubeconfig stands alone, and is taken from the current folder', () => {
  const ctx = testContext({ kubeconfigFlag: 'mine', env: { KUBECONFIG: '/a:/b' } })
  expect(kubeconfigFiles(ctx)).toEqual([join(ctx.folder, 'mine')])
  expect(defaultFile(ctx)).toBe(join(ctx.folder, 'mine'))
})

test('KUBECONFIG is a list whose empty and repeated elements do not count', () => {
  const ctx = testContext({ env: { KUBECONFIG: ':a::/b/c:a:' } })
  expect(kubeconfigFiles(ctx)).toEqual([join(ctx.folder, 'a'), '/b/c'])
})

test('without either it is the file in the home folder, which is not asked for before', () => {
  const ctx = testContext()
  expect(kubeconfigFiles(ctx)).toEqual([join(ctx.folder, '.kube/config')])
  const homeless = testContext({
    env: { KUBECONFIG: '/a' },
    homeDir: () => {
      throw new Error('no home')
    },
  })
  expect(kubeconfigFiles(homeless)).toEqual(['/a'])
})

test('new entries go to the first file that exists, else to the last one named', () => {
  const ctx = testContext({ env: { KUBECONFIG: 'a:b:c' } })
  expect(defaultFile(ctx)).toBe(join(ctx.folder, 'c'))
  put(ctx, 'b', '')
  expect(defaultFile(ctx)).toBe(join(ctx.folder, 'b'))
})

test('in a shell of icc ctx --shell new entries go where they outlive it', () => {
  const ctx = testContext()
  const [shell, lasting] = [put(ctx, 'shell', ''), join(ctx.folder, 'lasting')]
  const within = { ...ctx, env: { KUBECONFIG: [shell, lasting].join(delimiter), ICC_SHELL: shell } }
  expect([newEntriesFile(within), defaultFile(within)]).toEqual([lasting, shell])
  expect(newEntriesFile({ ...within, kubeconfigFlag: shell })).toBe(shell)
  expect(newEntriesFile(ctx)).toBe(defaultFile(ctx))
})

test('a KUBECONFIG that names no file reads as nothing and cannot be written to', () => {
  const ctx = testContext({ env: { KUBECONFIG: '::' } })
  expect(kubeconfigFiles(ctx)).toEqual([])
  expect(() => defaultFile(ctx)).toThrow(expect.objectContaining({ code: 'no-kubeconfig-file' }))
})

test('paths in a kubeconfig start at its folder, commands without a separator are looked for on PATH', () => {
  expect(resolveReference('/home/me/.kube/config', 'ca.crt')).toBe('/home/me/.kube/ca.crt')
  expect(resolveReference('/home/me/.kube/config', '/etc/ca.crt')).toBe('/etc/ca.crt')
  expect(resolveCommand('/home/me/.kube/config', 'aws')).toBe('aws')
  expect(resolveCommand('/home/me/.kube/config', 'bin/aws')).toBe('/home/me/.kube/bin/aws')
})
