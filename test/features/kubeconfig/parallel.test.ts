import { execFile } from 'node:child_process'
import { readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { setNamespace, useContext } from '../../../src/features/kubeconfig/contexts.ts'
import { readKubeconfig } from '../../../src/features/kubeconfig/read.ts'
import { kubectl } from '../../../tools/kubectl.ts'
import { put, testContext } from './support.ts'
import type { TestContext } from './support.ts'

const run = promisify(execFile)
const judge = await kubectl()
const worker = join(import.meta.dirname, 'change-namespace.ts')
const names = Array.from({ length: 20 }, (_, index) => `context-${index}`)

function manyContexts(ctx: TestContext): string {
  const items = names.map((name) => `- context:\n    cluster: c\n    user: u\n  name: ${name}\n`)
  return put(ctx, 'config', `apiVersion: v1\ncontexts:\n${items.join('')}current-context: context-0\nkind: Config\n`)
}

test('of twenty processes that change one file at once, no change is lost', { timeout: 120_000 }, async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'config' } })
  const file = manyContexts(ctx)
  symlinkSync('config', join(ctx.folder, 'link'))
  // Left behind by a process that was killed.
  writeFileSync(`${file}.lock`, '')
  utimesSync(`${file}.lock`, 1, 1)
  const started = names.map((name, index) => {
    const path = index % 2 === 0 ? file : join(ctx.folder, 'link')
    return run(process.execPath, [worker, path, name, 'first', 'second', `last-${index}`])
  })
  await Promise.all(started)
  const { contexts } = await readKubeconfig(ctx)
  expect(contexts.map(({ name, namespace }) => [name, namespace])).toEqual(
    names.map((name, index) => [name, `last-${index}`]),
  )
  expect(readdirSync(ctx.folder).toSorted()).toEqual(['config', 'link'])
})

test.skipIf(judge === undefined)('kubectl, working beside, loses nothing and breaks nothing', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'config' } })
  const file = manyContexts(ctx)
  let refused = 0
  const theirs = async (): Promise<void> => {
    for (let index = 0; index < 10; index += 1) {
      const args = ['--kubeconfig', file, 'config', 'set-context', 'context-1', `--namespace=theirs-${index}`]
      // kubectl does not wait for a lock: it gives up, and is asked again.
      while (
        !(await run(judge ?? '', args).then(
          () => true,
          () => false,
        ))
      )
        refused += 1
    }
  }
  const ours = async (): Promise<void> => {
    for (let index = 0; index < 40; index += 1) {
      await setNamespace(ctx, 'context-0', `ours-${index}`)
      await useContext(ctx, `context-${index % 20}`)
    }
  }
  await Promise.all([theirs(), ours()])
  const view = await readKubeconfig(ctx)
  expect(view.contexts.length).toBe(20)
  expect(view.contexts.find(({ name }) => name === 'context-0')?.namespace).toBe('ours-39')
  expect(view.contexts.find(({ name }) => name === 'context-1')?.namespace).toBe('theirs-9')
  expect(refused).toBeGreaterThanOrEqual(0)
})
