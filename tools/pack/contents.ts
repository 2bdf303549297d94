import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { compileTemplates } from '../../src/features/scaffold/find.ts'
import { assets as data } from '../../src/program-files.ts'
import { commit } from './about.ts'
import type { Bundle } from './bundle.ts'
import { extractFromPackage } from './registry.ts'
import { RUNTIME_FLAGS, TARGETS } from './targets.ts'
import { compileWords } from './words.ts'

const root = join(import.meta.dirname, '..', '..')

/** The folders of data that icc reads while it runs. */
const DATA = ['completions', 'help', 'sites', 'schemas']

/** And those that are read where what was made of them does not do. */
const SELDOM = ['templates']

/** What lies in the executables: the files by the names under which icc asks for them. */
export type Contents = { main: string; assets: Record<string, string> }

/**
 * Lays out in `folder` what all executables carry. It is the same for every system, so that one can be checked for all.
 *
 * @param runtime the base runtime of the Linux executable, which makes the code cache
 */
export async function writeContents(
  folder: string,
  { main, chunks, uncached }: Bundle,
  runtime: string,
): Promise<Contents> {
  const assets: Record<string, string> = {}
  const add = (name: string, path: string): void => {
    assets[name] = path
  }
  const write = (name: string, text: string): void => {
    const path = join(folder, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
    add(name, path)
  }
  // Beside those that a code cache is made of.
  const compress = (name: string, bytes: string | Buffer): void => {
    const path = join(folder, 'compressed', `${name}.br`)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, brotliCompressSync(bytes))
    add(`${name}.br`, path)
  }
  for (const [name, text] of chunks) {
    if (uncached.has(name)) compress(`code/${name}`, text)
    else write(`code/${name}`, text)
  }
  for (const name of makeCodeCache(folder, runtime)) add(`code-cache/${name}`, join(folder, 'code-cache', name))
  for (const path of DATA.flatMap(filesUnder)) add(path, join(root, path))
  for (const path of SELDOM.flatMap(filesUnder)) compress(path, readFileSync(join(root, path)))
  for (const [path, text] of await compileTemplates({ assets: data })) compress(`compiled/${path}`, text)
  for (const [path, text] of await compileWords(data)) write(`compiled/${path}`, text)
  for (const { keyring } of TARGETS) {
    if (keyring === undefined) continue
    const path = join(folder, keyring.file)
    extractFromPackage(keyring.package, keyring.file, path)
    compress(`native/${keyring.file}`, readFileSync(path))
  }
  write('commit', commit())
  const script = join(folder, 'icc.cjs')
  writeFileSync(script, main)
  return { main: script, assets }
}

function makeCodeCache(folder: string, runtime: string): string[] {
  const target = join(folder, 'code-cache')
  const maker = join(import.meta.dirname, 'code-cache.ts')
  execFileSync(runtime, [...RUNTIME_FLAGS, maker, join(folder, 'code'), target], { env: {} })
  execFileSync(runtime, [...RUNTIME_FLAGS, maker, '--check', join(folder, 'code'), target], { env: {} })
  return readdirSync(target)
}

/** Paths below the repository with `/`, sorted, of a folder that may not be there. */
function filesUnder(folder: string): string[] {
  if (statSync(join(root, folder), { throwIfNoEntry: false }) === undefined) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted()
}
