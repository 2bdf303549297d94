import { LABEL_LENGTH, NAME_LENGTH, nameFault } from './names.ts'

/** What is wrong with a host, to complete "it ..."; `meant` is what it should be, as far as that can be told. */
export type HostFault = { reason: string; meant: string | undefined }

/**
 * Why the API server, or the DNS, would not take a text as a host of an Ingress; undefined where they would.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/
 */
export function hostFault(host: string): HostFault | undefined {
  const reason = reasonOf(host)
  if (reason === undefined) return undefined
  const meant = isAddress(host) ? '' : bareHost(host)
  return { reason, meant: reasonOf(meant) === undefined ? meant : undefined }
}

function reasonOf(host: string): string | undefined {
  if (host === '') return 'is empty'
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(host)) return 'may not begin with a scheme'
  if (isAddress(host)) return 'must be a name, not an address'
  if (/:\d+/u.test(host)) return 'may not have a port'
  if (host.includes('/')) return 'may not have a path'
  if (host.includes('_')) return 'may not have "_"'
  if (/[A-Z]/u.test(host)) return 'may have small letters only'
  if (host.endsWith('.')) return 'may not end with a dot'
  return nameReason(host)
}

/** Of four numbers, or with two colons (RFC 4291 section 2.2). */
function isAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(host) || /^\[?[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*\]?$/iu.test(host)
}

/** A host with a `*` stands for one label in its place: `*.example.org` is `a.example.org`, not `a.b.example.org`. */
function nameReason(host: string): string | undefined {
  const name = host.startsWith('*.') ? host.slice(2) : host
  if (name.includes('*')) return 'may have "*" only as its first part'
  const longest = Math.max(...name.split('.').map((part) => part.length))
  if (host.length > NAME_LENGTH || longest > LABEL_LENGTH)
    return `is too long: ${LABEL_LENGTH} characters between two dots, ${NAME_LENGTH} in all`
  return nameFault(name, 'subdomain')
}

/** Without scheme, path, port and final dot, in small letters; what is not ASCII as the DNS has it (RFC 5891). */
function bareHost(host: string): string {
  const name = host
    .replace(/^[a-z][a-z0-9+.-]*:\/\//iu, '')
    .replace(/[/:].*$/su, '')
    .replace(/\.$/u, '')
    .toLowerCase()
  const address = `http://${name}/`
  return /[^\p{ASCII}]/u.test(name) && URL.canParse(address) ? new URL(address).hostname : name
}

/** True if a certificate or rule for `pattern`, which may begin with `*.`, is one for `host`. */
export function coversHost(pattern: string, host: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), host.toLowerCase()]
  if (wanted === given) return true
  return wanted.startsWith('*.') && given.slice(given.indexOf('.') + 1) === wanted.slice(2) && given.includes('.')
}

/** True if a host lies below a domain. */
export function isBelow(host: string, domain: string): boolean {
  return host.toLowerCase().endsWith(`.${domain.toLowerCase()}`)
}
