import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { mayAccess, mayVisit, type Binding, type ResourceAccess } from './kubernetes-access.ts'
import type { Policy } from './kubernetes-admission.ts'
import { createAuthentication, type Requester, type Trust } from './kubernetes-authentication.ts'
import { discover, type Answer } from './kubernetes-discovery.ts'
import { MINOR } from './kubernetes-decoding.ts'
import { openApi } from './kubernetes-openapi.ts'
import { contentsOf, contentsWith } from './kubernetes-contents.ts'
import { createObjectStore, type ObjectStore, type StoredObject } from './kubernetes-objects.ts'
import { resourceAccess } from './kubernetes-paths.ts'
import { apiVersionOf, findResourceType, type ResourceType } from './kubernetes-resources.ts'
import { decodeReview, PROTOBUF_TYPE } from './kubernetes-protobuf.ts'
import { review } from './kubernetes-reviews.ts'
import { certificateHolder, type ClusterSetup } from './kubernetes-setup.ts'
import { select } from './kubernetes-selectors.ts'
import { methodNotAllowed, noSuchResource, StatusError } from './kubernetes-status.ts'
import { table, type IncludeObject } from './kubernetes-tables.ts'
import { write } from './kubernetes-writes.ts'
import type { RecordedRequest } from './identity-requests.ts'

export type KubernetesApi = { listener: RequestListener; requests: RecordedRequest[] }

/** What was written comes with `created` and warnings. */
type Told = Answer & { created?: boolean; warnings?: string[] }

type Call = { request: IncomingMessage; url: URL; accept: string; requester: Requester; cluster: Cluster }

type Cluster = { store: ObjectStore; bindings: readonly Binding[] | undefined; policies: readonly Policy[] }

const JSON_TYPE = 'application/json'
/** A real server's limit. */
const LARGEST_BODY = 3 * 1024 * 1024
const VERSION = {
  major: '1',
  minor: String(MINOR),
  gitVersion: `v1.${MINOR}.2`,
  gitTreeState: 'clean',
  platform: 'linux/amd64',
}
const BUILD = { gitCommit: '', buildDate: '2026-03-01T00:00:00Z', goVersion: 'go1.26', compiler: 'gc' }

/**
 * A small Kubernetes API: real authentication, authorization, discovery, reviews, lists and tables; objects are created and
 * patched, and nothing ever deletes or runs them.
 */
export function createKubernetesApi(trust: Trust, extraNamespaces: number, setup?: ClusterSetup): KubernetesApi {
  const authenticate = createAuthentication(trust, setup?.holders)
  const now = Date.now()
  const cluster: Cluster = {
    store: createObjectStore(setup ? contentsWith(now, setup.things) : contentsOf(now, extraNamespaces)),
    bindings: setup?.bindings,
    policies: setup?.policies ?? [],
  }
  const requests: RecordedRequest[] = []

  async function answer(request: IncomingMessage, url: URL): Promise<Told> {
    const requester = certificateHolder(request) ?? (await authenticate(request.headers.authorization))
    const call: Call = { request, url, accept: request.headers.accept ?? '', requester, cluster }
    const access = resourceAccess(request.method ?? 'GET', url.pathname, url.searchParams.get('watch') === 'true')
    return access ? answerResource(call, access) : answerPath(call)
  }

  async function listener(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL((request.url ?? '/').replace(setup?.path ?? '', ''), 'https://api.invalid')
    const record = { time: Date.now(), method: request.method ?? 'GET', path: url.pathname, status: 0 }
    requests.push(record)
    try {
      const { body, contentType, created, warnings } = await answer(request, url)
      record.status = (created ?? request.method === 'POST') ? 201 : 200
      for (const warning of warnings ?? []) response.appendHeader('warning', `299 - ${JSON.stringify(warning)}`)
      send(response, record.status, contentType, typeof body === 'string' ? body : JSON.stringify(body))
    } catch (error) {
      if (!(error instanceof StatusError)) console.error(error)
      const status =
        error instanceof StatusError ? error : new StatusError('InternalError', 'Internal error occurred')
      record.status = status.code
      send(response, status.code, JSON_TYPE, JSON.stringify(status.toStatus()))
    }
  }

  return { listener: (request, response) => void listener(request, response), requests }
}

function answerPath({ request, url, accept, requester }: Call): Answer {
  const path = url.pathname.replace(/(?<=.)\/$/, '')
  const verb = request.method === 'HEAD' ? 'get' : (request.method ?? 'GET').toLowerCase()
  if (!mayVisit(requester, verb, path)) {
    throw new StatusError('Forbidden', `forbidden: User "${requester.username}" cannot ${verb} path "${path}"`, {})
  }
  if (verb !== 'get') throw methodNotAllowed()
  if (path === '/version') return { body: { ...VERSION, ...BUILD }, contentType: JSON_TYPE }
  if (path === '/healthz' || path === '/livez' || path === '/readyz') return { body: 'ok', contentType: 'text/plain' }
  const page = openApi(path)
  if (page !== undefined) return json(page)
  const found = discover(path, accept)
  if (!found) throw noSuchResource()
  return found
}

async function answerResource(call: Call, access: ResourceAccess): Promise<Told> {
  const { store, bindings } = call.cluster
  if (!mayAccess(call.requester, access, bindings)) throw forbidden(call.requester, access)
  const type = findResourceType(access.group, access.resource)
  // A namespaced thing has its namespace in the path, unless a list of the whole cluster is meant.
  if (!type || (type.namespaced && access.namespace === '' && access.name !== '')) throw noSuchResource()
  if (type.kind.endsWith('Review') && access.verb === 'create') {
    return json(review(type.kind, call.requester, await readReview(call.request, type.kind), bindings))
  }
  if (access.subresource !== '') return answerSubresource(type, access, store)
  if (!type.verbs.includes(access.verb)) throw methodNotAllowed()
  if (access.verb === 'get') return answerGet(call, type, access, store)
  return access.verb === 'list' ? answerList(call, type, access, store) : answerWrite(call, type, access)
}

