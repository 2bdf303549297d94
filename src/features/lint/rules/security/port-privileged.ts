import { listAt, numberAt, textAt } from '../../../manifests/json.ts'
import { isWindows } from '../../../manifests/pod-security/control.ts'
import type { Container, PodTemplate } from '../../../manifests/pod.ts'
import { weightOf } from '../../confirmed.ts'
import type { Facts } from '../../facts.ts'
import type { Check, Rule, Severity } from '../../rule.ts'
import { enforcementFor } from './enforcement.ts'
import { examplePod } from './example.ts'

const SITE = '{security: {preset: restricted}}'

const portPrivileged: Rule = {
  id: 'port-privileged',
  severity: 'warning',
  finds: 'a container port below 1024 that only root may open, or one that the site forbids',
  why: 'A program that is not root may not open ports below 1024 on many nodes: it ends with "permission denied" on bind. Let it listen on a higher port, such as 8080; the Service in front of it can still have port 80, with targetPort 8080.',
  bad: { files: { 'pod.yaml': examplePod([]).replace('8080', '80') }, site: SITE },
  good: { files: { 'pod.yaml': examplePod([]) }, site: SITE },
  source: 'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls',
}

/** May the container open its ports? */
export const privilegedPorts: Check = {
  rules: [portPrivileged],
  scope: 'pod',
  run(pod, lint) {
    const nonRoot = mustNotBeRoot(lint.facts) || enforcementFor(pod, lint) === 'restricted'
    for (const container of pod.containers)
      for (const [index, port] of listAt(container.value, 'ports').entries()) {
        const number = numberAt(port, 'containerPort')
        const problem =
          number === undefined ? undefined : problemOf(pod, container, number, { nonRoot, facts: lint.facts })
        if (number === undefined || problem === undefined) continue
        lint.report('port-privileged', {
          object: pod.owner,
          path: [...container.path, 'ports', index, 'containerPort'],
          severity: problem.severity,
          message: problem.message,
          hint: problem.hint,
        })
      }
  },
}

/** OpenShift gives pods a user id of the namespace, which is never root's. */
function mustNotBeRoot({ site }: Facts): boolean {
  return site?.profile.security?.preset === 'openshift'
}

const FIRST_FREE = 1024

type Problem = { message: string; hint: string; severity: Severity }

function problemOf(
  pod: PodTemplate,
  container: Container,
  port: number,
  { nonRoot, facts }: { nonRoot: boolean; facts: Facts },
): Problem | undefined {
  const forbidden = facts.site?.profile.security?.forbiddenPorts?.find(({ from, to }) => from <= port && port <= to)
  if (forbidden !== undefined) {
    const message = `${facts.site?.profile.title} forbids port ${port}: ports from ${forbidden.from} to ${forbidden.to} cannot be used.`
    return {
      severity: weightOf(facts, 'security.forbiddenPorts'),
      message,
      hint: 'let the program listen on a port outside of these',
    }
  }
  if (!nonRoot || port < 1 || port >= firstFreePort(pod) || mayOpenAll(pod, container)) return undefined
  return {
    severity: 'warning',
    message: `Port ${port} is for root on many nodes, and no container is root here: opening it fails.`,
    hint: `let the program listen on a port from ${FIRST_FREE} on, such as 8080; a Service may keep port ${port}`,
  }
}

/** A pod can move the limit for itself. */
function firstFreePort({ spec }: PodTemplate): number {
  const sysctls = listAt(spec, 'securityContext', 'sysctls')
  const own = sysctls.find((one) => textAt(one, 'name') === 'net.ipv4.ip_unprivileged_port_start')
  const first = Number(textAt(own, 'value') ?? FIRST_FREE)
  return Number.isNaN(first) ? FIRST_FREE : first
}

function mayOpenAll(pod: PodTemplate, { value }: Container): boolean {
  return isWindows(pod) || listAt(value, 'securityContext', 'capabilities', 'add').includes('NET_BIND_SERVICE')
}
