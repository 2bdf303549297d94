import { meantQuantity } from '../../manifests/quantity-spelling.ts'
import { formatQuantity, ONE, parseQuantity, type Quantity } from '../../manifests/quantity.ts'
import { suggesting, type Fault, type Judge, type TypeCheck } from './verdict.ts'

/** Processor time. */
export const cpu: TypeCheck = amount({ what: 'CPU', usual: '500m', fault: cpuFault, mend: roundedUp })

/** Memory of a container. */
export const memory: TypeCheck = amount({ what: 'memory', usual: '512Mi', fault: bytesFault, mend: inMebibytes })

/** The size of a volume: the steps and limits of storage classes are powers of two, and so is this. */
export const size: TypeCheck = amount({
  what: 'storage',
  usual: '5Gi',
  fault: (written) => bytesFault(written) ?? decimalFault(written),
  mend: inMebibytes,
})

type Written = { quantity: Quantity; suffix: string }

type Kind = {
  what: string
  usual: string
  fault: (written: Written) => Fault | undefined
  mend: (meant: string) => string
}

function amount({ what, usual, fault, mend }: Kind): TypeCheck {
  const judge: Judge = (text) => {
    const quantity = parseQuantity(text)
    if (quantity === undefined)
      return { rule: 'quantity-invalid', message: `Kubernetes cannot read this as an amount of ${what}` }
    if (quantity <= 0n) return { rule: 'quantity-invalid', message: `an amount of ${what} is more than 0` }
    const suffix = text.replace(/^\+?[\d.]+/u, '')
    return fault({ quantity, suffix }) ?? { value: text }
  }
  const check: TypeCheck['check'] = (written) => {
    const text = written.trim()
    return suggesting(text, judge, () => spellings(text, mend), usual)
  }
  return { check, example: () => usual }
}

/** What may be meant, the likeliest first: in other letters, in powers of two, the number in a unit that makes sense. */
function spellings(text: string, mend: (meant: string) => string): string[] {
  const positive = text.replace(/^-/u, '')
  const meant = meantQuantity(positive)?.quantity ?? positive
  return [meant, binary(meant), mend(meant)]
}

/** The next thousandth of a CPU. */
function roundedUp(meant: string): string {
  const quantity = parseQuantity(meant) ?? 0n
  return quantity <= 0n ? '' : `${quantity / MILLI + 1n}m`
}

function inMebibytes(meant: string): string {
  return `${/^[\d.]+/u.exec(meant)?.[0] ?? ''}Mi`
}

function binary(text: string): string {
  return text.replace(/[kMGTPE]$/u, (suffix) => `${suffix.toUpperCase()}i`)
}

const MILLI = ONE / 1000n

function cpuFault({ quantity }: Written): Fault | undefined {
  if (quantity % MILLI === 0n) return undefined
  const message = `a part of a CPU can be no finer than 1m: ${formatQuantity(quantity)} is rounded up`
  return { rule: 'quantity-invalid', message }
}

/** Less than any container can run in, and than any volume has. */
const LEAST = 1024n * 1024n * ONE

function bytesFault({ quantity, suffix }: Written): Fault | undefined {
  if (quantity >= LEAST || /^[kKMGTPE]/u.test(suffix)) return undefined
  const bytes = `${Number(quantity) / Number(ONE)} bytes`
  const message = suffix === 'm' ? `the suffix m means thousandths, so this is ${bytes}` : `this is ${bytes}`
  return { rule: 'quantity-unit', message: `${message}, too little for anything` }
}

function decimalFault({ suffix }: Written): Fault | undefined {
  if (!/^[kMGTPE]$/u.test(suffix)) return undefined
  return { rule: 'quantity-unit', message: `${suffix} counts in powers of 1000, and storage in powers of 1024` }
}
