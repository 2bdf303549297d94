/** What kubectl's reader makes of a scalar without quotes. `other` is a number or another non-string. */
export type PlainMeaning = 'string' | 'null' | 'true' | 'false' | 'other'

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL'])
const TRUES = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
const FALSES = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
const SPECIAL_FLOAT = /^(\.(nan|NaN|NAN)|[-+]?\.(inf|Inf|INF))$/
const INTEGER = /^[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/

/**
 * The meaning of a plain scalar in YAML 1.1 as sigs.k8s.io/yaml (go-yaml 2, resolve.go) has it. Dates stay strings
 * there, base 60 numbers are unknown, underscores in numbers are skipped.
 */
export function resolvePlain(text: string): PlainMeaning {
  const first = text.charCodeAt(0)
  // Only these letters begin a word of the tables; most names leave here.
  if (first >= 0x61 && first <= 0x7a && !'fnoty'.includes(text.charAt(0))) return 'string'
  if (NULLS.has(text)) return 'null'
  if (TRUES.has(text)) return 'true'
  if (FALSES.has(text)) return 'false'
  if (SPECIAL_FLOAT.test(text)) return 'other'
  if (!/^[-+.0-9]/.test(text)) return 'string'
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '')
  if (INTEGER.test(digits)) return 'other'
  return FLOAT.test(digits) && Number.isFinite(Number(digits)) ? 'other' : 'string'
}

/** What may stand without quotes for every YAML reader there is, in block and in flow style. */
const SAFE = /^[A-Za-z_/](?:[\w./@+=-]|:(?=[\w./@+=-]))*(?: [\w./@+-]+)*$/
/** Words that some reader of YAML 1.1 or 1.2 takes for something else. */
const WORDS = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i
/** Quotation mark, backslash, control characters, line separators, and what go-yaml's reader takes for no text. */
const ESCAPED = /["\\\p{Cc}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/gu

/**
 * A string as a single-line YAML scalar that kubectl's reader (YAML 1.1) and any YAML 1.2 reader take for that very
 * string. `flow` inside `{}` or `[]`, where it is always quoted so that JSON stays JSON.
 */
export function quote(value: string, flow = false): string {
  if (!flow && isSafe(value)) return value
  // Half of a surrogate pair is no character, and no file could hold it.
  return `"${value.toWellFormed().replace(ESCAPED, escapeCharacter)}"`
}

function isSafe(value: string): boolean {
  return SAFE.test(value) && !WORDS.test(value)
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`
  if (character === '\n') return '\\n'
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
