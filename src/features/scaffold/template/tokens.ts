import type { Json } from '../../manifests/document.ts'
import type { TemplatePlace } from '../types.ts'
import { templateBroken } from './broken.ts'

/** A piece of an expression; `value` is that of a `constant`. */
export type Token =
  | { kind: 'name' | 'sign' | 'end'; text: string }
  | { kind: 'constant'; text: string; value: Exclude<Json, object> }

/** No expression that a person can follow is longer. */
const MOST_CHARACTERS = 1000

/** Words are read as `storage-class` too: nothing is subtracted here. */
const TOKEN =
  /\s*(?:(?<name>[A-Za-z_]\w*(?:-\w+)*)|(?<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign>==|!=|[<>().,]))/y

const REST = /\S+/y

/** @throws `template-broken` */
export function tokensOf(text: string, place: TemplatePlace): Token[] {
  if (text.length > MOST_CHARACTERS)
    throw templateBroken(place, `An expression has at most ${MOST_CHARACTERS} characters, this one ${text.length}`)
  const tokens: Token[] = []
  const end = text.trimEnd().length
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined) throw unknownToken(text, at, place)
    tokens.push(tokenOf(groups, place))
  }
  return [...tokens, { kind: 'end', text: 'the end' }]
}

function tokenOf(groups: Record<string, string | undefined>, place: TemplatePlace): Token {
  const { name, number, text, sign = '' } = groups
  if (name === 'true' || name === 'false') return { kind: 'constant', text: name, value: name === 'true' }
  if (name !== undefined) return { kind: 'name', text: name }
  if (number !== undefined) return { kind: 'constant', text: number, value: Number(number) + 0 }
  if (text !== undefined) return { kind: 'constant', text, value: unescaped(text, place) }
  return { kind: 'sign', text: sign }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
])

function unescaped(quoted: string, place: TemplatePlace): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/gsu, (written, letter: string) => {
    const character = ESCAPES.get(letter)
    if (character === undefined) throw templateBroken(place, `${written} means nothing in ${quoted}`)
    return character
  })
}

function unknownToken(text: string, from: number, place: TemplatePlace): Error {
  const at = from + text.slice(from).search(/\S/u)
  REST.lastIndex = at
  const rest = REST.exec(text)?.[0] ?? ''
  if (rest.startsWith('"') || rest.startsWith("'"))
    return templateBroken(place, `The ${rest.charAt(0)} that opens in the expression is never closed`)
  const hint = rest.startsWith('=') ? ' (equal is written ==)' : ''
  return templateBroken(place, `${rest} means nothing in an expression${hint}`)
}
