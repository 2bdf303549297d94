import { createHash } from 'node:crypto'
import { certificateSchema } from './kubernetes-custom.ts'
import { apiVersionOf, resourceTypes, type ResourceType } from './kubernetes-resources.ts'

/**
 * Answers `/openapi/v3` and the page of each group below it: which kinds can be patched, and that unknown fields can be
 * asked about, which kubectl looks up before it applies. Only of custom kinds it is told what they are made of.
 *
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
 */
export function openApi(path: string): unknown {
  if (path === '/openapi/v3') return { paths: Object.fromEntries(pages().map((page) => [page, entryOf(page)])) }
  const page = pages().find((one) => path === `/openapi/v3/${one}`)
  return page === undefined ? undefined : documentOf(page)
}

const certificate = {
  ...certificateSchema,
  'x-kubernetes-group-version-kind': [{ group: 'cert-manager.io', kind: 'Certificate', version: 'v1' }],
}

/** `api/v1`, `apis/apps/v1` */
function pages(): string[] {
  return [...new Set(resourceTypes.map(pageOf))]
}

function pageOf({ group }: ResourceType): string {
  return group === '' ? 'api/v1' : `apis/${apiVersionOf(group)}`
}

/** The hash is that of the page, so that clients may keep it for ever. */
function entryOf(page: string): unknown {
  const hash = createHash('sha256')
    .update(JSON.stringify(documentOf(page)))
    .digest('hex')
    .toUpperCase()
  return { serverRelativeURL: `/openapi/v3/${page}?hash=${hash}` }
}

function documentOf(page: string): unknown {
  const types = resourceTypes.filter((type) => pageOf(type) === page && type.verbs.includes('patch'))
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.35.2' },
    paths: Object.fromEntries(
      types.map((type) => [`/${page}/namespaces/{namespace}/${type.name}/{name}`, patchOf(type)]),
    ),
    components: {
      schemas: page === 'apis/cert-manager.io/v1' ? { 'io.cert-manager.v1.Certificate': certificate } : {},
    },
  }
}

function patchOf({ group, kind }: ResourceType): unknown {
  const query = ['dryRun', 'fieldManager', 'fieldValidation', 'force']
  return {
    patch: {
      parameters: query.map((name) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })),
      responses: {},
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group, kind, version: 'v1' },
    },
  }
}
