import type { Json, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { objectAt } from '../../../manifests/json.ts'
import { labelKeyFault } from '../../../manifests/label.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Tell } from './condition.ts'

const USUAL = /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/u

/** What people write for what they mean. */
const MEANT: Readonly<Record<string, string>> = {
  cpus: 'cpu',
  cores: 'cpu',
  mem: 'memory',
  ram: 'memory',
  gpu: 'nvidia.com/gpu',
  gpus: 'nvidia.com/gpu',
  storage: 'ephemeral-storage',
  disk: 'ephemeral-storage',
}

/** Names of what a container may use: those of Kubernetes itself, or of what operators bring, with their domain. */
export function checkResourceNames(resources: Json | undefined, path: Path, tell: Tell): void {
  for (const part of ['requests', 'limits'] as const)
    for (const name of Object.keys(objectAt(resources, part) ?? {})) {
      if (USUAL.test(name) || hasVariable(name)) continue
      const place = [...path, part, name]
      const fault = labelKeyFault(name)
      if (name.includes('/') && fault === undefined) continue
      const meant =
        MEANT[name.trim().toLowerCase()] ?? (USUAL.test(name.toLowerCase()) ? name.toLowerCase() : undefined)
      tell(
        place,
        fault === undefined ? 'is no resource that Kubernetes knows' : `is no name: it ${fault}`,
        meant === undefined
          ? 'write cpu, memory, ephemeral-storage, or a name with its domain'
          : `write ${excerpt(meant)}`,
        'key',
      )
    }
}
