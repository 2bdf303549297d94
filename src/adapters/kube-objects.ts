import type {
  Apply,
  DryRun,
  DryRunAnswer,
  Kube,
  KubeObject,
  KubePlace,
  KubeRefusal,
  KubeResource,
} from '../context.ts'
import { isTimeout, metadataAs, type Answer, type Connection } from './kube-connection.ts'
import { list, member, text } from '../unknown-json.ts'

type ObjectQuestions = Omit<Kube, 'whoAmI' | 'canI' | 'rules' | 'getNamespace' | 'listNamespaces'>

/** What icc asks a cluster about objects: what kinds it has, what is there, and what would become of a change. */
export function kubeObjects(connection: Connection): ObjectQuestions {
  const { ask, expected, unreadable } = connection
  return {
    async version() {
      const info = expected(await ask({ path: '/version' }))
      // Since 1.33 a server may behave as an older version than it is.
      const minor = /^\d+/u.exec(text(member(info, 'emulationMinor')) || text(member(info, 'minor')))?.[0]
      const major = text(member(info, 'emulationMajor')) || text(member(info, 'major'))
      if (minor === undefined || major !== '1') throw unreadable('It names no version of Kubernetes.')
      return `${major}.${minor}`
    },
    async resources(groupVersion) {
      const answer = await ask({ path: rootOf(groupVersion) })
      if (answer.status === 404) return 'not-served'
      if (answer.status === 403) return 'forbidden'
      return list(member(expected(answer), 'resources')).flatMap((one) => toResource(groupVersion, one))
    },
    async read(place) {
      const answer = await ask({ path: pathOf(place) })
      return unlessAbsent(answer, () => toObject(connection, expected(answer)))
    },
    async metadata(place) {
      const answer = await ask({ path: pathOf(place), accept: metadataAs('PartialObjectMetadata') })
      return unlessAbsent(answer, () => ({
        metadata: toObject(connection, member(expected(answer), 'metadata')),
      }))
    },
    async list(place) {
      const answer = await ask({ path: pathOf(place) })
      return unlessAbsent(answer, () =>
        list(member(expected(answer), 'items')).map((item) => toObject(connection, item)),
      )
    },
    async descriptions() {
      const answer = await ask({ path: '/openapi/v3' })
      return unlessAbsent(answer, () => {
        const pages = Object.entries(toObject(connection, member(expected(answer), 'paths')))
        return Object.fromEntries(pages.map(([page, entry]) => [page, text(member(entry, 'serverRelativeURL'))]))
      })
    },
    async description(address) {
      // On this server, whatever the address says.
      const { pathname, search } = new URL(address, 'https://server.invalid')
      const answer = await ask({ path: `${pathname}${search}` })
      return unlessAbsent(answer, () => toObject(connection, expected(answer)))
    },
    dryRun: (request) => dryRun(connection, request),
    apply: (request) => apply(connection, request),
  }
}

const MEDIA_TYPES = {
  create: 'application/json',
  apply: 'application/apply-patch+yaml',
  'strategic-merge': 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
} as const

/** JSON is sent for `apply` too: it is YAML. */
async function dryRun(connection: Connection, request: DryRun): Promise<DryRunAnswer> {
  return change(connection, request, { dryRun: 'All' })
}

async function apply(connection: Connection, request: Apply): Promise<DryRunAnswer> {
  return change(connection, { how: 'apply', ...request }, {})
}

async function change(
  { ask }: Connection,
  { how, place, manager, body }: DryRun,
  options: Record<string, string>,
): Promise<DryRunAnswer> {
  const query = new URLSearchParams({ ...options, fieldValidation: 'Strict', fieldManager: manager })
  if (how === 'apply') query.set('force', 'true')
  const question = {
    method: how === 'create' ? 'POST' : 'PATCH',
    path: `${pathOf(how === 'create' ? { ...place, name: undefined } : place)}?${query.toString()}`,
    contentType: MEDIA_TYPES[how],
    body,
  }
  try {
    const { status, body: said, warnings } = await ask(question)
    if (status >= 200 && status < 300) return { kind: 'accepted', warnings }
    return { kind: 'refused', warnings, refusal: toRefusal(status, said) }
  } catch (error) {
    if (isTimeout(error)) return { kind: 'no-answer' }
    throw error
  }
}

/** Without a `Status` (a proxy's page), only the code is known. */
function toRefusal(code: number, body: unknown): KubeRefusal {
  const details = member(body, 'details')
  return {
    code,
    reason: text(member(body, 'reason')),
    message: text(member(body, 'message')),
    about: text(member(details, 'kind')),
    causes: list(member(details, 'causes')).map((cause) => ({
      field: text(member(cause, 'field')),
      reason: text(member(cause, 'reason')),
      message: text(member(cause, 'message')),
    })),
  }
}

function unlessAbsent<T>({ status }: Answer, read: () => T): T | 'missing' | 'forbidden' {
  if (status === 404) return 'missing'
  return status === 403 ? 'forbidden' : read()
}

function toResource(groupVersion: string, entry: unknown): KubeResource[] {
  const plural = text(member(entry, 'name'))
  if (plural === '' || plural.includes('/')) return []
  const namespaced = member(entry, 'namespaced') === true
  return [
    {
      groupVersion,
      plural,
      namespaced,
      kind: text(member(entry, 'kind')),
      verbs: list(member(entry, 'verbs')).map(text),
    },
  ]
}

function toObject({ unreadable }: Connection, value: unknown): KubeObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw unreadable('An object in its answer is none.')
}

function pathOf({ resource, namespace, name }: KubePlace): string {
  const within = namespace === undefined ? [] : ['namespaces', namespace]
  const steps = [...within, resource.plural, ...(name === undefined ? [] : [name])]
  // A URL takes these for steps up or in place, written with percent signs too.
  if (steps.some((step) => /^\.{0,2}$/u.test(step))) throw new Error('a name that is none in a path')
  return [rootOf(resource.groupVersion), ...steps.map(encodeURIComponent)].join('/')
}

/** The core group's is `/api/v1`. */
function rootOf(groupVersion: string): string {
  const steps = groupVersion.split('/').map(encodeURIComponent).join('/')
  return groupVersion.includes('/') ? `/apis/${steps}` : `/api/${steps}`
}
