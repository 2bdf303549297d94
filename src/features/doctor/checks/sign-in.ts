import { members, parseJson } from '../../../unknown-json.ts'
import { ok, problem, unlessSkipped, type Check } from '../check.ts'
import { unanswered } from './unanswered.ts'

/** Where one signs in answers: an identity provider as one, so that tokens can be renewed too. */
export const signIn: Check = {
  id: 'sign-in',
  async run(facts) {
    const { host, answer, issuer } = await facts.signIn()
    if (answer.kind !== 'answered')
      return unanswered(
        answer,
        await facts.site().catch(unlessSkipped),
        'name its certificate in NODE_EXTRA_CA_CERTS=FILE, or in login.oidc.ca of the profile',
      )
    const { status, body } = answer
    if (issuer === undefined && status < 500) return ok(`${host} answers`)
    if (issuer !== undefined && status === 200 && isConfiguration(body)) return ok(`${host} answers`)
    const what = status === 200 ? 'something else than its configuration' : `HTTP ${status}`
    return problem(
      issuer === undefined
        ? `${host} is in trouble (${what})`
        : `${host} answers, but not as an identity provider (${what})`,
      status >= 500
        ? 'wait, then try again'
        : `is ${issuer} right? icc site show; or sign in to the Wi-Fi in a browser`,
    )
  },
}

/** @see OpenID Connect Discovery 1.0 section 4.2 */
function isConfiguration(body: string): boolean {
  const found = members(parseJson(body))
  return 'issuer' in found && 'token_endpoint' in found
}
