/** What a scalar of YAML can stand for in JSON. */
export type Primitive = null | boolean | number | string

const WORDS: ReadonlyMap<string, Primitive> = new Map<string, Primitive>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Primitive] => [word, null]),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, Primitive] => [
    word,
    true,
  ]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, Primitive] => [
    word,
    false,
  ]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Primitive] => [word, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, Primitive] => [word, Infinity]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, Primitive] => [word, -Infinity]),
])

/** True for a word that kubectl takes for something else than text: a boolean, null, infinity. */
export function isWord(text: string): boolean {
  return text.length <= 5 && WORDS.has(text)
}

/** True for a text that no reader of YAML takes for anything else: it is no word, and holds what no number or date holds. */
export function isText(text: string): boolean {
  return !isWord(text) && (text.charCodeAt(0) > NINE || NO_NUMBER.test(text))
}

const NINE = 0x39
const NO_NUMBER = /[^-+.:\w \t]|[g-np-su-wyG-NP-SU-WY]/
const NUMBER_START = /^[-+.0-9]/
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/
const OTHER_BASE = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/
/** go-yaml's own way to base 2 takes a sign after the prefix. */
const SIGNED_BINARY = /^0b([-+])([01]+)$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const MISPLACED_UNDERSCORE = /(?<![0-9])_|_(?![0-9])/

/**
 * What kubectl makes of a scalar without quotes: YAML 1.1 as sigs.k8s.io/yaml 1.6 (go-yaml 2.4, resolve.go) has it.
 * Dates and base 60 stay text there, underscores in numbers are skipped. `.nan` and `.inf` give the numbers that JSON
 * lacks.
 */
export function readPlain(text: string): Primitive {
  if (isText(text)) return text
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (!NUMBER_START.test(text)) return text
  // What begins with a point is left to Go's parser of floats, which wants underscores to stand between digits.
  if (text.startsWith('.') && MISPLACED_UNDERSCORE.test(text)) return text
  const plain = text.replaceAll('_', '')
  if (plain.length <= 15 && DECIMAL.test(plain)) return Number(plain) + 0
  const integer = readInteger(plain)
  if (integer !== undefined) return Number(integer)
  if (!FLOAT.test(plain)) return text
  const float = Number(plain) + 0
  return Number.isFinite(float) ? float : text
}

const INT64 = 1n << 63n
const UINT64 = 1n << 64n

/** The integer that kubectl's reader sees; undefined where it sees none, or one of more than 64 bits. */
export function readInteger(plain: string): bigint | undefined {
  if (DECIMAL.test(plain)) return within64Bits(BigInt(plain.startsWith('+') ? plain.slice(1) : plain))
  const [whole, sign, hexadecimal, binary, octal] = OTHER_BASE.exec(plain) ?? []
  if (whole === undefined) {
    const [, signAfter, digits] = SIGNED_BINARY.exec(plain) ?? []
    return digits === undefined ? undefined : within64Bits(signed(signAfter, BigInt(`0b${digits}`)))
  }
  const digits = hexadecimal !== undefined ? `0x${hexadecimal}` : binary !== undefined ? `0b${binary}` : `0o${octal}`
  return within64Bits(signed(sign, BigInt(digits)))
}

function signed(sign: string | undefined, value: bigint): bigint {
  return sign === '-' ? -value : value
}

function within64Bits(value: bigint): bigint | undefined {
  return value >= -INT64 && value < UINT64 ? value : undefined
}

/** How other tools take a scalar that kubectl reads in its own way. */
export type OtherReading = {
  /** The version of YAML that those tools follow. */
  version: '1.1' | '1.2'
  type: 'text' | 'number' | 'date'
  /** The text itself for `text` and `date`. */
  value: string | number
}

const INTEGER_12 = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/
const TIMESTAMP =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?$/
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/

/**
 * How a scalar without quotes is read elsewhere, where that differs from kubectl's reading; undefined where all agree.
 *
 * @see YAML 1.2.2 section 10.3 (core schema); yaml.org/type/timestamp.html and int.html for YAML 1.1
 */
export function readElsewhere(text: string): OtherReading | undefined {
  if (isText(text) || !MAY_DIFFER.test(text)) return undefined
  const ours = readPlain(text)
  const theirs = readCore(text)
  if (!Object.is(ours, theirs))
    return { version: '1.2', type: typeof theirs === 'number' ? 'number' : 'text', value: theirs }
  if (DATE.test(text) || TIMESTAMP.test(text)) return { version: '1.1', type: 'date', value: text }
  if (BASE_60.test(text)) return { version: '1.1', type: 'number', value: inBase60(text) }
  return undefined
}

/** All that some reader does not take for what another does begins like this. */
const MAY_DIFFER = /^(?:[-+.0-9]|(?:[yYnN]|[yY][eE][sS]|[nN][oO]|[oO][nN]|[oO][fF][fF])$)/

/** The core schema's reading of what passes `MAY_DIFFER`: a number or text. */
function readCore(text: string): number | string {
  if (INTEGER_12.test(text)) return Number(text) + 0
  if (FLOAT.test(text)) return Number(text) + 0
  const word = WORDS.get(text)
  return typeof word === 'number' ? word : text
}

function inBase60(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1
  const parts = text.replace(/^[-+]/, '').replaceAll('_', '').split(':')
  return sign * parts.reduce((sum, part) => sum * 60 + Number(part), 0)
}
