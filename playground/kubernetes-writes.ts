import { randomBytes, randomUUID } from 'node:crypto'
import { parse } from 'yaml'
import type { Json, JsonObject } from '../src/features/manifests/document.ts'
import { isObject, objectAt, textAt } from '../src/features/manifests/json.ts'
import type { ResourceAccess } from './kubernetes-access.ts'
import { admit, type Policy } from './kubernetes-admission.ts'
import { timestamp } from './kubernetes-contents.ts'
import { decodeStrictly, type Decoding } from './kubernetes-decoding.ts'
import type { Metadata, ObjectStore, StoredObject } from './kubernetes-objects.ts'
import { mergePatch, refuseTwins, strategicMergePatch } from './kubernetes-patches.ts'
import { apiVersionOf, type ResourceType } from './kubernetes-resources.ts'
import { StatusError, type StatusCause } from './kubernetes-status.ts'
import { validateChange, validateObject, warningsAbout } from './kubernetes-validation.ts'

/** A request that creates or changes an object. */
export type Write = {
  type: ResourceType
  access: ResourceAccess
  contentType: string
  query: URLSearchParams
  body: string
  /** True if the requester may also create what is to be changed: server-side apply does. */
  mayCreate: () => boolean
  policies: readonly Policy[]
}

export type Written = { object: StoredObject; created: boolean; warnings: string[] }

const APPLY = 'application/apply-patch+yaml'

/**
 * Creates or patches as an API server does: decoding, admission of the namespace, validation, admission, storage, in this
 * order. With `dryRun=All` everything but the last.
 *
 * Server-side apply merges, takes over what others set (`force`), and notes who applied. That a manager's fields go when it
 * applies without them is left out.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
export function write(store: ObjectStore, request: Write): Written {
  const { type, access, query, contentType } = request
  const dryRun = query.get('dryRun')
  if (dryRun !== null && dryRun !== 'All')
    throw new StatusError('Invalid', `PatchOptions "" is invalid: dryRun: Unsupported value: "${dryRun}"`, {})
  const sent = readBody(request)
  const live = access.name === '' ? undefined : store.get(type.group, type.name, access.namespace, access.name)
  if (access.verb === 'patch' && live === undefined && contentType !== APPLY) throw notFound(request)
  const created = live === undefined || access.verb === 'create'
  if (created && access.verb === 'patch' && !request.mayCreate()) throw notFound(request)
  const decoding: Decoding = access.verb === 'create' ? 'object' : contentType === APPLY ? 'applied' : 'patched'
  const wanted = placed(request, live === undefined ? sent : patched(live, sent, request))
  const causes = decode(request, decoding, sent, wanted)
  const warnings = check(store, request, { wanted, causes, live: created ? undefined : live })
  const object = toStored(wanted, live, query.get('fieldManager') ?? '', decoding)
  const taken = access.verb === 'create' && store.get(type.group, type.name, access.namespace, object.metadata.name)
  if (taken) throw alreadyExists(request, object.metadata.name)
  if (dryRun === null) store.put(type.group, type.name, object)
  return { object, created, warnings }
}

function decode({ type, query }: Write, decoding: Decoding, sent: JsonObject, wanted: JsonObject): StatusCause[] {
  // kubectl and icc always ask for it; servers that are not asked warn, which is left out here.
  if (query.get('fieldValidation') !== 'Strict') return []
  const subject = `${textAt(sent, 'metadata', 'name') ?? ''}; ${apiVersionOf(type.group)}, Kind=${type.kind}`
  if (decoding === 'applied') refuseTwins(sent, subject)
  return decodeStrictly(withoutServersOwn(wanted), apiVersionOf(type.group), type.kind, decoding)
}

type Checked = { wanted: JsonObject; causes: StatusCause[]; live: StoredObject | undefined }

function check(store: ObjectStore, { type, access, policies }: Write, { wanted, causes, live }: Checked): string[] {
  const { namespace } = access
  if (type.namespaced && store.get('', 'namespaces', namespace, namespace) === undefined)
    throw new StatusError('NotFound', `namespaces "${namespace}" not found`, { name: namespace, kind: 'namespaces' })
  const name = textAt(wanted, 'metadata', 'name') ?? textAt(wanted, 'metadata', 'generateName') ?? ''
  const changes = live === undefined ? [] : validateChange(type.kind, live as JsonObject, wanted)
  const all = [...causes, ...validateObject(type.kind, wanted), ...changes]
  if (all.length > 0) throw invalid(type, name, all)
  const warnings = warningsAbout(type.kind, wanted)
  const admission = { kind: type.kind, namespace, name, object: wanted, isNew: live === undefined }
  return [...warnings, ...admit(store, admission, policies)]
}

const MEDIA_TYPES: Record<string, readonly string[]> = {
  create: ['application/json'],
  patch: ['application/merge-patch+json', 'application/strategic-merge-patch+json', APPLY],
}

function readBody({ access, contentType, body }: Write): JsonObject {
  const known = MEDIA_TYPES[access.verb] ?? []
  if (!known.includes(contentType)) {
    const list = known.join(', ')
    const message = `the body of the request was in an unknown format - accepted media types include: ${list}`
    throw new StatusError('UnsupportedMediaType', message)
  }
  try {
    const parsed = (contentType === APPLY ? parse(body) : JSON.parse(body)) as Json
    if (isObject(parsed)) return parsed
  } catch {
    // Whatever a parser dislikes about it, it is the sender's fault.
  }
  throw new StatusError('BadRequest', 'the body of the request is no object')
}

function patched(live: StoredObject, sent: JsonObject, { contentType, access, type }: Write): JsonObject {
  if (access.verb === 'create') return sent
  const before = { apiVersion: apiVersionOf(type.group), kind: type.kind, ...(live as JsonObject) }
  const sentVersion = textAt(sent, 'metadata', 'resourceVersion')
  if (sentVersion !== undefined && sentVersion !== live.metadata.resourceVersion) throw conflict(type, access)
  const merge = contentType === 'application/merge-patch+json' ? mergePatch : strategicMergePatch
  return merge(before, sent) as JsonObject
}

/** The object in its namespace, of the kind that the path says. */
function placed({ type, access }: Write, object: JsonObject): JsonObject {
  const apiVersion = apiVersionOf(type.group)
  if (textAt(object, 'kind') !== type.kind || textAt(object, 'apiVersion') !== apiVersion) {
    const message = `the API version in the data (${textAt(object, 'apiVersion') ?? ''}) does not match the expected API version (${apiVersion})`
    throw new StatusError('BadRequest', message)
  }
  const metadata = objectAt(object, 'metadata') ?? {}
  const namespace = textAt(metadata, 'namespace') ?? access.namespace
  if (namespace !== access.namespace) {
    const message = 'the namespace of the provided object does not match the namespace sent on the request'
    throw new StatusError('BadRequest', message)
  }
  return { ...object, metadata: type.namespaced ? { ...metadata, namespace } : metadata }
}

