import { at } from '../../../manifests/json.ts'
import { statedAmount, statedResources } from '../../../manifests/pod-resources.ts'
import type { Container, PodTemplate } from '../../../manifests/pod.ts'
import type { Facts } from '../../facts.ts'

/** The names that the vendors' device plugins give to whole, shared and sliced cards everywhere. */
const KNOWN = /^(?:nvidia\.com\/(?:gpu|gpu\.shared|mig-.+)|amd\.com\/gpu|gpu\.intel\.com\/(?:i915|xe))$/u

/** The resources of a container that stand for GPUs: those of the site, and those that are called so everywhere. */
export function gpuResourcesOf({ value }: Container, { site }: Facts): readonly string[] {
  const models = site?.profile.gpu?.models ?? []
  return statedResources(value).filter((name) => KNOWN.test(name) || models.some(({ resource }) => resource === name))
}

/** A resource that stands for GPUs, of which a container gets at least one. */
export type GpuUse = { container: Container; resource: string }

/** Where a pod asks for GPUs, an amount that is no quantity included: only none at all is none. */
export function gpuUses(pod: PodTemplate, facts: Facts): GpuUse[] {
  return pod.containers.flatMap((container) =>
    gpuResourcesOf(container, facts)
      .filter((resource) => statedAmount(container.value, 'requests', resource) !== 0n)
      .map((resource) => ({ container, resource })),
  )
}

/** Where the amount of a use stands in the document. */
export function gpuUsePath({ container, resource }: GpuUse): (string | number)[] {
  const side = at(container.value, 'resources', 'limits', resource) === undefined ? 'requests' : 'limits'
  return [...container.path, 'resources', side, resource]
}
