/** Whether an address from the identity provider may be opened in a browser; if not, why not. */
export type VerificationUrl = { openable: true; url: string } | { openable: false; problem: string }

/**
 * Judges the address at which the user types in the code. A hostile or misconfigured provider could send people, or
 * their browser, anywhere: only https, without a user name in it, and at the issuer's own host or one that the site's
 * profile names.
 *
 * @param hosts names of further hosts, with the port where it is not 443
 * @see RFC 8628 section 5.4 (remote phishing)
 */
export function judgeVerificationUrl(address: string, issuer: string, hosts: readonly string[]): VerificationUrl {
  const url = URL.parse(address)
  if (!url) return { openable: false, problem: 'it is not a web address' }
  if (url.protocol !== 'https:') return { openable: false, problem: 'it is not an https address' }
  if (url.username !== '' || url.password !== '')
    return { openable: false, problem: 'it hides a user name in the address' }
  if (url.origin !== URL.parse(issuer)?.origin && !hosts.includes(url.host)) {
    return { openable: false, problem: `it leads to ${url.host}, which is not the identity provider of this site` }
  }
  return { openable: true, url: url.href }
}
