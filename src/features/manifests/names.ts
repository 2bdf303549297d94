/**
 * What the name of an object may look like.
 *
 * - `label`: a DNS label (RFC 1123)
 * - `letter-first label`: a DNS label that begins with a letter (RFC 1035)
 * - `subdomain`: DNS labels with dots between them (RFC 1123)
 * - `path segment`: anything that can be a part of an address, such as `system:node`
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names
 */
export type NameForm = 'label' | 'letter-first label' | 'subdomain' | 'path segment'

/** The longest DNS label. */
export const LABEL_LENGTH = 63

/** The longest name of any object. */
export const NAME_LENGTH = 253

/** Good in every form. */
const USUAL = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/u

/** Why a name is not of a form, to complete "it ..."; undefined where it is. Its length is not looked at. */
export function nameFault(name: string, form: NameForm): string | undefined {
  if (USUAL.test(name)) return undefined
  if (name === '') return 'is empty'
  if (form === 'path segment') return pathSegmentFault(name)
  const dots = form === 'subdomain'
  if (!(dots ? /^[a-z0-9.-]+$/u : /^[a-z0-9-]+$/u).test(name))
    return dots ? 'may have small letters, digits, "-" and "." only' : 'may have small letters, digits and "-" only'
  if (!name.split('.').every((part) => /^[a-z0-9](?:.*[a-z0-9])?$/u.test(part)))
    return dots && name.includes('.')
      ? 'must begin and end with a letter or digit, also beside each dot'
      : 'must begin and end with a letter or digit'
  return form === 'letter-first label' && /^\d/u.test(name) ? 'must begin with a letter' : undefined
}

function pathSegmentFault(name: string): string | undefined {
  if (name === '.' || name === '..') return 'may not be "." or ".."'
  return /[/%]/u.test(name) ? 'may not have "/" or "%"' : undefined
}

/** A name of the form that is close to what was written; undefined where nothing of it can stay. */
export function suggestName(written: string, form: NameForm): string | undefined {
  if (form === 'path segment') return undefined
  const parts = romanized(written)
    .split(form === 'subdomain' ? '.' : /(?!)/u)
    .map((part) => part.replaceAll(/[^a-z0-9-]+/gu, '-').replaceAll(/^-+|-+$/gu, ''))
    .filter((part) => part !== '')
  const name = parts.join('.')
  const letterFirst = form === 'letter-first label' ? name.replace(/^(?=\d)/u, 'n') : name
  return letterFirst === '' ? undefined : letterFirst
}

const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }

/** Small letters, without what a to z do not have: `ü` as `ue`, `é` as `e`. */
function romanized(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[äöüß]/gu, (letter) => GERMAN[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
}

/** What is generated ends in five characters of the server's; the beginning is cut, and may end with "-". */
export function generatedFrom(prefix: string): { name: string; length: number } {
  const longestPrefix = LABEL_LENGTH - GENERATED_LENGTH
  return {
    name: prefix.length > 1 ? prefix.replace(/-$/u, '0') : prefix,
    length: Math.min(prefix.length, longestPrefix) + GENERATED_LENGTH,
  }
}

/** The longest name of a form, whatever the kind; a path segment may have any length. */
export function longestOf(form: NameForm): number {
  if (form === 'path segment') return Infinity
  return form === 'subdomain' ? NAME_LENGTH : LABEL_LENGTH
}

const GENERATED_LENGTH = 5

/**
 * Why a key of a ConfigMap or Secret cannot be, to complete "it ...": each becomes the name of a file.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/
 */
export function dataKeyFault(key: string): string | undefined {
  if (key === '') return 'is empty'
  if (key.length > NAME_LENGTH) return `has ${key.length} characters, and ${NAME_LENGTH} is the most`
  if (!/^[-._a-zA-Z0-9]+$/u.test(key)) return 'may have letters, digits, "-", "_" and "." only'
  if (key === '.' || key.startsWith('..')) return 'may not be "." or begin with ".."'
  return undefined
}
