// Run by the base runtime of the Linux executable, under the flags that it will have there:
// `node code-cache.ts CHUNKS TARGET` makes a code cache for each chunk in a folder,
// `node code-cache.ts --check CHUNKS TARGET` sees that V8 takes them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

const check = process.argv[2] === '--check'
const [chunks = '', target = ''] = process.argv.slice(check ? 3 : 2)
mkdirSync(target, { recursive: true })
for (const name of readdirSync(chunks)) {
  if (!check) writeFileSync(join(target, name), compile(name))
  else if (isRefused(name)) throw new Error(`V8 refuses the code cache of ${name}.`)
}

/**
 * Compiles every function of a chunk, not only those that run at its start.
 *
 * V8 refuses a cache that was made under other flags. So the one that matters here, that all is compiled at once, is set
 * back before it is written. The hashes in it are by the seed of the runtime's snapshot, at each build and each start.
 */
function compile(name: string): Buffer {
  setFlagsFromString('--no-lazy')
  const script = new Script(textOf(name), { filename: `icc/${name}` })
  setFlagsFromString('--lazy')
  return script.createCachedData()
}

function isRefused(name: string): boolean {
  const cachedData = readFileSync(join(target, name))
  return new Script(textOf(name), { filename: `icc/${name}`, cachedData }).cachedDataRejected !== false
}

function textOf(name: string): string {
  return readFileSync(join(chunks, name), 'utf8')
}
