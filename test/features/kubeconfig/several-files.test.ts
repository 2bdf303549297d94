import { execFile } from 'node:child_process'
import { lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { deleteContexts, renameContext, useContext } from '../../../src/features/kubeconfig/contexts.ts'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { kubectl } from '../../../tools/kubectl.ts'
import { AUTO, entries } from './login-support.ts'
import { put, setNamespace, testContext } from './support.ts'
import type { TestContext } from './support.ts'

const judge = await kubectl()

function kubeconfig(name: string): string {
  return `# ${name}\ncontexts:\n- name: ${name} # the only one\n  context:\n    cluster: ${name}\n    user: ${name}\n`
}

type Scene = { ctx: TestContext; texts: () => Record<string, string> }

/**
 * `KUBECONFIG` with empty elements, a missing file, one in a linked folder, one behind a link, one that others may read,
 * and a read-only one. Their contexts are `first`, `folder`, `link`, `open` and `closed`.
 */
function scene(): Scene {
  const names = ['', 'missing', 'first', '', 'linked/folder', 'link', 'open', 'closed', '']
  const ctx = testContext({ env: { KUBECONFIG: names.join(delimiter) } })
  put(ctx, 'first', `${kubeconfig('first')}current-context: first\n`)
  mkdirSync(join(ctx.folder, 'real'))
  symlinkSync('real', join(ctx.folder, 'linked'))
  put(ctx, 'real/folder', kubeconfig('folder'))
  put(ctx, 'real/target', kubeconfig('link'))
  symlinkSync('real/target', join(ctx.folder, 'link'))
  put(ctx, 'open', kubeconfig('open'), 0o644)
  put(ctx, 'closed', kubeconfig('closed'), 0o400)
  const files = ['first', 'real/folder', 'real/target', 'open', 'closed']
  const texts = (): Record<string, string> =>
    Object.fromEntries(files.map((name) => [name, readFileSync(join(ctx.folder, name), 'utf8')]))
  return { ctx, texts }
}

test.each(['folder', 'link', 'open'])(
  'the context %s is changed in its own file, and no other file is',
  async (name) => {
    const path = { folder: 'real/folder', link: 'real/target', open: 'open' }[name] ?? ''
    const { ctx, texts } = scene()
    const before = texts()
    const own = before[path] ?? ''
    await setNamespace(ctx, name, 'team')
    expect(texts()).toEqual({ ...before, [path]: own.replace(`    user: `, '    namespace: team\n    user: ') })
    await setNamespace(ctx, name, undefined)
    expect(texts()).toEqual(before)
    await renameContext(ctx, name, 'on')
    expect(texts()).toEqual({ ...before, [path]: own.replace(`name: ${name} `, 'name: "on" ') })
    await deleteContexts(ctx, ['on'])
    expect(texts()).toEqual({ ...before, [path]: `# ${name}\ncontexts: []\n` })
    expect(statSync(join(ctx.folder, path)).mode & 0o777).toBe(0o600)
    expect(lstatSync(join(ctx.folder, 'link')).isSymbolicLink()).toBe(true)
    expect(lstatSync(join(ctx.folder, 'linked')).isSymbolicLink()).toBe(true)
  },
)

test('a read-only file is refused where it would change, and is no obstacle elsewhere', async () => {
  const { ctx, texts } = scene()
  const before = texts()
  await expect(setNamespace(ctx, 'closed', 'x')).rejects.toMatchObject({ code: 'file-not-writable' })
  expect(texts()).toEqual(before)
  await useContext(ctx, 'closed')
  expect(texts()).toEqual({ ...before, first: before['first']?.replace('-context: first', '-context: closed') })
})

test.skipIf(judge === undefined)('kubectl sees each change in the whole of the files, and no other', async () => {
  const { ctx, texts } = scene()
  const before = texts()
  type Seen = { contexts: { name: string; context: { namespace?: string } }[]; users: unknown; clusters: unknown }
  const seen = async (): Promise<Seen & { 'current-context': string }> => {
    const env = { KUBECONFIG: ctx.env['KUBECONFIG'] ?? '' }
    const { stdout } = await promisify(execFile)(judge ?? '', ['config', 'view', '--raw', '-o', 'json'], {
      env,
      cwd: ctx.folder,
    })
    return JSON.parse(stdout) as Seen & { 'current-context': string }
  }
  const expected = await seen()
  await useContext(ctx, 'link')
  await setNamespace(ctx, undefined, 'on')
  expected['current-context'] = 'link'
  for (const { name, context } of expected.contexts) if (name === 'link') context.namespace = 'on'
  expect(await seen()).toEqual(expected)
  await writeLogin(ctx, entries(), AUTO)
  const during = await seen()
  expect(during['current-context']).toBe('campus')
  expect(during.contexts.filter(({ name }) => name !== 'campus')).toEqual(expected.contexts)
  await removeLogin(ctx, 'campus', { restoreContext: 'link' })
  await setNamespace(ctx, 'link', undefined)
  await useContext(ctx, 'first')
  for (const { context } of expected.contexts) delete context.namespace
  expect(await seen()).toEqual({ ...expected, 'current-context': 'first' })
  expect({ ...texts(), first: '' }).toEqual({ ...before, first: '' })
})
