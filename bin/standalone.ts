import { Script } from 'node:vm'
import { embeddedBytes, embeddedText, isEmbedded } from '../src/embedded.ts'

type Chunk = { exports: unknown }
type Compiled = (exports: unknown, require: (name: string) => unknown, module: Chunk) => void

/**
 * Where the executable starts. All of icc lies in it as chunks of CommonJS, of which a command loads what it uses: one
 * script with everything would be three times as slow to start.
 *
 * The code cache that the Linux executable has beside each chunk saves compiling. V8 takes it from the very same build of
 * itself only, so the other systems compile.
 */
const loaded = new Map<string, Chunk>()

function load(name: string): unknown {
  const known = loaded.get(name)
  if (known) return known.exports
  const chunk: Chunk = { exports: {} }
  loaded.set(name, chunk)
  const cache = `code-cache/${name}`
  const hasCache = process.platform === 'linux' && isEmbedded(cache)
  const cachedData = hasCache ? embeddedBytes(cache) : undefined
  const script = new Script(embeddedText(`code/${name}`), { filename: `icc/${name}`, cachedData })
  const compiled = script.runInThisContext() as Compiled
  compiled(chunk.exports, requireFrom, chunk)
  return chunk.exports
}

function requireFrom(name: string): unknown {
  return name.startsWith('./') ? load(name.slice(2)) : process.getBuiltinModule(name)
}

// Nothing is left to do: to take the runtime apart piece by piece would cost a sixth of a short command's time.
process.once('beforeExit', () => process.exit())

load('icc.cjs')
