import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import {
  deleteContexts,
  renameContext,
  unsetCurrentContext,
  useContext,
} from '../../../src/features/kubeconfig/contexts.ts'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { readKubeconfig } from '../../../src/features/kubeconfig/read.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { kubectl } from '../../../tools/kubectl.ts'
import { AUTO, entries } from './login-support.ts'
import { put, setNamespace, testContext } from './support.ts'
import type { TestContext } from './support.ts'

const judge = await kubectl()
const corpus = join(import.meta.dirname, '../../fixtures/kubeconfig')
const ONE = 'contexts:\n- name: a\n  context: {}\ncurrent-context: a\n'

/** A context whose waiting runs what another program does in that time, with a clock that only waiting moves. */
function whileWaiting(steps: (() => void)[]): { ctx: TestContext; waits: number[] } {
  const waits: number[] = []
  let now = Date.now()
  const ctx = testContext({
    clock: {
      now: () => now,
      async sleep(milliseconds) {
        waits.push(milliseconds)
        now += milliseconds
        steps.shift()?.()
      },
    },
  })
  return { ctx, waits }
}

/** Where each file stops being a kubeconfig: line and column. */
const BROKEN: Record<string, [number, number]> = {
  'alias-to-itself.yaml': [3, 12],
  'another-kind.yaml': [2, 7],
  'another-version.yaml': [1, 13],
  'bad-indentation.yaml': [2, 9],
  'clusters-as-text.yaml': [2, 11],
  'conflict-markers.yaml': [2, 1],
  'context-body-is-a-list.yaml': [4, 3],
  'contexts-as-a-map.yaml': [2, 3],
  'duplicate-clusters.yaml': [4, 3],
  'duplicate-contexts.yaml': [4, 1],
  'duplicate-users.yaml': [12, 3],
  'half-written.yaml': [9, 5],
  'invalid-utf8.yaml': [4, 12],
  'item-is-text.yaml': [2, 3],
  'list-at-the-top.yaml': [1, 1],
  'missing-colon.yaml': [4, 5],
  'nul-byte.yaml': [3, 10],
  'number-as-name.yaml': [2, 9],
  'plain-on-as-name.yaml': [2, 9],
  'plain-text.yaml': [1, 1],
  'tab-indentation.yaml': [3, 1],
  'unclosed-brace.json': [2, 25],
  'unclosed-quote.yaml': [4, 1],
  'unknown-alias.yaml': [3, 12],
  'unknown-escape.yaml': [2, 11],
  'windows.yaml': [4, 14],
}

test('the places of all broken files are known', () => {
  expect(readdirSync(join(corpus, 'broken'))).toEqual(Object.keys(BROKEN))
})

test.each(Object.entries(BROKEN))(
  'broken/%s is refused at line %o and column, and not touched',
  async (name, place) => {
    const ctx = testContext()
    const file = put(ctx, '.kube/config', '')
    copyFileSync(join(corpus, 'broken', name), file)
    utimesSync(file, 1, 1)
    const before = [readFileSync(file, 'latin1'), statSync(file, { bigint: true }).ino, readdirSync(dirname(file))]
    const refused = {
      code: 'kubeconfig-broken',
      exitCode: 1,
      message: expect.stringContaining(`${file}, line ${place[0]}, column ${place[1]}: `),
    }
    const operations = [
      () => writeLogin(ctx, entries(), AUTO),
      () => removeLogin(ctx, 'campus'),
      () => useContext(ctx, 'a'),
      () => setNamespace(ctx, 'a', 'x'),
      () => renameContext(ctx, 'a', 'b'),
      () => deleteContexts(ctx, ['a']),
      () => unsetCurrentContext(ctx),
    ]
    // Clusters and users are judged where they are needed: a switch leaves them as they are.
    const judging = /^(duplicate-(clusters|users)|clusters-as-text)/.test(name) ? operations.slice(0, 2) : operations
    for (const operation of judging) await expect(operation()).rejects.toMatchObject(refused)
    expect([readFileSync(file, 'latin1'), statSync(file, { bigint: true }).ino, readdirSync(dirname(file))]).toEqual(
      before,
    )
  },
)

test.skipIf(judge === undefined)('kubectl refuses all of them, too', async () => {
  const taken = await Promise.all(
    Object.keys(BROKEN).map((name) =>
      promisify(execFile)(judge ?? '', ['--kubeconfig', join(corpus, 'broken', name), 'config', 'view']).then(
        () => [name],
        () => [],
      ),
    ),
  )
  expect(taken.flat()).toEqual([])
})