function answerGet(call: Call, type: ResourceType, access: ResourceAccess, store: ObjectStore): Answer {
  const object = find(type, access, store)
  const { resourceVersion } = object.metadata
  // As a real server: a list's form cannot be given to what is none, and the client's second choice is not looked at.
  if (wantsForm(call.accept, 'PartialObjectMetadataList')) {
    const message = `you requested PartialObjectMetadataList, but the requested object is not a list (*core.${type.kind})`
    throw new StatusError('NotAcceptable', message)
  }
  if (wantsTable(call.accept)) return json(table(type, [object], { resourceVersion }, includeOf(call.url)))
  if (wantsForm(call.accept, 'PartialObjectMetadata'))
    return json({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata })
  return json({ kind: type.kind, apiVersion: apiVersionOf(type.group), ...object })
}

/** A list, in pieces of `limit` where the client asks for that; the token to go on with is the next position. */
function answerList(call: Call, type: ResourceType, access: ResourceAccess, store: ObjectStore): Answer {
  const query = call.url.searchParams
  const all = select(store.list(type.group, type.name, access.namespace), query)
  const start = Number(query.get('continue') ?? 0)
  const limit = Number(query.get('limit') ?? 0)
  if (!Number.isInteger(start) || !Number.isInteger(limit)) {
    throw new StatusError('BadRequest', 'limit and continue must be what this server gave out')
  }
  const end = limit > 0 ? Math.min(start + limit, all.length) : all.length
  const rest = end < all.length ? { continue: String(end), remainingItemCount: all.length - end } : {}
  const metadata = { resourceVersion: '1000', ...rest }
  const items = all.slice(start, end)
  if (wantsTable(call.accept)) return json(table(type, items, metadata, includeOf(call.url)))
  return json({ kind: `${type.kind}List`, apiVersion: apiVersionOf(type.group), metadata, items })
}

async function answerWrite(
  { request, url, requester, cluster: { store, bindings, policies } }: Call,
  type: ResourceType,
  access: ResourceAccess,
): Promise<Told> {
  const { object, created, warnings } = write(store, {
    type,
    access,
    contentType: (request.headers['content-type'] ?? JSON_TYPE).split(';')[0] ?? '',
    query: url.searchParams,
    body: (await readBody(request)).toString(),
    mayCreate: () => mayAccess(requester, { ...access, verb: 'create' }, bindings),
    policies,
  })
  return { ...json({ kind: type.kind, apiVersion: apiVersionOf(type.group), ...object }), created, warnings }
}

function answerSubresource(type: ResourceType, access: ResourceAccess, store: ObjectStore): Answer {
  const known = type.subresources.find(({ name }) => name === access.subresource)
  if (!known) throw noSuchResource()
  if (!known.verbs.includes(access.verb)) throw methodNotAllowed()
  const { metadata } = find(type, access, store)
  return { body: `${metadata.creationTimestamp} ${metadata.name}: started\n`, contentType: 'text/plain' }
}

function find(type: ResourceType, access: ResourceAccess, store: ObjectStore): StoredObject {
  const object = store.get(type.group, type.name, access.namespace, access.name)
  if (object) return object
  const details = { name: access.name, ...(type.group !== '' && { group: type.group }), kind: type.name }
  throw new StatusError('NotFound', `${qualified(access)} "${access.name}" not found`, details)
}

function forbidden(requester: Requester, access: ResourceAccess): StatusError {
  const { verb, group, resource, subresource, name, namespace } = access
  const what = name === '' ? qualified(access) : `${qualified(access)} "${name}"`
  const full = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const message = `${what} is forbidden: User "${requester.username}" cannot ${verb} resource "${full}" in API group "${group}" ${where}`
  return new StatusError('Forbidden', message, {
    ...(name !== '' && { name }),
    ...(group !== '' && { group }),
    kind: resource,
  })
}

function qualified({ group, resource }: ResourceAccess): string {
  return group === '' ? resource : `${resource}.${group}`
}

function wantsTable(accept: string): boolean {
  return wantsForm(accept, 'Table')
}

function wantsForm(accept: string, form: string): boolean {
  const wanted = accept.split(',')[0]?.replaceAll(' ', '').split(';') ?? []
  return [`as=${form}`, 'g=meta.k8s.io', 'v=v1'].every((parameter) => wanted.includes(parameter))
}

function includeOf(url: URL): IncludeObject {
  const wanted = url.searchParams.get('includeObject')
  return wanted === 'None' || wanted === 'Object' ? wanted : 'Metadata'
}

function json(body: unknown): Answer {
  return { body, contentType: JSON_TYPE }
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-cache, private' })
  response.end(body)
}

async function readReview(request: IncomingMessage, kind: string): Promise<unknown> {
  const contentType = request.headers['content-type'] ?? JSON_TYPE
  const isProtobuf = contentType.startsWith(PROTOBUF_TYPE)
  if (!isProtobuf && !contentType.startsWith(JSON_TYPE)) {
    throw new StatusError('UnsupportedMediaType', `the body of the request was in an unknown format: ${contentType}`)
  }
  const body = await readBody(request)
  try {
    return isProtobuf ? decodeReview(kind, body) : JSON.parse(body.toString())
  } catch {
    // Whatever a parser dislikes about it, it is the sender's fault and needs no more words.
    throw new StatusError('BadRequest', `the body of the request is no ${kind}`)
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY)
      throw new StatusError('RequestEntityTooLarge', `Request entity too large: limit is ${LARGEST_BODY}`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
