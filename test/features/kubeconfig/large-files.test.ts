import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { deleteContexts, renameContext, useContext } from '../../../src/features/kubeconfig/contexts.ts'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { scan } from '../../../src/features/kubeconfig/scan.ts'
import { kubectl } from '../../../tools/kubectl.ts'
import { AUTO, entries } from './login-support.ts'
import { put, setNamespace, testContext } from './support.ts'
import type { TestContext } from './support.ts'

const judge = await kubectl()

/** A kubeconfig of so many clusters, contexts and users; `bulk` characters of certificate in each cluster. */
function large(count: number, bulk: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index)
  const clusters = numbers.map(
    (index) =>
      `- cluster:\n    certificate-authority-data: ${'QUJD'.repeat(bulk / 4)}\n    server: https://${index}.example.org\n  name: cluster-${index}\n`,
  )
  const contexts = numbers.map(
    (index) =>
      `- context:\n    cluster: cluster-${index}\n    namespace: team-${index} # kept\n    user: user-${index}\n  name: context-${index}\n`,
  )
  const users = numbers.map((index) => `- name: user-${index}\n  user:\n    token: not-a-real-token-${index}\n`)
  return `apiVersion: v1\nclusters:\n${clusters.join('')}contexts:\n${contexts.join('')}current-context: context-0\nkind: Config\nusers:\n${users.join('')}`
}

/** Every operation on the last but one context, and the text that each must leave. */
function operations(text: string, last: number): { run: (ctx: TestContext) => Promise<unknown>; after: string }[] {
  const name = `context-${last}`
  const namespace = `    namespace: team-${last} # kept\n`
  return [
    {
      run: (ctx) => useContext(ctx, name),
      after: text.replace('current-context: context-0', `current-context: ${name}`),
    },
    { run: (ctx) => setNamespace(ctx, name, 'on'), after: text.replace(`team-${last} `, '"on" ') },
    { run: (ctx) => setNamespace(ctx, name, undefined), after: text.replace(namespace, '') },
    { run: (ctx) => renameContext(ctx, name, '1e3'), after: text.replace(`name: ${name}\n`, 'name: "1e3"\n') },
    {
      run: (ctx) => deleteContexts(ctx, [name]),
      after: text.replace(
        `- context:\n    cluster: cluster-${last}\n${namespace}    user: user-${last}\n  name: ${name}\n`,
        '',
      ),
    },
    {
      async run(ctx) {
        await writeLogin(ctx, entries({ user: { name: 'me', credential: { kind: 'token', token: 'a' } } }), AUTO)
        await writeLogin(ctx, entries({ user: { name: 'me', credential: { kind: 'token', token: 'b' } } }), AUTO)
        await removeLogin(ctx, 'campus', { restoreContext: 'context-0' })
      },
      after: text,
    },
  ]
}

describe.each([
  ['2,000 contexts', 2000, 40, '\n'],
  ['2,000 contexts with Windows line ends', 2000, 40, '\r\n'],
  ['10 MB', 1000, 10_000, '\n'],
])('%s', (_, count, bulk, newline) => {
  test('every operation changes its own bytes only, by the fast path', async () => {
    const unix = large(count, bulk)
    const text = unix.replaceAll('\n', newline)
    expect(scan(text)).toBeDefined()
    for (const { run, after } of operations(unix, count - 2)) {
      const ctx = testContext()
      const file = put(ctx, '.kube/config', text)
      await run(ctx)
      // Compared as one value: a difference of texts of this size would take minutes to print.
      expect(readFileSync(file, 'utf8') === after.replaceAll('\n', newline)).toBe(true)
    }
  })
})

test.skipIf(judge === undefined)('kubectl sees the one change among 2,000 contexts', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', large(2000, 40))
  const seen = async (): Promise<string> => {
    const args = ['--kubeconfig', file, 'config', 'view', '--raw', '-o', 'json']
    return (await promisify(execFile)(judge ?? '', args, { maxBuffer: 1e8 })).stdout
  }
  const before = await seen()
  await setNamespace(ctx, 'context-1234', 'on')
  expect((await seen()) === before.replace('"team-1234"', '"on"')).toBe(true)
})
