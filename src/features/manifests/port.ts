/** True for a number that a port can have. */
export function isPortNumber(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65_535
}

const LONGEST_NAME = 15

/**
 * Why something cannot be the name of a container's port, to complete "it ...". `targetPort`, probes and the backend of
 * an Ingress name ports in the same way; the ports of a Service are DNS labels instead.
 * @see RFC 6335 section 5.1
 */
export function portNameFault(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.length > LONGEST_NAME) return `has ${name.length} characters, and ${LONGEST_NAME} is the most`
  if (!/^[a-z0-9-]+$/u.test(name)) return 'may have small letters, digits and "-" only'
  if (!/[a-z]/u.test(name)) return 'must have a letter'
  if (name.startsWith('-') || name.endsWith('-')) return 'must begin and end with a letter or digit'
  return name.includes('--') ? 'may not have "--"' : undefined
}
