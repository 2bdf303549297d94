import { excerpt } from '../../../manifests/excerpt.ts'
import type { Offence } from '../../../manifests/pod-security/control.ts'
import type { Container } from '../../../manifests/pod.ts'
import type { Severity } from '../../rule.ts'

const MOST = 4

/** `a`, `a and b`, `a, b and 2 more`. */
export function listed(names: readonly string[]): string {
  const unique = [...new Set(names)]
  const shown = unique.length > MOST ? [...unique.slice(0, MOST - 1), `${unique.length - MOST + 1} more`] : unique
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}

/** What stands there and where: `privileged: true of the containers web and proxy`. */
export function describeOffences(offences: readonly Offence[]): string {
  const containers = offences.flatMap(({ container }) => container ?? [])
  const what = listed(offences.map((one) => one.what))
  return containers.length === 0 ? what : `${what} of ${describeContainers(containers)}`
}

/** `the container web`, `the containers web and proxy`. */
export function describeContainers(containers: readonly Container[]): string {
  const names = containers.map(({ name }) => excerpt(name ?? 'without a name'))
  return `the ${new Set(names).size === 1 ? 'container' : 'containers'} ${listed(names)}`
}

const OUTCOMES: Readonly<Record<Severity, string>> = {
  error: 'this pod is refused here',
  warning: 'many clusters refuse this pod',
  info: 'where that is enforced, this pod is refused',
}

/** What a level of the standards has against a pod, and what comes of it. */
export function levelMessage(level: 'baseline' | 'restricted', fault: string, severity: Severity): string {
  return `The level ${level} of the Pod Security Standards ${fault}: ${OUTCOMES[severity]}.`
}
