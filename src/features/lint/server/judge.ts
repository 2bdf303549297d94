import type { KubeRefusal } from '../../../context.ts'
import type { JsonObject, Path } from '../../manifests/document.ts'
import { has } from '../../manifests/json.ts'
import { itemWithoutKey } from './kubectl-patch.ts'
import { namedPlace } from './named-place.ts'
import { readServerPath } from './server-path.ts'
import { fieldReason, quoted, withoutSubject } from './words.ts'

/**
 * One thing that a cluster says against an object; `path` is in the object, empty where the server names no place. `what`
 * it is said against: `this`, or the pods that it makes.
 */
export type Complaint = { path: Path; at?: 'key' | undefined; what: 'this' | 'its pods'; message: string }

/** What a refusal comes to: something to mend in the manifest, or no word about the manifest at all. */
export type Verdict = { complaints: readonly Complaint[] } | { gap: string }

/** More causes of one object than these are of no use to anybody. */
const MOST_CAUSES = 25

/**
 * Reads a refusal that no missing right and no missing namespace explains. By its code, as the sentences are made for
 * people and change; their text tells nothing but places.
 *
 * @param secret true for an object of which no value may be shown: then only fields and reasons are told
 * @see https://github.com/kubernetes/community/blob/main/contributors/devel/sig-architecture/api-conventions.md (HTTP status codes)
 */
export function judge(refusal: KubeRefusal, object: JsonObject, secret: boolean): Verdict {
  const { code, reason, message } = refusal
  switch (code) {
    case 400:
      // An admission webhook that did not say that it has no side effects is not asked in a dry run.
      if (/does not support dry run/u.test(message)) return { gap: 'a policy of the cluster cannot be tried out' }
      break
    case 409:
      return has(object, 'metadata', 'resourceVersion') || has(object, 'metadata', 'uid')
        ? { complaints: [{ path: ['metadata', 'resourceVersion'], what: 'this', message: outdated }] }
        : { gap: 'it changed on the cluster meanwhile' }
    case 403:
    case 413:
    case 422:
      break
    case 500:
      if (/does not contain declared merge key/u.test(message)) return { complaints: [keyless(object)] }
      // Server-side apply answers so to what does not fit the schema, and gives no reason; a failure has one.
      if (reason === '' && message.startsWith('failed to ')) break
      return { gap: 'the cluster failed to judge it (HTTP 500)' }
    default:
      return { gap: `the cluster would not judge it (HTTP ${code})` }
  }
  const complaints = complaintsIn(refusal, object).slice(0, MOST_CAUSES)
  return {
    complaints: complaints.map(({ path, at, reason: why, message: said }) => ({
      path,
      at,
      what: 'this',
      message: secret ? fieldReason(why) : said,
    })),
  }
}

const outdated = 'it is not the version that the cluster has now, so a change made meanwhile would be lost'

function keyless(object: JsonObject): Complaint {
  const { path, key } = itemWithoutKey(object) ?? { path: [], key: 'key' }
  return { path, what: 'this', message: `an item of a list has no ${key}, by which it would be told from the others` }
}

type Said = Pick<Complaint, 'path' | 'at' | 'message'> & { reason: string }

function complaintsIn({ code, message, causes }: KubeRefusal, object: JsonObject): Said[] {
  const unknown = unknownFields(message, object)
  if (unknown.length > 0) return unknown
  const placed = causes.flatMap(({ field, reason, message: said }): Said[] => {
    // The API server adds this one where it looked no further.
    if (field === '<nil>' && causes.length > 1) return []
    return [{ path: readServerPath(field, object) ?? [], message: quoted(said), reason }]
  })
  if (placed.length > 0) return placed
  const typed = typeFaults(message, object)
  if (typed.length > 0) return typed
  const said = quoted(withoutSubject(message)) || `HTTP ${code}, without a reason`
  return [{ path: namedPlace(message, object), message: said, reason: '' }]
}

/** `strict decoding error: unknown field "spec.selectr", unknown field ...` */
function unknownFields(message: string, object: JsonObject): Said[] {
  const start = message.indexOf('strict decoding error: ')
  if (start < 0) return []
  return [...message.slice(start).matchAll(/unknown field "([^"]*)"/gu)].map(([said, field = '']) => ({
    path: readServerPath(field, object) ?? [],
    at: 'key',
    message: said,
    reason: 'FieldValueForbidden',
  }))
}

/**
 * What is of the wrong type. Decoding: `json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type
 * string`; server-side apply: `.spec.replicas: expected numeric (int or float), got string`, one a line.
 */
function typeFaults(message: string, object: JsonObject): Said[] {
  const [, found, field, type] =
    /cannot unmarshal (\w+)(?: \S+)? into Go struct field \w+\.([\w.]+) of type (\S+)/u.exec(message) ?? []
  if (found !== undefined && field !== undefined) {
    const said = `${found} where ${type?.replace(/^.*\./u, '') ?? 'something else'} belongs`
    return [{ path: readServerPath(field, object) ?? [], message: said, reason: 'FieldValueTypeInvalid' }]
  }
  return [...message.matchAll(/(?:^|\s)(\.[^\s:]+(?:\[[^\]]*\][^\s:]*)*): ([^\n]+)/gu)].flatMap(
    ([, where = '', said = '']): Said[] => {
      const path = readServerPath(where, object)
      return path === undefined ? [] : [{ path, message: quoted(said), reason: 'FieldValueTypeInvalid' }]
    },
  )
}
