import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'
import { skipped } from './real-cluster.ts'

const SCRIPT = join(import.meta.dirname, 'campus-to-end.ts')

function listens(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}

describe.skipIf(skipped)(`a real cluster${skipped}`, () => {
  // A terminal sends its Ctrl-C to all that it started, not to the one process alone.
  test.each([
    ['is killed', (pid: number) => process.kill(pid, 'SIGKILL')],
    ['gets a Ctrl-C', (pid: number) => process.kill(-pid, 'SIGINT')],
  ])('ends and leaves nothing behind when the process that started it %s', async (_, end) => {
    const temporary = temporaryFolder()
    const env = { ...process.env, TMPDIR: temporary }
    const child = spawn(process.execPath, [SCRIPT], { env, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    const port = Number(new URL(line.trim()).port)
    expect(await listens(port)).toBe(true)
    expect(readdirSync(temporary).filter((name) => name.startsWith('icc-cluster-'))).toHaveLength(1)
    end(child.pid ?? 0)
    await expect.poll(() => listens(port), { timeout: 15_000 }).toBe(false)
    await expect.poll(() => readdirSync(temporary), { timeout: 15_000 }).toEqual([])
  })
})
