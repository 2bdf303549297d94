import { isWhite, YamlError } from './cursor.ts'
import type { Cursor } from './cursor.ts'

const NAME = /[\w-]*/y
const AFTER_NAME = '?:,]}%@`'

/** The name of an anchor (`&name`) or an alias (`*name`) that begins here. */
export function scanName(cursor: Cursor): string {
  const start = cursor.position
  NAME.lastIndex = start + 1
  const [name = ''] = NAME.exec(cursor.text) ?? []
  cursor.position = start + 1 + name.length
  const fits = isWhite(cursor.code()) || AFTER_NAME.includes(cursor.text.charAt(cursor.position))
  if (name !== '' && fits) return name
  const sign = cursor.text.charAt(start)
  const what = sign === '&' ? 'an anchor' : 'an alias'
  throw new YamlError(`${sign} begins the name of ${what} here: put the text in quotes`, start)
}

const TAG = /!(?:<([\w;/?:@&=+$,.!~*'()[\]%-]+)>|([\w-]*!)?([\w;/?:@&=+$,.!~*'()[\]%-]*))/y

/** The tag that begins here, spelt out: `!!str` becomes `tag:yaml.org,2002:str`. */
export function scanTag(cursor: Cursor): string {
  const start = cursor.position
  TAG.lastIndex = start
  const [written = '', exact, handle, suffix = ''] = TAG.exec(cursor.text) ?? []
  cursor.position = start + Math.max(written.length, 1)
  if (!isWhite(cursor.code())) throw new YamlError('! begins a tag here: put the text in quotes', start)
  if (exact !== undefined) return decoded(exact, start)
  if (handle === undefined) return `!${decoded(suffix, start)}`
  if (handle !== '!' || suffix === '')
    throw new YamlError(`The tag ${written} is not known`, start, start + written.length)
  return `tag:yaml.org,2002:${decoded(suffix, start)}`
}

function decoded(text: string, start: number): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) throw new YamlError('A % in a tag takes the two digits of a byte', start)
    throw error
  }
}