/** What the server adds is not sent, and is right. */
function withoutServersOwn(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = objectAt(object, 'metadata') ?? {}
  return { ...object, metadata }
}

function toStored(
  object: JsonObject,
  live: StoredObject | undefined,
  manager: string,
  decoding: Decoding,
): StoredObject {
  const { apiVersion: _, kind: __, ...fields } = object
  const { generateName, ...metadata } = (objectAt(object, 'metadata') ?? {}) as Partial<Metadata> & {
    generateName?: string
  }
  const suffix = randomBytes(3).toString('hex').slice(0, 5)
  const applied = {
    manager,
    operation: 'Apply',
    apiVersion: object['apiVersion'],
    fieldsType: 'FieldsV1',
    fieldsV1: {},
  }
  return {
    ...fields,
    metadata: {
      ...metadata,
      name: metadata.name ?? `${generateName ?? ''}${suffix}`,
      uid: live?.metadata.uid ?? randomUUID(),
      resourceVersion: String(Number(live?.metadata.resourceVersion ?? 1000) + 1),
      creationTimestamp: live?.metadata.creationTimestamp ?? timestamp(Date.now()),
      labels: metadata.labels ?? {},
      ...(decoding === 'applied' && { managedFields: [applied] }),
    },
  }
}

function invalid(type: ResourceType, name: string, causes: StatusCause[]): StatusError {
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`
  const said = causes.map(({ field, message }) => `${field}: ${message}`)
  const list = said.length === 1 ? said.join('') : `[${said.join(', ')}]`
  const details = { name, ...(type.group !== '' && { group: type.group }), kind: type.kind, causes }
  return new StatusError('Invalid', `${kind} "${name}" is invalid: ${list}`, details)
}

function notFound({ type, access }: Write): StatusError {
  const details = { name: access.name, ...(type.group !== '' && { group: type.group }), kind: type.name }
  return new StatusError('NotFound', `${qualified(type)} "${access.name}" not found`, details)
}

function alreadyExists({ type }: Write, name: string): StatusError {
  const details = { name, ...(type.group !== '' && { group: type.group }), kind: type.name }
  return new StatusError('AlreadyExists', `${qualified(type)} "${name}" already exists`, details)
}

function conflict(type: ResourceType, { name }: ResourceAccess): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(type)} "${name}": the object has been modified; please apply your changes to the latest version and try again`
  return new StatusError('Conflict', message, { name, kind: type.name })
}

function qualified({ group, name }: ResourceType): string {
  return group === '' ? name : `${name}.${group}`
}
