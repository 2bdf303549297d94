import type { JsonObject, Path } from '../../manifests/document.ts'
import { listAt, objectAt, textAt } from '../../manifests/json.ts'

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const

/**
 * What the sentences of admission are about in a pod: they name no field, but containers and volumes. Empty where nothing
 * of the object is named.
 *
 * - Pod Security: `(container "web" must set ...)`, `(volume "host")`
 * - quotas: `failed quota: compute: must specify limits.memory for: web,db; requests.cpu for: web`
 *
 * @param object a Pod; what makes pods is not written about in such sentences
 */
export function namedPlace(message: string, object: JsonObject): Path {
  if (objectAt(object, 'spec') === undefined) return []
  const container =
    /containers? "([^"]+)"/u.exec(message)?.[1] ?? /must specify .*? for: ([^,;]+)/u.exec(message)?.[1]
  const volume = /volumes? "([^"]+)"/u.exec(message)?.[1]
  const about = /must specify/u.test(message) ? 'resources' : 'securityContext'
  for (const list of LISTS) {
    const index = container === undefined ? -1 : indexOf(object, list, container)
    if (index >= 0) return ['spec', list, index, about]
  }
  const index = volume === undefined ? -1 : indexOf(object, 'volumes', volume)
  return index < 0 ? [] : ['spec', 'volumes', index]
}

function indexOf(object: JsonObject, list: string, name: string): number {
  return listAt(object, 'spec', list).findIndex((item) => textAt(item, 'name') === name)
}
