import { isRefusal, versionIn } from '../api-version.ts'
import { ok, problem, unlessSkipped, warning, type Check } from '../check.ts'
import { unanswered } from './unanswered.ts'

/** The API server answers as one. */
export const api: Check = {
  id: 'api',
  async run(facts) {
    const { host, answer, target } = await facts.api()
    if (answer.kind !== 'answered')
      return unanswered(
        answer,
        await facts.site().catch(unlessSkipped),
        'name its certificate in certificate-authority-data of the kubeconfig, or in api.ca of the profile',
      )
    const version = versionIn(answer)
    if (version === undefined && !isRefusal(answer) && answer.status !== 401)
      return problem(
        `${host} answers, but not as a Kubernetes API server (HTTP ${answer.status})`,
        answer.status >= 500 ? 'wait, then try again' : 'kubectl config view --minify (server)',
      )
    if (target.insecureSkipTlsVerify)
      return warning(
        `${host} answers, but its certificate is not checked: whoever is on the way there can take your token`,
        'take insecure-skip-tls-verify out of the kubeconfig',
      )
    return ok(`${host} answers${version === undefined ? '' : ` (Kubernetes ${version})`}`)
  },
}
