import { parseQuantity } from './quantity.ts'

/** What somebody who wrote no quantity most likely meant; `sure` where it can be read in one way only. */
export type MeantQuantity = { quantity: string; sure: boolean }

const SPELLED = new Map([
  ['byte', ''],
  ['core', ''],
  ['cpu', ''],
  ['vcpu', ''],
  ['millicore', 'm'],
  ['kilobyte', 'k'],
  ['megabyte', 'M'],
  ['gigabyte', 'G'],
  ['terabyte', 'T'],
  ['kibibyte', 'Ki'],
  ['mebibyte', 'Mi'],
  ['gibibyte', 'Gi'],
  ['tebibyte', 'Ti'],
])

/** Reads a text that is no quantity as people mean it (`2 GiB`, `10 Gigabyte`, `1,5Gi`); undefined where that fails. */
export function meantQuantity(written: string): MeantQuantity | undefined {
  const [, number, unit] = /^([+-]?\d+(?:[.,]\d+)?)\s*([a-z]*)$/iu.exec(written.trim()) ?? []
  if (number === undefined || unit === undefined) return undefined
  const suffix = suffixOf(unit)
  if (suffix === undefined) return undefined
  const quantity = `${number.replace(',', '.')}${suffix.text}`
  if (parseQuantity(quantity) === undefined) return undefined
  return { quantity, sure: suffix.sure && !number.includes(',') }
}

function suffixOf(unit: string): { text: string; sure: boolean } | undefined {
  if (parseQuantity(`1${unit}`) !== undefined) return { text: unit, sure: true }
  const bytes = /^(k|[KMGTPE]i|[MGTPE])B$/u.exec(unit)?.[1]
  if (bytes !== undefined) return { text: bytes, sure: true }
  const word = unit.toLowerCase()
  const spelled = SPELLED.get(word.replace(/s$/u, ''))
  if (spelled !== undefined) return { text: spelled, sure: false }
  const [, letter, binary] = /^([kmgtpe])(i?)b?$/u.exec(word) ?? []
  if (letter === undefined) return undefined
  const upper = letter === 'k' && binary === '' ? 'k' : letter.toUpperCase()
  return { text: `${upper}${binary ?? ''}`, sure: false }
}
