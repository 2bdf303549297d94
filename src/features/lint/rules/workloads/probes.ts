import type { JsonObject, Path } from '../../../manifests/document.ts'
import { numberAt, objectAt } from '../../../manifests/json.ts'
import type { Container } from '../../../manifests/pod.ts'

export const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

export const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const

export type Probe = { kind: (typeof PROBES)[number]; value: JsonObject; path: Path }

export function probesOf({ value, path }: Container): Probe[] {
  return PROBES.flatMap((kind) => {
    const probe = objectAt(value, kind)
    return probe === undefined ? [] : [{ kind, value: probe, path: [...path, kind] }]
  })
}

/** A number of a probe; the API server puts the default in place of 0, too. */
export function probeNumber(probe: JsonObject, key: keyof typeof DEFAULTS): number {
  return numberAt(probe, key) || DEFAULTS[key]
}

/** In seconds, or times in a row. */
const DEFAULTS = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 } as const
