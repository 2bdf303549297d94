import { basename, resolve } from 'node:path'
import { excerpt } from '../../manifests/excerpt.ts'
import { dataKeyFault } from '../../manifests/names.ts'
import { MOST_BYTES, readFile, textIn } from './read-file.ts'
import { contentFault, refuse, type Around, type TypeCheck, type Verdict } from './verdict.ts'

const EXAMPLE = 'settings.ini'

/** `PATH`, or `KEY=PATH`, as `{key, text}`; of what is no text `{key, base64}`. */
export const file: TypeCheck = { check: checkFile, example: () => EXAMPLE }

function checkFile(written: string, _input: unknown, { cwd }: Around): Verdict {
  const at = written.indexOf('=')
  const path = written.slice(at + 1)
  const key = at < 0 ? basename(path) : written.slice(0, at)
  if (path === '') return refuse(undefined, 'the path of a file is missing', EXAMPLE)
  const bytes = readFile(resolve(cwd, path), MOST_BYTES)
  if ('fault' in bytes) return refuse(undefined, bytes.fault, EXAMPLE)
  const fault = dataKeyFault(key)
  if (fault !== undefined) return refuse('name-invalid', `the key "${excerpt(key)}" ${fault}`, `settings=${path}`)
  const text = textIn(bytes)
  if (text === undefined) return { value: { key, base64: bytes.toString('base64') } }
  const content = contentFault(text, 'text')
  if (content === undefined) return { value: { key, text } }
  // The path is no secret.
  return refuse(content.rule, content.message.replace('this', 'the file'), EXAMPLE)
}
