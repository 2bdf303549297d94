import { remember } from './remember.ts'

/**
 * Amounts as Kubernetes writes them (`500m`, `1.5Gi`, `2e3`), exactly, in billionths of the unit: the API server rounds
 * anything finer up to that.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export type Quantity = bigint

/** One of the unit, such as one core or one byte. */
export const ONE: Quantity = 1_000_000_000n

const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const DECIMAL = ['k', 'M', 'G', 'T', 'P', 'E']
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,3})?$/u

/** The amount that a text or number says; undefined where the API server would refuse it. */
export function parseQuantity(written: unknown): Quantity | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined
  return parseText(String(written))
}

const parseText = remember((text: string): Quantity | undefined => {
  const [whole, sign, digits = '', decimals = '', suffix = ''] = FORM.exec(text) ?? []
  if (whole === undefined || digits + decimals === '') return undefined
  const value = scale(BigInt(digits + decimals), decimals.length, suffix)
  return sign === '-' ? -value : value
})

/** `digits` with the decimal point `decimals` places from the right, times what the suffix says; rounded up. */
function scale(digits: bigint, decimals: number, suffix: string): Quantity {
  const binary = BINARY.indexOf(suffix)
  if (binary >= 0) return divideUp(digits * ONE * 1024n ** BigInt(binary + 1), 10n ** BigInt(decimals))
  const power = exponent(suffix) - decimals + 9
  return power >= 0 ? digits * 10n ** BigInt(power) : divideUp(digits, 10n ** BigInt(-power))
}

function exponent(suffix: string): number {
  if (suffix.length > 1) return Number(suffix.slice(1))
  const small = ['n', 'u', 'm'].indexOf(suffix)
  return small >= 0 ? (small - 3) * 3 : (DECIMAL.indexOf(suffix) + 1) * 3
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}

/** True for a whole number of the unit. */
export function isWhole(quantity: Quantity): boolean {
  return quantity % ONE === 0n
}

/** As people write it: binary suffixes for whole Ki and more if `binary`, else decimal with `m`. */
export function formatQuantity(quantity: Quantity, unit: 'bytes' | 'cores' = 'cores'): string {
  if (unit === 'bytes') {
    for (const [index, suffix] of [...BINARY.entries()].toReversed()) {
      const size = ONE * 1024n ** BigInt(index + 1)
      if (quantity !== 0n && quantity % size === 0n) return `${quantity / size}${suffix}`
    }
  }
  if (isWhole(quantity)) return String(quantity / ONE)
  const thousandth = ONE / 1000n
  return quantity % thousandth === 0n ? `${quantity / thousandth}m` : `${quantity}n`
}
