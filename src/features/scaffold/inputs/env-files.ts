import { resolve } from 'node:path'
import type { JsonObject } from '../../manifests/document.ts'
import { excerpt } from '../../manifests/excerpt.ts'
import { dataKeyFault } from '../../manifests/names.ts'
import { environment } from './pairs.ts'
import { MOST_BYTES, readFile, textIn } from './read-file.ts'
import { refuse, type Around, type Refusal, type TypeCheck, type Verdict } from './verdict.ts'

const EXAMPLE = 'settings.env'

/**
 * A file of variables, as a mapping. Its lines are read as `kubectl create --from-env-file` does: space before them,
 * empty ones and those with `#` count for nothing, and quotes are part of the value. One difference: kubectl takes the
 * value of a line without `=` from the environment, which is another one tomorrow, and here that is refused.
 */
export const envFile: TypeCheck = { check: checkEnvFile, example: () => EXAMPLE }

function checkEnvFile(path: string, input: Parameters<TypeCheck['check']>[1], around: Around): Verdict {
  if (path === '') return refuse(undefined, 'the path of a file is missing', EXAMPLE)
  const bytes = readFile(resolve(around.cwd, path), MOST_BYTES)
  if ('fault' in bytes) return refuse(undefined, bytes.fault, EXAMPLE)
  const text = textIn(bytes)
  if (text === undefined) return refuse(undefined, 'the file is no text in UTF-8', EXAMPLE)
  const values = new Map<string, string>()
  for (const [index, raw] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .entries()) {
    const line = raw.trimStart()
    if (line === '' || line.startsWith('#')) continue
    const fault = faultOf(line, values, (one) => environment.check(one, input, around))
    if (fault !== undefined) return { ...fault, message: `line ${index + 1}: ${fault.message}`, example: EXAMPLE }
    values.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1))
  }
  return { value: Object.fromEntries(values) satisfies JsonObject }
}

function faultOf(
  line: string,
  before: ReadonlyMap<string, string>,
  check: (line: string) => Verdict,
): Refusal | undefined {
  const key = line.slice(0, Math.max(line.indexOf('='), 0))
  const verdict = check(line)
  if (!('value' in verdict)) {
    // The path is no secret, and neither is the number of the line.
    const { conceals: _, ...shown } = verdict
    return shown
  }
  const fault = dataKeyFault(key)
  if (fault !== undefined) return refuse('name-invalid', `the key "${excerpt(key)}" ${fault}`, EXAMPLE)
  return before.has(key) ? refuse('env-duplicate', `the key "${excerpt(key)}" was there before`, EXAMPLE) : undefined
}
