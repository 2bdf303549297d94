import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { folderOf } from '../../../manifests/folder.ts'
import { annotationsOf, ingressClassOf, ingressRules, type IngressRoute } from '../../../manifests/ingress.ts'
import { textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Facts } from '../../facts.ts'

/** A route that another one already has. */
export type RouteCollision = {
  object: KubernetesObject
  path: Path
  host: string
  /** Whose the other is, to complete "is in ...". */
  other: string
  sameFolder: boolean
}

/** The routes with the same host, path and type as one before them. */
export function routeCollisions(ingresses: readonly KubernetesObject[], facts: Facts): RouteCollision[] {
  const first = new Map<string, Map<string, KubernetesObject>>()
  return ingresses.flatMap((ingress) => {
    const annotations = annotationsOf(ingress)
    // Takes a share of another one's requests: that is what it is for.
    if (annotations['nginx.ingress.kubernetes.io/canary'] === 'true') return []
    const place = [ingressClassOf(ingress), annotations['traefik.ingress.kubernetes.io/router.entrypoints']]
    const seenHere = new Set<string>()
    return ingressRules(ingress)
      .flatMap(({ routes }) => routes)
      .flatMap((route) => {
        const id = JSON.stringify([...place, ...identity(route)])
        const byFolder = first.get(id) ?? new Map<string, KubernetesObject>()
        first.set(id, byFolder)
        const other = seenHere.has(id) ? ingress : otherOf(ingress, byFolder, facts)
        seenHere.add(id)
        if (!byFolder.has(folderOf(ingress))) byFolder.set(folderOf(ingress), ingress)
        return other === undefined ? [] : [collision(ingress, route, other)]
      })
  })
}

function identity({ value, host }: IngressRoute): (string | undefined)[] {
  const type = textAt(value, 'pathType')
  const path = textAt(value, 'path') ?? '/'
  return [host?.toLowerCase(), type, type === 'Prefix' ? path.replace(/(?<=.)\/$/u, '') : path]
}

/**
 * Undefined where the other is the same object again, which is another rule's to say, and for folders beside each other
 * that may be for one stage each.
 */
function otherOf(
  ingress: KubernetesObject,
  byFolder: ReadonlyMap<string, KubernetesObject>,
  { namespace }: Facts,
): KubernetesObject | undefined {
  const beside = byFolder.get(folderOf(ingress))
  const [first] = byFolder.values()
  const other = beside ?? (ingress.namespace === undefined ? undefined : first)
  if (other === undefined || other === ingress) return undefined
  const sameNamespace = (other.namespace ?? namespace) === (ingress.namespace ?? namespace)
  return other.name === ingress.name && sameNamespace ? undefined : other
}

function collision(object: KubernetesObject, route: IngressRoute, other: KubernetesObject): RouteCollision {
  return {
    object,
    path: [...route.path, 'path'],
    host: route.host?.toLowerCase() ?? '',
    other: other === object ? 'this Ingress' : `the Ingress ${excerpt(other.name ?? '')}`,
    sameFolder: folderOf(other) === folderOf(object),
  }
}
