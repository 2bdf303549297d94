import { apiVersionOf, resourceTypes, type ResourceType } from './kubernetes-resources.ts'

/** A JSON answer with its media type. */
export type Answer = { body: unknown; contentType: string }

const JSON_TYPE = 'application/json'
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/**
 * Answers `/api`, `/apis` and the pages below them; undefined for a path that is none of them. Newer clients get
 * everything of `/api` or `/apis` at once, older ones page by page.
 *
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */
export function discover(path: string, accept: string): Answer | undefined {
  if (path === '/api' || path === '/apis') {
    if (accept.replaceAll(' ', '').includes(AGGREGATED)) return { body: aggregated(path), contentType: AGGREGATED }
    return { body: path === '/api' ? coreVersions() : groupList(), contentType: JSON_TYPE }
  }
  const [, group, version] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? []
  if (path === '/api/v1') return { body: resourceList(''), contentType: JSON_TYPE }
  if (group === undefined || !groups().includes(group)) return undefined
  if (version === undefined)
    return { body: { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) }, contentType: JSON_TYPE }
  return version === 'v1' ? { body: resourceList(group), contentType: JSON_TYPE } : undefined
}

function groups(): string[] {
  return [...new Set(resourceTypes.map(({ group }) => group))].filter((group) => group !== '')
}

function typesOf(group: string): ResourceType[] {
  return resourceTypes.filter((type) => type.group === group)
}

function coreVersions(): unknown {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
}

function groupList(): unknown {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(apiGroup) }
}

function apiGroup(group: string): Record<string, unknown> {
  const version = { groupVersion: apiVersionOf(group), version: 'v1' }
  return { name: group, versions: [version], preferredVersion: version }
}

function resourceList(group: string): unknown {
  const resources = typesOf(group).flatMap(listed)
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf(group), resources }
}

function listed({ name, singular, kind, namespaced, verbs, shortNames, subresources }: ResourceType): unknown[] {
  const below = subresources.map((sub) => ({
    name: `${name}/${sub.name}`,
    singularName: '',
    namespaced,
    kind: sub.kind,
    verbs: sub.verbs,
  }))
  return [{ name, singularName: singular, namespaced, kind, verbs, shortNames }, ...below]
}

function aggregated(path: '/api' | '/apis'): unknown {
  const items = (path === '/api' ? [''] : groups()).map((group) => ({
    metadata: group === '' ? {} : { name: group },
    versions: [{ version: 'v1', freshness: 'Current', resources: typesOf(group).map(aggregatedResource) }],
  }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}

function aggregatedResource(type: ResourceType): unknown {
  const responseKind = (kind: string) => ({ group: type.group, version: 'v1', kind })
  return {
    resource: type.name,
    responseKind: responseKind(type.kind),
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    shortNames: type.shortNames,
    subresources: type.subresources.map(({ name, kind, verbs }) => ({
      subresource: name,
      responseKind: responseKind(kind),
      verbs,
    })),
  }
}