test('the place and the reason are named, but no line of the file, which may hold a secret', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', 'users:\n- name: a\n  user:\n    token: secret: more\n')
  utimesSync(file, 1, 1)
  const error: unknown = await readKubeconfig(ctx).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'kubeconfig-broken', hint: 'icc doctor' })
  expect(String(error)).toContain(`${file}, line 4, column `)
  expect(String(error)).not.toContain('secret')
})

test('a file that another program is just writing is read again until it is whole', async () => {
  const { ctx } = whileWaiting([
    () => put(ctx, '.kube/config', 'contexts:\n- name: a\n  con'),
    () => put(ctx, '.kube/config', ONE),
  ])
  put(ctx, '.kube/config', '')
  expect((await readKubeconfig(ctx)).contexts).toMatchObject([{ name: 'a' }])
})

test('a file that stays half-written is broken after half a second', async () => {
  const { ctx, waits } = whileWaiting([])
  put(ctx, '.kube/config', 'contexts:\n- name: a\n  con')
  await expect(readKubeconfig(ctx)).rejects.toMatchObject({ code: 'kubeconfig-broken' })
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(500)
})

test('a program that empties the file again and again is waited for, if it puts something into it in between', async () => {
  const { ctx, waits } = whileWaiting([])
  const busy = { ...ctx, clock: { ...ctx.clock, sleep: (milliseconds: number) => pause(milliseconds) } }
  const file = put(ctx, '.kube/config', '')
  const pause = async (milliseconds: number): Promise<void> => {
    await ctx.clock.sleep(milliseconds)
    writeFileSync(file, waits.length === 40 ? ONE : '')
  }
  expect((await readKubeconfig(busy)).contexts).toMatchObject([{ name: 'a' }])
})

test('an empty file that has long been so reads as nothing, without waiting', async () => {
  const { ctx, waits } = whileWaiting([])
  utimesSync(put(ctx, '.kube/config', ''), 1, 1)
  expect((await readKubeconfig(ctx)).contexts).toEqual([])
  expect(waits).toEqual([])
})

test('a writer waits for an empty file however old it looks, and edits what comes', async () => {
  const { ctx } = whileWaiting([() => undefined, () => put(ctx, 'b', ONE)])
  const empty = put(ctx, 'b', '')
  put(ctx, 'a', ONE.replace('current-context: a\n', ''))
  utimesSync(empty, 1, 1)
  const both = { ...ctx, env: { KUBECONFIG: 'b:a' } }
  await useContext(both, 'a')
  expect(readFileSync(empty, 'utf8')).toBe(ONE)
})

test('bytes that are no UTF-8 are refused, a replacement character that stands there is not', async () => {
  const ctx = testContext()
  put(ctx, '.kube/config', ONE.replace('name: a', 'name: "\ufffd"'))
  expect((await readKubeconfig(ctx)).contexts).toMatchObject([{ name: '\ufffd' }])
})

test('UTF-16, as PowerShell writes it, is read but not edited', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', '')
  const bytes = Buffer.from(`\ufeff${ONE}`, 'utf16le')
  writeFileSync(file, bytes)
  expect((await readKubeconfig(ctx)).currentContext).toBe('a')
  await expect(setNamespace(ctx, 'a', 'x')).rejects.toMatchObject({ code: 'kubeconfig-not-editable' })
  expect(readFileSync(file)).toEqual(bytes)
  writeFileSync(file, Buffer.from(bytes).swap16())
  expect((await readKubeconfig(ctx)).currentContext).toBe('a')
})

test('a folder in the place of the file is named as such', async () => {
  const ctx = testContext()
  mkdirSync(join(ctx.folder, '.kube/config'), { recursive: true })
  await expect(readKubeconfig(ctx)).rejects.toMatchObject({ code: 'file-is-folder' })
})

test('the same file under two names counts once and is written once', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'link:config:./config' } })
  const file = put(ctx, 'config', ONE)
  symlinkSync('config', join(ctx.folder, 'link'))
  expect((await readKubeconfig(ctx)).files).toEqual([join(ctx.folder, 'link')])
  await setNamespace(ctx, 'a', 'x')
  expect(readFileSync(file, 'utf8')).toContain('"namespace": "x"')
  expect(readdirSync(ctx.folder).toSorted()).toEqual(['config', 'link'])
})

test('of entries with one name the first file’s counts', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'a:b' } })
  put(ctx, 'a', 'contexts:\n- name: x\n  context: {namespace: first}\n')
  put(ctx, 'b', 'contexts:\n- name: x\n  context: {namespace: second}\n- name: z\ncurrent-context: z\n')
  const view = await readKubeconfig(ctx)
  expect(view.contexts.map(({ name, namespace }) => [name, namespace])).toEqual([
    ['x', 'first'],
    ['z', undefined],
  ])
  expect(view.currentContext).toBe('z')
})
