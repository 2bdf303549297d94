import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { TARGETS } from '../tools/pack/targets.ts'

const dist = join(import.meta.dirname, '..', 'dist')

/** Bytes of an executable as it is, and as it is downloaded; undefined where the program that packs is not there. */
export type Download = { name: string; size: number; packed: Record<'gzip' | 'xz', number | undefined> }

/** The executables in `dist/`. `xz -9` of one takes a minute, so they are packed beside each other. */
export async function measureDownloads(): Promise<Download[]> {
  const made = TARGETS.map(({ file }) => file).filter((file) => existsSync(join(dist, file)))
  return Promise.all(
    made.map(async (name) => {
      const path = join(dist, name)
      const [gzip, xz] = await Promise.all([packedSize('gzip', path), packedSize('xz', path)])
      return { name, size: statSync(path).size, packed: { gzip, xz } }
    }),
  )
}

async function packedSize(program: 'gzip' | 'xz', path: string): Promise<number | undefined> {
  const child = spawn(program, ['-9', '--stdout', path], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [size, [status]] = await Promise.all([bytesOf(child.stdout), once(child, 'exit')])
    if (status !== 0) throw new Error(`${program} -9 ${path} ended with ${status}`)
    return size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function bytesOf(stream: Readable): Promise<number> {
  let size = 0
  for await (const chunk of stream) size += (chunk as Buffer).length
  return size
}
