import { textAt } from '../../../manifests/json.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import type { Lint } from '../../rule.ts'

/**
 * Which level of the Pod Security Standards holds for a pod: as the profile of the site says, else as the namespace of
 * the project says. `none`: the site enforces nothing that is known; `unknown`: there is no site, and no namespace.
 */
export type Enforcement = 'privileged' | 'baseline' | 'restricted' | 'none' | 'unknown'

const PRESETS = { none: 'none', restricted: 'restricted', openshift: 'baseline' } as const

const LABEL = 'pod-security.kubernetes.io/enforce'

export function enforcementFor({ owner }: PodTemplate, { facts, project }: Lint): Enforcement {
  const preset = facts.site?.profile.security?.preset
  if (preset !== undefined) return PRESETS[preset]
  const name = owner.namespace ?? facts.namespace
  const [namespace] = name === undefined ? [] : project.named('Namespace', name, owner)
  if (namespace === undefined) return 'unknown'
  const label = textAt(namespace.value, 'metadata', 'labels', LABEL)
  return label === 'privileged' || label === 'baseline' || label === 'restricted' ? label : 'unknown'
}
