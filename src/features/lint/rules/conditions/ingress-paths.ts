import { ingressRules } from '../../../manifests/ingress.ts'
import { has, textAt } from '../../../manifests/json.ts'
import type { Condition } from './condition.ts'
import { filledText } from './condition.ts'

/** @see https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types */
const ingressPaths: Condition = (_, __, { object, tell }) => {
  // Older versions took more, and are gone.
  if (object.version !== 'v1') return
  for (const { path, value } of ingressRules(object).flatMap(({ routes }) => routes)) {
    const type = textAt(value, 'pathType') ?? ''
    const place = path.slice(object.path.length)
    const isCompared = type === 'Prefix' || type === 'Exact'
    if (!has(value, 'path') || value['path'] === '') {
      if (isCompared) tell(place, `has no path to compare, as ${type} wants`, 'add path: /')
      continue
    }
    const written = filledText(value, 'path')
    if (written === undefined) continue
    const fault = written.startsWith('/') ? (isCompared ? partFault(written) : undefined) : 'has to begin with "/"'
    if (fault !== undefined)
      tell([...place, 'path'], fault, written.startsWith('/') ? 'write it out' : `write /${written}`)
  }
}

/** What another notation of the same path would go around. */
function partFault(path: string): string | undefined {
  const found = ['//', '/./', '/../', '%2f', '%2F'].find((part) => path.includes(part))
  if (found !== undefined) return `may not have "${found}"`
  const end = ['/.', '/..'].find((part) => path.endsWith(part))
  return end === undefined ? undefined : `may not end with "${end}"`
}

export const ingressPathConditions: readonly (readonly [string, Condition])[] = [
  ['networking.k8s.io/Ingress', ingressPaths],
]
