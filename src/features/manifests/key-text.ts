import type { PairNode, YamlNode } from './node.ts'
import { readInteger, readPlain } from './plain-scalar.ts'
import { readTagged } from './tagged-scalar.ts'

/**
 * The JSON key that kubectl makes of a node (`on` becomes `true`, `012` becomes `10`); undefined where it refuses to.
 *
 * @see sigs.k8s.io/yaml, convertToJSONableObject
 */
export function keyText(node: YamlNode): string | undefined {
  const found = node.kind === 'alias' ? node.target : node
  if (found?.kind !== 'scalar') return undefined
  const { tag, text } = found
  if (tag === undefined) return found.style === 'plain' ? plainKey(text) : text
  const value = readTagged(tag, text)
  return typeof value === 'string' || value === undefined ? value : plainKey(text)
}

/** True for a pair that brings the pairs of other mappings in: `<<: *name`. */
export function isMerge({ key }: PairNode): boolean {
  if (key.kind !== 'scalar' || key.text !== '<<') return false
  return key.tag === undefined ? key.style === 'plain' : key.tag === '!' || key.tag === 'tag:yaml.org,2002:merge'
}

function plainKey(text: string): string | undefined {
  const value = readPlain(text)
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (value === null) return undefined
  const integer = readInteger(text.replaceAll('_', ''))
  if (integer === undefined) return formatFloat(value)
  return integer < 1n << 63n ? String(integer) : undefined
}

/** As Go's `strconv.FormatFloat(value, 'g', -1, 32)`: the fewest digits that tell it from other 32-bit numbers. */
function formatFloat(value: number): string {
  const single = Math.fround(value)
  if (Number.isNaN(single)) return '.nan'
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf'
  let digits = 0
  while (digits < 9 && Math.fround(Number(single.toExponential(digits))) !== single) digits += 1
  const shortest = single.toExponential(digits)
  const [mantissa = '', exponent = ''] = shortest.split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return single.toFixed(Math.max(0, digits - power))
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
