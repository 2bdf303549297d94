import type { Json, Path } from '../../../manifests/document.ts'
import { listAt, numberAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf } from '../../../manifests/pod.ts'
import type { Severity } from '../../rule.ts'

/** A port that is already there: the parts of a finding that are its own. */
type Duplicate = { path: Path; message: string; hint: string; severity?: Severity }

/** Ports of a Service with the same number and protocol, which the API server refuses. */
export function serviceDuplicates({ value, path }: KubernetesObject): Duplicate[] {
  const seen = new Set<string>()
  return listAt(value, 'spec', 'ports').flatMap((port, index) =>
    ['port', 'nodePort'].flatMap((key): Duplicate[] => {
      const number = numberAt(port, key)
      if (number === undefined || (key === 'nodePort' && number === 0)) return []
      const id = `${key} ${number} ${protocolOf(port)}`
      if (!seen.has(id)) {
        seen.add(id)
        return []
      }
      return [
        {
          path: [...path, 'spec', 'ports', index, key],
          message: `The Service has the ${key} ${number} twice, which the API server refuses.`,
          hint: 'give each a number of its own; several may lead to the same targetPort',
        },
      ]
    }),
  )
}

/**
 * Ports of a pod's containers with the same number and protocol. The API server only warns, as it is the program that
 * opens a port; two with the same `hostPort` it refuses. Init containers have ended before the others start.
 */
export function containerDuplicates(object: KubernetesObject): Duplicate[] {
  const running =
    podTemplateOf(object)?.containers.filter(({ list, sidecar }) => list === 'containers' || sidecar) ?? []
  const seen = new Map<string, number>()
  return running.flatMap(({ value, path }, container) =>
    listAt(value, 'ports').flatMap((port, index): Duplicate[] => {
      const place = (key: string): Path => [...path, 'ports', index, key]
      const onNode = hostPort(port)
      if (onNode !== undefined) {
        const id = `host ${onNode} ${textAt(port, 'hostIP') ?? ''} ${protocolOf(port)}`
        const twice = seen.has(id)
        seen.set(id, container)
        return twice ? [sameHostPort(place('hostPort'), onNode)] : []
      }
      const number = numberAt(port, 'containerPort')
      if (number === undefined) return []
      const id = `${number} ${protocolOf(port)}`
      const first = seen.get(id)
      if (first === undefined) seen.set(id, container)
      return first === undefined ? [] : [samePort(place('containerPort'), number, first === container)]
    }),
  )
}

function samePort(path: Path, number: number, sameContainer: boolean): Duplicate {
  return {
    path,
    severity: 'warning',
    message: sameContainer
      ? `The container has the port ${number} twice.`
      : `Two containers of this pod have the port ${number}: they share one address, so the second cannot open it.`,
    hint: sameContainer ? 'keep one of them' : 'let one of them listen on another port',
  }
}

function sameHostPort(path: Path, number: number): Duplicate {
  return {
    path,
    message: `The pod asks for the port ${number} of its node twice, which the API server refuses.`,
    hint: 'leave hostPort out, and use a Service',
  }
}

function hostPort(port: Json): number | undefined {
  const number = numberAt(port, 'hostPort')
  return number === 0 ? undefined : number
}

function protocolOf(port: Json): string {
  return textAt(port, 'protocol') ?? 'TCP'
}
