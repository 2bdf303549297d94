import type { Check, Lint, Rule } from '../../rule.ts'
import { jobsOf, linesOf, pipeline, variablesOf, type Job, type Line } from './pipeline.ts'

const namespace: Rule = {
  id: 'ci-namespace',
  severity: 'warning',
  finds: 'a kubectl that changes things without being told in which namespace or context',
  why: 'In a pipeline nobody has chosen a namespace before. What is meant for yours goes to "default", where you may do nothing, or wherever the runner happens to point.',
  bad: pipeline('deploy:\n  script:\n    - kubectl apply -f k8s/\n'),
  good: pipeline('deploy:\n  script:\n    - kubectl --namespace my-project apply -f k8s/\n'),
  source: 'https://docs.gitlab.com/user/clusters/agent/ci_cd_workflow/',
}

const integration: Rule = {
  id: 'ci-integration',
  severity: 'warning',
  finds: 'variables of the old cluster integration of GitLab, or the token that a ServiceAccount once had by itself',
  why: 'GitLab has switched its certificate-based integration off in 15.0, so KUBE_URL and its kin are empty. And since Kubernetes 1.24 no ServiceAccount gets a Secret with a token any more.',
  bad: pipeline('deploy:\n  script:\n    - kubectl config set-cluster k8s --server="$KUBE_URL"\n'),
  good: pipeline('deploy:\n  script:\n    - kubectl config use-context my/group/agents:campus\n'),
  source: 'https://docs.gitlab.com/user/infrastructure/clusters/',
}

/** Does a job know which cluster and namespace it changes, in a way that still works? */
export const ciNamespace: Check = {
  rules: [namespace, integration],
  scope: 'ci',
  run(file, lint) {
    const [top, ...jobs] = jobsOf(file)
    if (top === undefined) return
    const shared = [top, ...jobs.filter(({ name }) => name === 'default' || name.startsWith('.'))]
    const isChosenForAll = shared.some((job) => linesOf(job).some(isChoice) || setsContext(job))
    const own = new Set([top, ...jobs].flatMap((job) => variablesOf(job).map(({ name }) => name)))
    for (const job of [top, ...jobs]) {
      const lines = linesOf(job)
      if (!isChosenForAll && !lines.some(isChoice) && !setsContext(job)) checkChanges(job, lines, lint)
      for (const line of lines) checkIntegration(line, own, lint)
    }
  },
}

const CHANGE =
  /\bkubectl\b(?<options>[^|;&\n]*?)\s(?:apply|create|delete|replace|patch|set|scale|rollout|run|expose|label|annotate)\b(?<rest>[^|;&\n]*)/u
const CHOICE =
  /\bkubectl\b[^|;&\n]*\s(?:-n\b|--namespace\b|--context\b|config\s+(?:use-context|set-context|set-credentials))|\b(?:kubens|kubectx|icc (?:ns|ctx|login))\b/u

function isChoice({ text }: Line): boolean {
  return CHOICE.test(text)
}

/** The agent's context or a namespace for tools of GitLab's own. */
function setsContext(job: Job): boolean {
  return variablesOf(job).some(({ name }) => ['KUBE_CONTEXT', 'KUBE_NAMESPACE', 'HELM_NAMESPACE'].includes(name))
}

function checkChanges(job: Job, lines: readonly Line[], lint: Lint): void {
  const change = lines.find(({ text }) => CHANGE.test(text) && !/--dry-run(?:=client|\s|$)/u.test(text))
  if (change === undefined) return
  lint.report('ci-namespace', {
    place: { document: job.document, path: change.path },
    message: 'kubectl is told neither a namespace nor a context here.',
    hint: 'kubectl --namespace NAME ..., or kubectl config use-context before it',
  })
}

const INTEGRATION = /\$\{?(?<name>KUBE_(?:URL|TOKEN|CA_PEM(?:_FILE)?|SERVICE_ACCOUNT))\b/u
const OLD_TOKEN = /kubectl\b[^|;&\n]*\bget\s+(?:sa|serviceaccounts?)\b.*\.secrets\b/u

function checkIntegration({ job, path, text }: Line, own: ReadonlySet<string>, lint: Lint): void {
  const name = INTEGRATION.exec(text)?.groups?.['name']
  const place = { document: job.document, path }
  const isGranted = lint.facts.site?.profile.ci?.flavours?.includes('gitlab-integration') ?? false
  if (name !== undefined && !own.has(name) && !isGranted)
    lint.report('ci-integration', {
      place,
      message: `${name} came from the cluster integration of GitLab, which is gone since 15.0: it is empty now.`,
      hint: "use the agent's context, or a kubeconfig in a CI/CD variable of type File",
    })
  if (OLD_TOKEN.test(text))
    lint.report('ci-integration', {
      place,
      message: 'A ServiceAccount has no Secret of its own since Kubernetes 1.24, so this finds no token.',
      hint: 'kubectl create token NAME',
    })
}
