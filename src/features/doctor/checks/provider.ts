import { ok, problem, unlessSkipped, type Check } from '../check.ts'
import { unanswered } from './unanswered.ts'

/** The identity provider answers as one, so that a sign-in can begin and tokens can be renewed. */
export const provider: Check = {
  id: 'identity-provider',
  async run(facts) {
    const { host, answer, target } = await facts.provider()
    if (answer.kind !== 'answered')
      return unanswered(
        answer,
        await facts.site().catch(unlessSkipped),
        'name its certificate in NODE_EXTRA_CA_CERTS=FILE, or in login.oidc.ca of the profile',
      )
    const { status, body } = answer
    const issuer = `${target.url.origin}${target.url.pathname.replace(/\/\.well-known\/openid-configuration$/u, '')}`
    if (status === 200 && isConfiguration(body)) return ok(`${host} answers`)
    const what = status === 200 ? 'something else than its configuration' : `HTTP ${status}`
    return problem(
      `${host} answers, but not as an identity provider (${what})`,
      status >= 500
        ? 'wait, then try again'
        : `is ${issuer} right? icc site show; or sign in to the Wi-Fi in a browser`,
    )
  },
}

/** @see OpenID Connect Discovery 1.0 section 4.2 */
function isConfiguration(body: string): boolean {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && 'issuer' in parsed && 'token_endpoint' in parsed
  } catch {
    return false
  }
}
