import type { Check, Rule } from '../../rule.ts'
import { imagesOf, jobsOf, linesOf, pipeline, variablesOf, type Job } from './pipeline.ts'

const rule: Rule = {
  id: 'ci-daemon',
  severity: 'warning',
  finds: 'a Docker daemon that is spoken to without TLS',
  why: 'On port 2375 everybody who reaches the runner rules the daemon, and with it the machine. Since Docker 19.03 the daemon speaks TLS on port 2376, and the old port is refused by many runners.',
  bad: pipeline(
    'build:\n  services: ["docker:28-dind"]\n  variables: {DOCKER_HOST: "tcp://docker:2375"}\n  script: [docker build .]\n',
  ),
  good: pipeline(
    'build:\n  services: ["docker:28-dind"]\n  variables: {DOCKER_HOST: "tcp://docker:2376", DOCKER_TLS_CERTDIR: /certs}\n  script: [docker build .]\n',
  ),
  source:
    'https://docs.gitlab.com/ci/docker/using_docker_build/#docker-in-docker-with-tls-enabled-in-the-docker-executor',
}

/** Is the Docker daemon of a job reached over TLS? */
export const ciDaemon: Check = {
  rules: [rule],
  scope: 'ci',
  run(file, lint) {
    const jobs = jobsOf(file)
    const hasDaemon = jobs.some((job) => imagesOf(job).some(({ image }) => /(?:^|\/)docker:[\w.-]*dind/u.test(image)))
    for (const job of jobs)
      for (const { path, what } of openDaemons(job, hasDaemon))
        lint.report('ci-daemon', {
          place: { document: job.document, path },
          message: `${what}: whoever reaches the daemon rules the runner.`,
          hint: 'DOCKER_HOST: tcp://docker:2376 and DOCKER_TLS_CERTDIR: /certs; or build with buildah or kaniko, without a daemon',
        })
  },
}

function openDaemons(job: Job, hasDaemon: boolean): { path: readonly (string | number)[]; what: string }[] {
  const variables = variablesOf(job).flatMap(({ name, path, value }) => {
    if (name === 'DOCKER_HOST' && typeof value === 'string' && /^tcp:\/\/.*:2375\/?$/u.test(value))
      return [{ path, what: 'Port 2375 is without TLS' }]
    if (name === 'DOCKER_TLS_CERTDIR' && value === '' && hasDaemon)
      return [{ path, what: 'An empty DOCKER_TLS_CERTDIR turns TLS off' }]
    return []
  })
  const lines = linesOf(job).flatMap(({ path, text }) =>
    /\btcp:\/\/[\w.-]+:2375\b/u.test(text) ? [{ path, what: 'Port 2375 is without TLS' }] : [],
  )
  return [...variables, ...lines]
}
