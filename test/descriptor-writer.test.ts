import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemCode } from '../src/errors.ts'
import { temporaryFolder } from './support/run-icc.ts'

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

const MODULE = join(import.meta.dirname, '..', 'src', 'descriptor-writer.ts')

/** A text that fills a pipe, and many short ones after it. */
const LINES = ['first '.repeat(30_000), ...Array.from({ length: 3000 }, (_, at) => `line ${at}`)]

const SCRIPT = `import { descriptorWriter } from ${JSON.stringify(MODULE)}
const write = descriptorWriter(2, () => process.stderr)
for (const line of ['first '.repeat(30_000), ...Array.from({ length: 3000 }, (_, at) => 'line ' + at)]) write(line + '\\n')`

test('into a full pipe that does not block, nothing overtakes what was written before', async () => {
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const reader = openSync(pipe, O_RDONLY | O_NONBLOCK)
  const writer = openSync(pipe, O_WRONLY | O_NONBLOCK)
  // The runtime makes the descriptors that it hands on block; a shell leaves them as they are.
  const argv = ['-c', 'exec "$@" 2>&3 3>&-', 'sh', process.execPath, '--input-type=module', '--eval', SCRIPT]
  const child = spawn('sh', argv, { stdio: ['ignore', 'ignore', 'ignore', writer] })
  closeSync(writer)
  const read = await readAll(reader)
  expect(read.split('\n')).toEqual([...LINES, ''])
  expect(child.exitCode ?? 0).toBe(0)
})

/** Reads as fast as it can, a bit at a time. */
async function readAll(descriptor: number): Promise<string> {
  const parts: string[] = []
  const buffer = Buffer.alloc(4096)
  for (;;) {
    try {
      const length = readSync(descriptor, buffer)
      if (length === 0 && parts.length > 0) return parts.join('')
      if (length > 0) parts.push(buffer.toString('utf8', 0, length))
      else await new Promise(setImmediate)
    } catch (error) {
      if (systemCode(error) !== 'EAGAIN') throw error
      await new Promise(setImmediate)
    }
  }
}
