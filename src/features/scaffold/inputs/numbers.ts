import { isPortNumber } from '../../manifests/port.ts'
import type { Input } from '../types.ts'
import { refuse, type TypeCheck, type Verdict } from './verdict.ts'

/** A port that a program listens on. */
export const port: TypeCheck = { check: checkPort, example: () => '8080' }

/** A whole number between the bounds of its input. */
export const integer: TypeCheck = { check: checkInteger, example: (input) => String(exampleInteger(input)) }

function checkPort(text: string): Verdict {
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN
  if (isPortNumber(value)) return { value }
  return refuse('port-range', 'a port is a number from 1 to 65535', '8080')
}

function checkInteger(text: string, input: Input): Verdict {
  const { minimum = -Infinity, maximum = Infinity } = input
  const value = /^[+-]?\d{1,16}$/u.test(text) ? Number(text) : Number.NaN
  const example = String(exampleInteger(input))
  if (!Number.isSafeInteger(value)) return refuse('schema-range', 'a whole number is wanted here', example)
  // There is one zero only in what is written.
  if (value >= minimum && value <= maximum) return { value: value === 0 ? 0 : value }
  return refuse('schema-range', `${value} is not ${rangeOf(input)}`, example)
}

function rangeOf({ minimum, maximum }: Input): string {
  if (minimum === undefined) return `${maximum} or less`
  return maximum === undefined ? `${minimum} or more` : `from ${minimum} to ${maximum}`
}

function exampleInteger({ minimum = -Infinity, maximum = Infinity }: Input): number {
  return Math.min(Math.max(1, minimum), maximum)
}
