import type { ResourceAccess } from './kubernetes-access.ts'

/** Reads a path of the API as an access to a resource; undefined if it names none. */
export function resourceAccess(method: string, path: string, watch: boolean): ResourceAccess | undefined {
  // Nothing is decoded: no name in Kubernetes needs a percent sign.
  const segments = path.split('/').slice(1)
  const group = groupOf(segments)
  if (group === undefined) return undefined
  const rest = segments.slice(group === '' ? 2 : 3)
  if (rest.length === 0 || rest.includes('')) return undefined
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2
  const [resource = '', name = '', subresource = ''] = inNamespace ? rest.slice(2) : rest
  // A single namespace counts as lying within itself, so that a role in it can allow reading it.
  const namespace = rest[0] === 'namespaces' ? (rest[1] ?? '') : ''
  return { verb: verbOf(method, name !== '', watch), group, resource, subresource, name, namespace }
}

function groupOf([root, first, second]: string[]): string | undefined {
  if (root === 'api' && first === 'v1') return ''
  if (root === 'apis' && first !== undefined && second === 'v1') return first
  return undefined
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
function verbOf(method: string, named: boolean, watch: boolean): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (named) return 'get'
      return watch ? 'watch' : 'list'
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'PATCH':
      return 'patch'
    case 'DELETE':
      return named ? 'delete' : 'deletecollection'
    default:
      return method.toLowerCase()
  }
}
