import type { Json } from '../../manifests/document.ts'
import { formatQuantity, ONE, parseQuantity, type Quantity } from '../../manifests/quantity.ts'

type Worth = Json | undefined
type Fail = (message: string) => never

/** The larger of two amounts, as it is written; of one that is there, that one. */
export function larger(one: Worth, other: Worth, fail: Fail): Worth {
  return chosen(one, other, (first, second) => first >= second, fail)
}

/** The smaller of two amounts, as it is written; of one that is there, that one. */
export function smaller(one: Worth, other: Worth, fail: Fail): Worth {
  return chosen(one, other, (first, second) => first <= second, fail)
}

function chosen(
  one: Worth,
  other: Worth,
  isFirst: (first: Quantity, second: Quantity) => boolean,
  fail: Fail,
): Worth {
  if (one === undefined || other === undefined) return one ?? other
  return isFirst(amountOf(one, fail), amountOf(other, fail)) ? one : other
}

/** The finest part of a CPU that there is. */
const MILLI = ONE / 1000n

/**
 * An amount of CPU so many times, rounded down to what Kubernetes takes; nothing where one of both is nothing.
 *
 * @param factor 0 to a million
 */
export function times(amount: Worth, factor: Worth, fail: Fail): Worth {
  if (amount === undefined || factor === undefined) return undefined
  if (typeof factor !== 'number' || !(factor >= 0 && factor <= 1e6))
    return fail('times() takes an amount and a number from 0 to 1000000')
  // Profiles have factors such as 1.2, which no binary number is exactly.
  const product = (amountOf(amount, fail) * BigInt(Math.round(factor * 1e6))) / 1_000_000n
  return formatQuantity(product - (product % MILLI), 'cores')
}

/** The least multiple of `step` bytes that is not below an amount; the amount itself where there is no step. */
export function stepped(amount: Worth, step: Worth, fail: Fail): Worth {
  if (amount === undefined || step === undefined) return amount
  const [bytes, size] = [amountOf(amount, fail), amountOf(step, fail)]
  if (size <= 0n || bytes % size === 0n) return amount
  return formatQuantity((bytes / size + 1n) * size, 'bytes')
}

function amountOf(value: Json, fail: Fail): Quantity {
  return parseQuantity(value) ?? fail(`${JSON.stringify(value)} is no amount, such as 500m or 2Gi`)
}
