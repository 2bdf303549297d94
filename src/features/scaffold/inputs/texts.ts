import type { Json } from '../../manifests/document.ts'
import { nearest } from '../../../nearest-names.ts'
import { evaluate } from '../template/evaluate.ts'
import type { Input } from '../types.ts'
import { contentFault, refuse, type Around, type TypeCheck, type Verdict } from './verdict.ts'

/** One line. */
export const text: TypeCheck = { check: checkText, example: () => 'web' }

/** Of a page, or of a folder in a container: from the root, without steps that lead nowhere or back. */
export const path: TypeCheck = { check: checkPath, example: () => '/data' }

/** A switch. */
export const flag: TypeCheck = {
  check: (written) =>
    written === 'true' || written === 'false'
      ? { value: written === 'true' }
      : refuse(undefined, 'this is true or false', 'true'),
  example: () => 'true',
}

/** One of the input's choices; anything where these turned out to be none. */
export const choice: TypeCheck = { check: checkText, example: () => 'web' }

/** What is never shown. */
export const secret: TypeCheck = {
  check: (written) => (written.trim() === '' ? refuse(undefined, 'this is empty', 'the secret') : { value: written }),
  example: () => 'the secret',
}

function checkText(written: string, input: Input): Verdict {
  if (input.required && written.trim() === '') return refuse(undefined, 'this is empty', 'web')
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(written)) return refuse(undefined, 'this is to be one line of text', 'web')
  const fault = contentFault(written, 'text')
  return fault === undefined ? { value: written } : { ...fault, example: 'web' }
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/ (paths[].path) */
function checkPath(written: string, input: Input): Verdict {
  if (!written.startsWith('/')) return refuse(undefined, 'a path begins with "/"', '/data')
  const [steps = ''] = written.slice(1).split('?')
  const isLoose = steps
    .split('/')
    .some((step, at, all) => ['.', '..'].includes(step) || (step === '' && at < all.length - 1))
  if (isLoose) return refuse(undefined, 'a path may not have ".", ".." or nothing between two "/"', '/data')
  const verdict = checkText(written, input)
  return 'value' in verdict ? verdict : { ...verdict, example: '/data' }
}

export type Choice = { text: string; value: Json }

/** All that an input accepts; undefined where that is not known. */
export function choicesOf({ choices }: Input, { values }: Around): Choice[] | undefined {
  const found = choices && evaluate(choices, values)
  const all = Array.isArray(found) ? found : []
  const known = all.flatMap((value) => {
    const written = textOf(value)
    return written === undefined ? [] : [{ text: written, value }]
  })
  return known.length === 0 ? undefined : known
}

/** The choice that a text names. */
export function chosen(written: string, choices: readonly Choice[]): Verdict {
  const found = choices.find((one) => one.text === written)
  if (found !== undefined) return { value: found.value }
  const texts = choices.map((one) => one.text)
  return refuse(undefined, `there is ${listed(texts)}`, nearest(written, texts) ?? texts[0] ?? '')
}

const MOST_LISTED = 12

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST_LISTED
  return more > 0 ? `${texts.slice(0, MOST_LISTED).join(', ')} and ${more} more` : texts.join(', ')
}

/** As one would type it; undefined for nothing, lists and mappings. */
export function textOf(value: Json): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}
