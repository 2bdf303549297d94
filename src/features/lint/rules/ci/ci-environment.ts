import { isObject } from '../../../manifests/json.ts'
import type { Check, Rule } from '../../rule.ts'
import { jobsOf, pipeline, type Job } from './pipeline.ts'

const rule: Rule = {
  id: 'ci-environment',
  severity: 'warning',
  finds: 'an environment that the site does not know',
  why: 'With the cluster integration of GitLab a job gets its kubeconfig only if its environment is the one that the cluster was set up for. In any other, kubectl finds no cluster at all.',
  bad: pipeline(
    'deploy:\n  environment: production\n  script:\n    - kubectl apply -f k8s/\n',
    'ci: {environment: icc-dev}',
  ),
  good: pipeline(
    'deploy:\n  environment: icc-dev\n  script:\n    - kubectl apply -f k8s/\n',
    'ci: {environment: icc-dev}',
  ),
  source: 'https://docs.gitlab.com/user/project/clusters/deploy_to_cluster/',
}

/** Is the environment of a job that deploys the one that the site's cluster is bound to? */
export const ciEnvironment: Check = {
  rules: [rule],
  scope: 'ci',
  run(file, lint) {
    const wanted = lint.facts.site?.profile.ci?.environment
    if (wanted === undefined) return
    for (const job of jobsOf(file)) {
      const found = environmentOf(job)
      if (found === undefined || found.name.includes('$') || matches(found.name, wanted)) continue
      lint.report('ci-environment', {
        place: { document: job.document, path: found.path },
        message: `At ${lint.facts.site?.id} a job gets access to the cluster in the environment ${wanted} only, not in ${found.name}.`,
        hint: `environment: ${wanted}`,
      })
    }
  },
}

function environmentOf(job: Job): { name: string; path: (string | number)[] } | undefined {
  const written = job.value['environment']
  const path = [...job.path, 'environment']
  if (typeof written === 'string') return { name: written, path }
  const name = isObject(written) ? written['name'] : undefined
  return typeof name === 'string' ? { name, path: [...path, 'name'] } : undefined
}

/** The site may name a group of environments: `review/*`. */
function matches(name: string, wanted: string): boolean {
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted
}
