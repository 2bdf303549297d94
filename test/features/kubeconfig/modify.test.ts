import { readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renameContext, useContext } from '../../../src/features/kubeconfig/contexts.ts'
import type { Change } from '../../../src/features/kubeconfig/edit.ts'
import { modify } from '../../../src/features/kubeconfig/modify.ts'
import { put, testContext } from './support.ts'

const TWO = 'contexts:\n- name: a\n- name: b\ncurrent-context: a\n'

/** A plan that makes `b` current, and lets something happen after the file was read under the lock. */
function interrupted(file: string, happen: () => void): () => { changes: Map<string, Change[]>; result: number } {
  let calls = 0
  return () => {
    calls += 1
    if (calls === 2) happen()
    return { changes: new Map([[file, [{ kind: 'current-context', value: 'b' }]]]), result: calls }
  }
}

test('what a program without locks writes in place at the last moment is kept', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'config' } })
  const file = put(ctx, 'config', TWO)
  const calls = await modify(
    ctx,
    interrupted(file, () => writeFileSync(file, `# theirs\n${TWO}`)),
  )
  expect(calls).toBe(4)
  expect(readFileSync(file, 'utf8')).toBe(`# theirs\n${TWO.replace('current-context: a', 'current-context: b')}`)
})

test('and so is what it puts into place with a rename', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'config' } })
  const file = put(ctx, 'config', TWO)
  const replace = (): void => renameSync(put(ctx, 'new', `# theirs\n${TWO}`), file)
  await modify(ctx, interrupted(file, replace))
  expect(readFileSync(file, 'utf8')).toBe(`# theirs\n${TWO.replace('current-context: a', 'current-context: b')}`)
})

test('whoever finds its lock broken starts over, behind the new holder', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'config' } })
  const file = put(ctx, 'config', TWO)
  const overtake = (): void => {
    rmSync(`${file}.lock`)
    writeFileSync(`${file}.lock`, '')
    setTimeout(() => {
      writeFileSync(file, `# of the new holder\n${TWO}`)
      rmSync(`${file}.lock`)
    }, 20)
  }
  await modify(ctx, interrupted(file, overtake))
  expect(readFileSync(file, 'utf8')).toBe(
    `# of the new holder\n${TWO.replace('current-context: a', 'current-context: b')}`,
  )
  expect(readdirSync(ctx.folder)).toEqual(['config'])
})

test('a program that never stops writing ends it, with nothing changed', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'config' } })
  const file = put(ctx, 'config', TWO)
  let writes = 0
  const busy = modify(ctx, () => {
    writes += 1
    writeFileSync(file, `# ${writes}\n${TWO}`)
    return { changes: new Map([[file, [{ kind: 'current-context' as const, value: 'b' }]]]), result: undefined }
  })
  await expect(busy).rejects.toMatchObject({
    code: 'kubeconfig-busy',
    message: `Another program keeps changing ${file}. Nothing was changed.`,
    hint: expect.stringContaining('end it'),
  })
  expect(readFileSync(file, 'utf8')).toContain('current-context: a')
  expect(readdirSync(ctx.folder)).toEqual(['config'])
})

test('of several files none is changed if one cannot be', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'a:b' } })
  const a = put(ctx, 'a', 'current-context: x\n')
  const b = put(ctx, 'b', 'contexts:\n- name: x\n', 0o400)
  await expect(renameContext(ctx, 'x', 'z')).rejects.toMatchObject({ code: 'file-not-writable' })
  expect(readFileSync(a, 'utf8')).toBe('current-context: x\n')
  expect(readFileSync(b, 'utf8')).toBe('contexts:\n- name: x\n')
  expect(readdirSync(ctx.folder).toSorted()).toEqual(['a', 'b'])
})

test('a file behind a symbolic link is locked under both names', async () => {
  const ctx = testContext({ kubeconfigFlag: 'link' })
  put(ctx, 'real', TWO)
  symlinkSync('real', join(ctx.folder, 'link'))
  let locks: string[] = []
  await modify(
    ctx,
    interrupted(join(ctx.folder, 'link'), () => (locks = readdirSync(ctx.folder))),
  )
  expect(locks.toSorted()).toEqual(['link', 'link.lock', 'real', 'real.lock'])
  expect(readdirSync(ctx.folder).toSorted()).toEqual(['link', 'real'])
})

test('a file in a linked folder has one lock, whatever its name', async () => {
  const ctx = testContext({ kubeconfigFlag: 'linked/config' })
  put(ctx, 'real/config', TWO)
  symlinkSync('real', join(ctx.folder, 'linked'))
  let locks: string[] = []
  const file = join(ctx.folder, 'linked/config')
  await modify(
    ctx,
    interrupted(file, () => (locks = readdirSync(join(ctx.folder, 'real')))),
  )
  expect(locks.toSorted()).toEqual(['config', 'config.lock'])
  expect(readFileSync(join(ctx.folder, 'real/config'), 'utf8')).toContain('current-context: b')
})

test('a dangling link gets its target, and the folder for it', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'link:other' } })
  put(ctx, 'other', TWO.replace('current-context: a\n', ''))
  symlinkSync('deep/config', join(ctx.folder, 'link'))
  await useContext({ ...ctx, kubeconfigFlag: undefined }, 'b')
  expect(readFileSync(join(ctx.folder, 'other'), 'utf8')).toContain('current-context: b')
  rmSync(join(ctx.folder, 'other'))
  const fresh = {
    changes: new Map<string, Change[]>([[join(ctx.folder, 'link'), [{ kind: 'current-context', value: 'b' }]]]),
  }
  await modify(ctx, () => ({ ...fresh, result: undefined }))
  expect(readFileSync(join(ctx.folder, 'deep/config'), 'utf8')).toContain('current-context: b')
})
