import type { JsonObject, Path } from '../document.ts'
import { objectAt, textAt } from '../json.ts'
import type { Container, PodTemplate } from '../pod.ts'
import { rememberRecent } from '../remember.ts'

/**
 * One control of the Pod Security Standards, by the name that it has there.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export type Control = {
  name: string
  /** The first minor version that has it; all where left out. */
  since?: number
  /** What to do instead, to be typed or looked up. */
  hint: string
  /** Everything in the pod that the control forbids. */
  check: (pod: PodTemplate, minor: number) => readonly Offence[]
}

/** Something that a control forbids. */
export type Offence = {
  /** What stands there, such as `hostNetwork: true`. */
  what: string
  path: Path
  /** Undefined for the pod as a whole. */
  container?: Container
}

/** A security context, where it stands: that of the pod, or of one of its containers. */
export type SecurityContext = { value: JsonObject; path: Path; container?: Container }

/** The security contexts that are written in a pod, its own first. */
export const securityContextsOf = rememberRecent((pod: PodTemplate): readonly SecurityContext[] => {
  const { spec, specPath, containers } = pod
  const own = objectAt(spec, 'securityContext')
  const contexts: SecurityContext[] =
    own === undefined ? [] : [{ value: own, path: [...specPath, 'securityContext'] }]
  for (const container of containers) {
    const value = objectAt(container.value, 'securityContext')
    if (value !== undefined) contexts.push({ value, path: [...container.path, 'securityContext'], container })
  }
  // A list that grew has room for sixteen more.
  return contexts.slice()
})

/** That of the pod itself, if it has one. */
export function podContext(pod: PodTemplate): SecurityContext | undefined {
  return securityContextsOf(pod).find(({ container }) => container === undefined)
}

/** Those of the containers that have one. */
export function containerContexts(pod: PodTemplate): readonly SecurityContext[] {
  const contexts = securityContextsOf(pod)
  // That of the pod comes first.
  return contexts[0]?.container === undefined ? contexts.slice(1) : contexts
}

/** What a context has wrong at a place below it. */
export function offence({ path, container }: SecurityContext, what: string, ...steps: Path): Offence {
  return { what, path: [...path, ...steps], ...(container !== undefined && { container }) }
}

/** From here on a pod in a user namespace of its own (`hostUsers: false`) may do more: it is root in there alone. */
const USER_NAMESPACES = 35

/** True for a pod whose root is nobody outside. */
export function isInUserNamespace({ spec }: PodTemplate, minor: number): boolean {
  return minor >= USER_NAMESPACES && spec['hostUsers'] === false
}

/** True for a pod of Windows, where some controls have no meaning. */
export function isWindows({ spec }: PodTemplate): boolean {
  return textAt(spec['os'], 'name') === 'windows'
}
