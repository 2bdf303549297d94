import { excerpt } from './excerpt.ts'
import { LABEL_LENGTH, NAME_LENGTH, nameFault } from './names.ts'
import { remember } from './remember.ts'

const PART = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/u

/**
 * Why something cannot be the key of a label, annotation, taint or node selector, to complete "the key ...".
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export const labelKeyFault = remember((key: string): string | undefined => {
  const slash = key.indexOf('/')
  const name = key.slice(slash + 1)
  if (name.includes('/')) return 'may have one "/" only'
  if (slash >= 0) {
    const prefix = key.slice(0, slash)
    if (prefix.length > NAME_LENGTH)
      return `has ${prefix.length} characters before its "/", and ${NAME_LENGTH} is the most`
    if (nameFault(prefix, 'subdomain') !== undefined)
      return `has "${excerpt(prefix)}" before its "/", which is no domain name in small letters`
  }
  return partFault(name, slash < 0 ? '' : ' after its "/"')
})

/** Why something cannot be the value of a label, to complete "the value ...". The empty text can. */
export function labelValueFault(value: string): string | undefined {
  return value === '' ? undefined : partFault(value, '')
}

function partFault(part: string, where: string): string | undefined {
  if (part === '') return `is empty${where}`
  if (part.length > LABEL_LENGTH) return `has ${part.length} characters${where}, and ${LABEL_LENGTH} is the most`
  if (PART.test(part)) return undefined
  return /^[-A-Za-z0-9_.]+$/u.test(part)
    ? `must begin and end with a letter or digit${where}`
    : `may have letters, digits, "-", "_" and "." only${where}`
}
