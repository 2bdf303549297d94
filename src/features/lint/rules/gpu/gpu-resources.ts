import type { Facts } from '../../facts.ts'

/** The resource names that stand for GPUs: the site's, and those that the vendors' device plugins use everywhere. */
export function gpuResourcesOf({ site }: Facts): readonly string[] {
  const own = site?.profile.gpu?.models?.map(({ resource }) => resource) ?? []
  return [...new Set([...own, 'nvidia.com/gpu', 'amd.com/gpu', 'gpu.intel.com/i915'])]
}
