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
