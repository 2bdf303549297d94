import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { withLock } from '../../../src/features/kubeconfig/lock.ts'
import { fateOfOwner } from '../../../src/features/kubeconfig/lock-owner.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { testContext, type TestContext } from './support.ts'

const elsewhere = process.platform === 'linux' ? '' : ' (skipped: only Linux tells what became of a process)'
const options = { lifeSign: 2000 }
const nothing = async (): Promise<void> => undefined

type Owner = { boot: string; namespace: string; pid: string; started: string }

/** A context whose clock must not be waited for. */
function impatient(): TestContext {
  return testContext({ clock: { now: () => 0, sleep: () => Promise.reject(new Error('It must not wait')) } })
}

/** How a lock names this process. */
async function ownName(): Promise<Owner> {
  const ctx = testContext()
  const file = join(ctx.folder, 'token')
  return JSON.parse(await withLock(ctx, file, async () => readFileSync(`${file}.lock`, 'utf8'), options)) as Owner
}

/** A lock that a process has left, long ago by its time. */
function leave(ctx: { folder: string }, name: string, seconds = 1): string {
  const file = join(ctx.folder, 'token')
  writeFileSync(`${file}.lock`, name)
  utimesSync(`${file}.lock`, seconds, seconds)
  return file
}

/** The name of another process that runs until the test ends, and how to kill it. */
async function otherProcess(): Promise<{ name: Owner; kill: () => Promise<void> }> {
  const child = spawn('sleep', ['60'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  const pid = String(child.pid)
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const name = { ...(await ownName()), pid, started: stat.split(' ')[21] ?? '' }
  return {
    name,
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

test('a lock that shows life is named while it is held, and gone afterwards', async () => {
  const ctx = testContext()
  const file = join(ctx.folder, 'token')
  const text = await withLock(ctx, file, async () => readFileSync(`${file}.lock`, 'utf8'), options)
  expect(text).not.toBe('')
  expect(readdirSync(ctx.folder)).toEqual([])
})

test.skipIf(elsewhere !== '')(`the lock of a killed process is broken at once${elsewhere}`, async () => {
  const ctx = impatient()
  const { name, kill } = await otherProcess()
  const file = leave(ctx, JSON.stringify(name), Date.now() / 1000)
  expect(fateOfOwner(`${file}.lock`)).toEqual({ state: 'alive', pid: name.pid })
  await kill()
  expect(fateOfOwner(`${file}.lock`)).toMatchObject({ state: 'dead' })
  expect(await withLock(ctx, file, async () => 'in', options)).toBe('in')
  expect(readdirSync(ctx.folder)).toEqual([])
})

test.skipIf(elsewhere !== '')(`so is one whose process is killed while others wait${elsewhere}`, async () => {
  const ctx = testContext()
  const { name, kill } = await otherProcess()
  const file = leave(ctx, JSON.stringify(name))
  const order: string[] = []
  const waiting = withLock(ctx, file, async () => order.push('in'), { ...options, staleAfter: 600_000 })
  order.push('killed')
  await kill()
  await waiting
  expect(order).toEqual(['killed', 'in'])
})

test.skipIf(elsewhere !== '')(`a process id that was given out again is another process${elsewhere}`, async () => {
  const ctx = impatient()
  const { name } = await otherProcess()
  const file = leave(ctx, JSON.stringify({ ...name, started: '1' }), Date.now() / 1000)
  expect(await withLock(ctx, file, async () => 'in', options)).toBe('in')
})

test.skipIf(elsewhere !== '')(`a process that nobody has waited for after its end is dead${elsewhere}`, async () => {
  // The shell becomes a program that never asks what became of the child it has got.
  const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'])
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [pid] = (await once(createInterface(parent.stdout), 'line')) as [string]
  const stat = (): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
  await expect.poll(() => stat()[2]).toBe('Z')
  const file = leave(testContext(), JSON.stringify({ ...(await ownName()), pid, started: stat()[21] }))
  expect(fateOfOwner(`${file}.lock`)).toMatchObject({ state: 'dead' })
})

test.skipIf(elsewhere !== '')(
  `a holder that lives but does not go on is never taken for gone, and named after fifteen seconds${elsewhere}`,
  async () => {
    const clock = createVirtualClock()
    const ctx = testContext({ clock })
    const { name, kill } = await otherProcess()
    const file = leave(ctx, JSON.stringify(name))
    const waiting = withLock(ctx, file, nothing, options)
    waiting.catch(() => undefined)
    await clock.advance(15_001)
    await expect(waiting).rejects.toMatchObject({
      code: 'file-locked',
      exitCode: 1,
      message: expect.stringContaining(`process ${name.pid}`),
      hint: `kill ${name.pid}`,
    })
    expect(readdirSync(ctx.folder)).toEqual(['token.lock'])
    await kill()
    expect(await withLock(ctx, file, async () => 'in', options)).toBe('in')
  },
)

test.each<[string, (name: Owner) => unknown]>([
  ['another computer', (name) => ({ ...name, boot: 'another', pid: '4194305' })],
  ['another container', (name) => ({ ...name, namespace: 'pid:[1]', pid: '4194305' })],
  ['a system that does not tell', () => 'icc'],
  ['a number', (name) => ({ ...name, pid: '../self' })],
  ['nobody', () => null],
])('of a process of %s only the age tells', async (_, change) => {
  const name = JSON.stringify(change(elsewhere === '' ? await ownName() : ({} as Owner)))
  const old = impatient()
  expect(await withLock(old, leave(old, name), async () => 'in', options)).toBe('in')
  const clock = createVirtualClock()
  const young = testContext({ clock })
  const file = leave(young, name, Date.now() / 1000)
  expect(fateOfOwner(`${file}.lock`)).toEqual({ state: 'unknown' })
  const waiting = withLock(young, file, nothing, options)
  await clock.advance(10_001)
  await waiting
})

test('a holder that shows life is waited for, however long it takes', async () => {
  const clock = createVirtualClock()
  const ctx = testContext({ clock })
  const file = join(ctx.folder, 'token')
  let letGo: (() => void) | undefined
  const holding = withLock(
    ctx,
    file,
    async (lock) => {
      await new Promise<void>((resolve) => (letGo = resolve))
      lock.verify()
      return 'still ours'
    },
    options,
  )
  await expect.poll(() => letGo).toBeDefined()
  const waiting = withLock(ctx, file, async () => 'in', { ...options, staleAfter: 4000, timeout: 5000 })
  await clock.advance(60_000)
  letGo?.()
  expect(await holding).toBe('still ours')
  await clock.advance(1000)
  expect(await waiting).toBe('in')
  expect(readdirSync(ctx.folder)).toEqual([])
})

test('the time in which this computer slept does not count against a holder', async () => {
  const ctx = testContext()
  const file = leave(ctx, '"icc"', Date.now() / 1000)
  let now = 0
  let sleeps = 0
  const clock = {
    now: () => now,
    async sleep() {
      sleeps += 1
      // Closed and opened again eight hours later.
      now += sleeps === 1 ? 8 * 3_600_000 : 100
    },
  }
  await withLock({ ...ctx, clock, random: () => 0 }, file, nothing, options)
  expect(sleeps).toBeGreaterThan(50)
})

test('a holder that was held up so long that others broke its lock leaves theirs alone, and learns it', async () => {
  const clock = createVirtualClock()
  const ctx = testContext({ clock })
  const file = join(ctx.folder, 'token')
  let letGo: (() => void) | undefined
  const overtaken = withLock(
    ctx,
    file,
    async (lock) => {
      await new Promise<void>((resolve) => (letGo = resolve))
      lock.verify()
    },
    options,
  )
  overtaken.catch(() => undefined)
  await expect.poll(() => letGo).toBeDefined()
  const lock = `${file}.lock`
  rmSync(lock)
  writeFileSync(lock, 'theirs')
  const before = readFileSync(lock, 'utf8')
  // It goes on showing life, but on its own file.
  await clock.advance(10_000)
  letGo?.()
  await expect(overtaken).rejects.toMatchObject({ code: 'lock-lost' })
  expect(readFileSync(lock, 'utf8')).toBe(before)
})

test('what a holder leaves behind is heard by those who waited for it, and by nobody else', async () => {
  const clock = createVirtualClock()
  const ctx = testContext({ clock })
  const file = join(ctx.folder, 'token')
  const heard: string[] = []
  const heeding = { ...options, heed: (note: string) => void heard.push(note) }
  let letGo: (() => void) | undefined
  const failing = withLock(
    ctx,
    file,
    async () => {
      await new Promise<void>((resolve) => (letGo = resolve))
      throw new Error('no luck')
    },
    { ...options, noteOf: (error) => String(error) },
  )
  failing.catch(() => undefined)
  await expect.poll(() => letGo).toBeDefined()
  const refusing = withLock(ctx, file, nothing, {
    ...options,
    heed: (note) => {
      throw new Error(`heard: ${note}`)
    },
  })
  refusing.catch(() => undefined)
  const waiting = [withLock(ctx, file, async () => 'in', heeding), withLock(ctx, file, async () => 'in', options)]
  // The holder shows life meanwhile: that is no note.
  await clock.advance(5000)
  letGo?.()
  await expect(failing).rejects.toThrow('no luck')
  await clock.advance(5000)
  await expect(refusing).rejects.toThrow('heard: Error: no luck')
  expect(await Promise.all(waiting)).toEqual(['in', 'in'])
  expect(heard).toEqual(['Error: no luck'])
  await withLock(ctx, file, nothing, heeding)
  expect(heard).toHaveLength(1)
  expect(readdirSync(ctx.folder)).toEqual([])
})
