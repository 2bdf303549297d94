import type { ProbeAnswer } from '../../../context.ts'
import type { Site } from '../../sites/profile.ts'
import { problem, type Finding } from '../check.ts'

type Unanswered = Exclude<ProbeAnswer, { kind: 'answered' }>

/**
 * Why a host did not answer, for the identity provider and the API server alike.
 *
 * @param trust what to do where its certificate is of an authority that somebody may want to trust
 */
export function unanswered(answer: Unanswered, site: Site | undefined, trust: string): Finding {
  if (answer.kind === 'untrusted') return untrusted(answer, trust)
  const vpn = site?.profile.network?.vpnHint
  const proxy = answer.message.includes(' the proxy ')
  const advice = proxy ? 'check HTTPS_PROXY and NO_PROXY' : 'check your network'
  return problem(answer.message, vpn === undefined ? `${advice}, then try again` : `${vpn} Else ${advice}`)
}

function untrusted({ message, code, authority }: Extract<Unanswered, { kind: 'untrusted' }>, trust: string): Finding {
  if (code === 'CERT_NOT_YET_VALID' || code === 'CERT_HAS_EXPIRED')
    return problem(message, "look at this computer's clock; if that is right, tell your campus")
  const by = authority === undefined ? '' : ` It is vouched for by "${authority}".`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return problem(
      `${message}${by} Somebody else answers in its place`,
      'sign in to the Wi-Fi in a browser, or tell your campus',
    )
  return problem(
    `${message}${by} If that is a firewall, a proxy or a virus scanner, it opens your connections and reads along`,
    `try another network; only if your campus confirms that authority: ${trust}`,
  )
}
