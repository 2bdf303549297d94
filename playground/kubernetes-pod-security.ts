import { at, listAt, textAt } from '../src/features/manifests/json.ts'
import { containersIn, type ContainerIn, type PodIn } from './kubernetes-pods.ts'

/**
 * What of a pod goes against a level of the Pod Security Standards, in the words of the admission plugin: four controls of
 * `baseline`, and all that `restricted` adds for containers.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function violations(pod: PodIn, level: string): string[] {
  const containers = containersIn(pod)
  const named = (faulty: (container: ContainerIn) => boolean): string => {
    const names = containers.filter(faulty).map(({ name }) => `"${name}"`)
    return names.length === 0 ? '' : `${names.length === 1 ? 'container' : 'containers'} ${names.join(', ')}`
  }
  if (level === 'baseline') return baseline(pod, named)
  return level === 'restricted' ? [...baseline(pod, named), ...restricted(pod, named)] : []
}

type Named = (faulty: (container: ContainerIn) => boolean) => string

function baseline({ spec }: PodIn, named: Named): string[] {
  const host = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => spec[key] === true).map((key) => `${key}=true`)
  const privileged = named(({ value }) => at(value, 'securityContext', 'privileged') === true)
  const ports = named(({ value }) => listAt(value, 'ports').some((port) => at(port, 'hostPort') !== undefined))
  const paths = listAt(spec, 'volumes').flatMap((volume) =>
    at(volume, 'hostPath') === undefined ? [] : [`"${textAt(volume, 'name')}"`],
  )
  return [
    ...(host.length > 0 ? [`host namespaces (${host.join(', ')})`] : []),
    ...(privileged ? [`privileged (${privileged} must not set securityContext.privileged=true)`] : []),
    ...(paths.length > 0
      ? [`hostPath volumes (${paths.length === 1 ? 'volume' : 'volumes'} ${paths.join(', ')})`]
      : []),
    ...(ports ? [`hostPort (${ports} uses hostPorts)`] : []),
  ]
}

function context({ value }: ContainerIn, ...path: string[]) {
  return at(value, 'securityContext', ...path)
}

function restricted({ spec }: PodIn, named: Named): string[] {
  const escalation = named((one) => context(one, 'allowPrivilegeEscalation') !== false)
  const capabilities = named((one) => !listAt(context(one, 'capabilities', 'drop')).includes('ALL'))
  const asRoot = named(
    (one) => (context(one, 'runAsNonRoot') ?? at(spec, 'securityContext', 'runAsNonRoot')) !== true,
  )
  const unconfined = named(
    (one) =>
      (context(one, 'seccompProfile', 'type') ?? at(spec, 'securityContext', 'seccompProfile', 'type')) === undefined,
  )
  return [
    ...(escalation
      ? [`allowPrivilegeEscalation != false (${escalation} must set securityContext.allowPrivilegeEscalation=false)`]
      : []),
    ...(capabilities
      ? [`unrestricted capabilities (${capabilities} must set securityContext.capabilities.drop=["ALL"])`]
      : []),
    ...(asRoot ? [`runAsNonRoot != true (pod or ${asRoot} must set securityContext.runAsNonRoot=true)`] : []),
    ...(unconfined
      ? [
          `seccompProfile (pod or ${unconfined} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`,
        ]
      : []),
  ]
}
