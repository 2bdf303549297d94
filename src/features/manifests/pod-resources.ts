import type { JsonObject } from './document.ts'
import { at, isObject } from './json.ts'
import type { Container, PodTemplate } from './pod.ts'
import { parseQuantity, type Quantity } from './quantity.ts'
import { rememberEach } from './remember.ts'

export type Side = 'requests' | 'limits'

/**
 * How much of a resource a container, or a pod as a whole, asks for; undefined where it says nothing, or nothing that
 * can be read. A limit alone is the request too, as the API server sees to.
 *
 * @param holder what `resources` stands in
 * @param resource such as `cpu` or `nvidia.com/gpu`
 */
export function statedAmount(holder: JsonObject, side: Side, resource: string): Quantity | undefined {
  const stated = at(holder, 'resources', side, resource) ?? undefined
  if (stated !== undefined || side === 'limits') return parseQuantity(stated)
  return parseQuantity(at(holder, 'resources', 'limits', resource))
}

/** The names of the resources that a container, or a pod as a whole, asks for on either side. */
export function statedResources(holder: JsonObject): readonly string[] {
  const { resources } = holder
  return isObject(resources) ? namesIn(resources) : []
}

const namesIn = rememberEach(({ requests, limits }: JsonObject): readonly string[] => {
  const names = [requests, limits].flatMap((amounts) => (isObject(amounts) ? Object.keys(amounts) : []))
  return [...new Set(names)]
})

/**
 * How much of a resource one pod counts for: all containers that run at the same time, or the one that asks for most
 * before they start; what is stated for the pod as a whole comes first.
 *
 * @param amountOf what a container asks for
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function podAmount(
  { spec, containers }: PodTemplate,
  side: Side,
  resource: string,
  amountOf: (container: Container) => Quantity,
): Quantity {
  const whole = statedAmount(spec, side, resource)
  if (whole !== undefined) return whole
  let running = 0n
  let atStart = 0n
  for (const container of containers) {
    if (container.list === 'ephemeralContainers') continue
    const amount = amountOf(container)
    const stays = container.list === 'containers' || container.sidecar
    // Sidecars that were started before an init container run beside it.
    if (container.list === 'initContainers' && running + amount > atStart) atStart = running + amount
    if (stays) running += amount
  }
  return running > atStart ? running : atStart
}
