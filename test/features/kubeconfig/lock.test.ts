import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { withLock } from '../../../src/features/kubeconfig/lock.ts'
import type { LockContext } from '../../../src/features/kubeconfig/lock.ts'
import { testContext } from './support.ts'

const nothing = async (): Promise<void> => undefined

test('the lock is <file>.lock while the action runs, and gone afterwards, also after a failure', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  expect(await withLock(ctx, file, async () => existsSync(`${file}.lock`))).toBe(true)
  const failing = withLock(ctx, file, async () => {
    throw new Error('failed')
  })
  await expect(failing).rejects.toThrow('failed')
  expect(readdirSync(ctx.folder)).toEqual([])
})

test('many waiters come in one at a time', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  let inside = 0
  let most = 0
  const enter = (): Promise<void> =>
    withLock(ctx, file, async () => {
      inside += 1
      most = Math.max(most, inside)
      await sleep(2)
      inside -= 1
    })
  await Promise.all(Array.from({ length: 20 }, enter))
  expect(most).toBe(1)
})

test('a missing folder is made, for its owner only', async () => {
  const ctx = testContext()
  await withLock(ctx, join(ctx.folder, 'a/b/config'), nothing)
  expect(statSync(join(ctx.folder, 'a/b')).mode & 0o777).toBe(0o700)
})

test('a lock that is held on and on ends the waiting, with the name of the lock file', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  writeFileSync(`${file}.lock`, '', { mode: 0 })
  const waiting = withLock(ctx, file, nothing, { timeout: 30, code: 'kubeconfig-locked' })
  await expect(waiting).rejects.toMatchObject({
    code: 'kubeconfig-locked',
    exitCode: 1,
    message: expect.stringContaining(`${file}.lock`),
    hint: `rm ${file}.lock`,
  })
  expect(readdirSync(ctx.folder)).toEqual(['config.lock'])
})

test('the wait ends with the lock, and with the signal', async () => {
  const controller = new AbortController()
  const ctx = testContext({ signal: controller.signal })
  const file = join(ctx.folder, 'config')
  writeFileSync(`${file}.lock`, '')
  const waiting = withLock(ctx, file, async () => 'in')
  unlinkSync(`${file}.lock`)
  expect(await waiting).toBe('in')
  writeFileSync(`${file}.lock`, '')
  const aborted = withLock(ctx, file, nothing)
  controller.abort()
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
})

test('a lock left behind long ago is broken at once, and nothing stays of it', async () => {
  const ctx = testContext({ clock: { now: () => 0, sleep: () => Promise.reject(new Error('It must not wait')) } })
  const file = join(ctx.folder, 'config')
  writeFileSync(`${file}.lock`, '', { mode: 0 })
  utimesSync(`${file}.lock`, new Date(), new Date(Date.now() - 11_000))
  expect(await withLock(ctx, file, async () => readdirSync(ctx.folder))).toEqual(['config.lock'])
  expect(readdirSync(ctx.folder)).toEqual([])
})

test('a lock from the future, by a clock that is wrong, is broken when it was watched long enough', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  writeFileSync(`${file}.lock`, '')
  utimesSync(`${file}.lock`, new Date(), new Date(Date.now() + 3_600_000))
  expect(await withLock(ctx, file, async () => 'in', { staleAfter: 30 })).toBe('in')
})

test('with the limits that it has by itself, a lock just left behind blocks for ten seconds of the clock', async () => {
  let now = 0
  const ctx = testContext({
    clock: {
      now: () => now,
      async sleep(milliseconds) {
        now += milliseconds
      },
    },
  })
  const file = join(ctx.folder, 'config')
  writeFileSync(`${file}.lock`, '')
  await withLock(ctx, file, nothing)
  expect(now).toBeGreaterThan(9000)
  expect(now).toBeLessThanOrEqual(10_001)
})

test('while the lock goes from hand to hand the wait goes on, however long; one holder ends it', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  let now = 0
  let holders = 0
  const queue: LockContext = {
    ...ctx,
    clock: {
      now: () => now,
      async sleep() {
        // Each time another process has got it.
        now += 400
        holders += 1
        rmSync(`${file}.lock`, { force: true })
        if (holders < 100) writeFileSync(`${file}.lock`, '')
      },
    },
  }
  writeFileSync(`${file}.lock`, '')
  expect(await withLock(queue, file, async () => holders, { timeout: 1000, staleAfter: 900 })).toBe(100)
})

test('the right to break a stale lock, left behind by a killed process, is taken over when it is old', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  for (const name of ['lock', 'lock.break', 'lock.time']) {
    writeFileSync(`${file}.${name}`, '')
    utimesSync(`${file}.${name}`, 1, 1)
  }
  expect(await withLock(ctx, file, async () => readdirSync(ctx.folder))).toEqual(['config.lock'])
  expect(readdirSync(ctx.folder)).toEqual([])
})

test('while somebody is just breaking a stale lock, nobody else does', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  writeFileSync(`${file}.lock`, '')
  utimesSync(`${file}.lock`, 1, 1)
  writeFileSync(`${file}.lock.break`, '')
  await expect(withLock(ctx, file, nothing, { timeout: 30 })).rejects.toMatchObject({ code: 'file-locked' })
  expect(readdirSync(ctx.folder).toSorted()).toEqual(['config.lock', 'config.lock.break'])
})

test('a holder whose lock was taken over learns it before its change, and leaves the new lock alone', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  const overtaken = withLock(ctx, file, async (lock) => {
    lock.verify()
    rmSync(`${file}.lock`)
    writeFileSync(`${file}.lock`, '')
    lock.verify()
  })
  await expect(overtaken).rejects.toMatchObject({ code: 'lock-lost', hint: 'type the same again' })
  expect(readdirSync(ctx.folder)).toEqual(['config.lock'])
})

test('a lock that was put back is still its holder’s', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  await withLock(ctx, file, async (lock) => {
    linkSync(`${file}.lock`, join(ctx.folder, 'aside'))
    rmSync(`${file}.lock`)
    linkSync(join(ctx.folder, 'aside'), `${file}.lock`)
    rmSync(join(ctx.folder, 'aside'))
    lock.verify()
  })
  expect(readdirSync(ctx.folder)).toEqual([])
})

test('a folder that is a file cannot hold a lock', async () => {
  const ctx = testContext()
  writeFileSync(join(ctx.folder, 'file'), '')
  await expect(withLock(ctx, join(ctx.folder, 'file/config'), nothing)).rejects.toMatchObject({
    code: 'file-not-writable',
    hint: `ls -ld ${join(ctx.folder, 'file')}`,
  })
})

test('a lock that is a folder is waited for and named', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'config')
  mkdirSync(`${file}.lock`)
  await expect(withLock(ctx, file, nothing, { timeout: 20 })).rejects.toMatchObject({ code: 'file-locked' })
})
