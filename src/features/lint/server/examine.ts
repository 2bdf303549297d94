import type { KubeRefusal, KubeResource } from '../../../context.ts'
import type { JsonObject, Path } from '../../manifests/document.ts'
import { excerpt } from '../../manifests/excerpt.ts'
import { at, has, isObject, objectAt, textAt } from '../../manifests/json.ts'
import type { KubernetesObject } from '../../manifests/object.ts'
import { hasVariable } from '../../manifests/variable.ts'
import type { Project } from '../project.ts'
import { judge, type Complaint } from './judge.ts'
import { namedPlace } from './named-place.ts'
import { podOf } from './pod-of.ts'
import type { ServerQuestions } from './questions.ts'
import { rehearse, type Rehearsal } from './rehearse.ts'
import { readServerPath } from './server-path.ts'
import { quoted } from './words.ts'

/**
 * What a cluster says of an object. Paths are in the object. `live` is what it has of that name, where it was looked up.
 */
export type Examined = { live?: JsonObject | 'missing' | undefined } & (
  | { kind: 'judged'; refused: readonly Complaint[]; warnings: readonly Complaint[]; gaps?: readonly string[] }
  | { kind: 'not-checked'; reason: string }
  /** Once for all that goes there. */
  | { kind: 'no-namespace'; namespace: string }
)

export type Examination = ServerQuestions & {
  project: Project
  /** Where kubectl puts what names no namespace. */
  namespace: string
  /** What icc knows about why the user has no right; the namespace where nothing in it is open to the user. */
  whyForbidden: (about: { kind: string; namespace?: string }) => string | undefined
}

/** Asks what the cluster would do with an object, and with the pods that it makes. */
export async function examine(asked: Examination, object: KubernetesObject): Promise<Examined> {
  const skipped = reasonToSkip(object)
  if (skipped !== undefined) return { kind: 'not-checked', reason: skipped }
  const resource = await resourceOf(asked, object)
  if ('reason' in resource) return { kind: 'not-checked', reason: resource.reason }
  const namespace = resource.namespaced ? (object.namespace ?? asked.namespace) : undefined
  const rehearsal = await rehearse(asked, object, resource, namespace)
  const { live } = rehearsal
  if (rehearsal.kind === 'no-answer') return { live, kind: 'not-checked', reason: NO_ANSWER }
  const warnings = rehearsal.warnings.map((warning) => warningAbout(object, warning))
  if (rehearsal.kind === 'refused') {
    const { refusal } = rehearsal
    if (isNoNamespace(refusal) && namespace !== undefined) return withoutNamespace(asked, object, namespace)
    const missing = await missingRight(asked, rehearsal, resource, namespace)
    if (missing !== undefined) return { live, kind: 'not-checked', reason: missing }
    const verdict = explained(judge(refusal, object.value, object.type === 'Secret'), refusal, object, asked.project)
    if ('gap' in verdict) return { live, kind: 'not-checked', reason: verdict.gap }
    if (verdict.complaints.some(({ path }) => hasVariable(textAt(object.value, ...path) ?? '')))
      return { live, kind: 'not-checked', reason: VARIABLE }
    return { live, kind: 'judged', refused: verdict.complaints, warnings }
  }
  const pods = namespace === undefined ? {} : await examinePods(asked, object, namespace, live)
  return {
    live,
    kind: 'judged',
    refused: pods.refused ?? [],
    warnings,
    gaps: pods.gap === undefined ? [] : [pods.gap],
  }
}

/** Why an object was not checked whose dry run took too long. */
export const NO_ANSWER = 'the cluster did not answer in time'

const VARIABLE = 'another program is still to fill a place in it'

function reasonToSkip({ name, namespace, value }: KubernetesObject): string | undefined {
  if (has(value, 'sops')) return 'it is encrypted with SOPS: the cluster gets something else'
  if (!isObject(at(value, 'metadata'))) return 'it has no metadata, so kubectl does not send it'
  if (name === undefined && textAt(value, 'metadata', 'generateName') === undefined)
    return 'it has no name, so kubectl does not send it'
  if (hasVariable(name ?? '') || hasVariable(namespace ?? '')) return VARIABLE
  // As kubectl: these would be steps in a path of the API.
  if (name !== undefined && (/^\.{0,2}$/u.test(name) || /[/%]/u.test(name)))
    return 'its name is none, so kubectl does not send it'
  return undefined
}

async function resourceOf(
  { resourcesOf, project }: Examination,
  { apiVersion, group, kind }: KubernetesObject,
): Promise<KubeResource | { reason: string }> {
  // Anything else would be a path of its own.
  const found = /^[a-z0-9.-]+(?:\/[a-z0-9]+)?$/u.test(apiVersion) ? await resourcesOf(apiVersion) : 'not-served'
  if (found === 'forbidden') return { reason: `you may not see what the cluster has of ${excerpt(apiVersion)}` }
  const resource = found === 'not-served' ? undefined : found.find((one) => one.kind === kind)
  if (resource?.verbs.includes('create')) return resource
  const comes = project
    .ofType('apiextensions.k8s.io/CustomResourceDefinition')
    .some(({ value }) => textAt(value, 'spec', 'group') === group && textAt(value, 'spec', 'names', 'kind') === kind)
  if (resource === undefined && comes)
    return {
      reason: `the cluster does not know ${excerpt(kind)} before its definition, which these files bring, is there`,
    }
  return { reason: `the cluster takes no ${excerpt(kind)} of ${excerpt(apiVersion)}` }
}

function isNoNamespace({ code, about }: KubeRefusal): boolean {
  return code === 404 && about === 'namespaces'
}

function withoutNamespace({ project }: Examination, object: KubernetesObject, namespace: string): Examined {
  return project.named('Namespace', namespace, object).length > 0
    ? {
        kind: 'not-checked',
        reason: `its namespace ${excerpt(namespace)}, which these files bring, is not there yet`,
      }
    : { kind: 'no-namespace', namespace }
}

/**
 * Why a refusal with 403 is about the user, not about the manifest. Admission refuses with the same code and reason, and
 * any authorizer with words of its own, so the cluster is asked for the right itself.
 */
async function missingRight(
  { mayI, whyForbidden }: Examination,
  { refusal, verb, live }: Extract<Rehearsal, { kind: 'refused' }>,
  { groupVersion, plural, kind }: KubeResource,
  namespace: string | undefined,
): Promise<string | undefined> {
  if (refusal.code !== 403) return undefined
  const group = groupVersion.includes('/') ? (groupVersion.split('/')[0] ?? '') : ''
  const where = namespace === undefined ? '' : ` in the namespace ${excerpt(namespace)}`
  // Where nobody looked whether it is there, the change may have had to make it.
  for (const needed of verb === 'patch' && live === undefined ? (['patch', 'create'] as const) : [verb])
    if (!(await mayI({ namespace: namespace ?? '', verb: needed, group, resource: plural }))) {
      const closed =
        namespace !== undefined && !(await mayI({ namespace, verb: 'list', group: '', resource: 'pods' }))
      const why = whyForbidden({ kind, ...(closed && { namespace }) })
      const more = why === undefined ? '' : `: ${why}`
      return `you may not ${needed === 'create' ? 'create' : 'change'} ${excerpt(plural)}${where}${more}`
    }
  return undefined
}

type Explained = ReturnType<typeof judge>

/** What these files bring beside a pod is not there for the cluster yet, and admission looks for it. */
function explained(verdict: Explained, { code }: KubeRefusal, object: KubernetesObject, project: Project): Explained {
  if (code !== 403 || 'gap' in verdict) return verdict
  const spec = objectAt(podOf(object)?.pod, 'spec')
  const needed = [
    ['ServiceAccount', textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount')],
    ['scheduling.k8s.io/PriorityClass', textAt(spec, 'priorityClassName')],
  ] as const
  const brought = needed.find(([type, name]) => name !== undefined && project.named(type, name, object).length > 0)
  const isMeant =
    brought?.[1] !== undefined && verdict.complaints.some(({ message }) => message.includes(brought[1] ?? ''))
  return isMeant ? { gap: `${excerpt(brought[1] ?? '')}, which these files bring, is not there yet` } : verdict
}

/** A new pod of those that an object makes: quotas and policies look at pods only. */
async function examinePods(
  asked: Examination,
  object: KubernetesObject,
  namespace: string,
  live: Rehearsal['live'],
): Promise<{ refused?: readonly Complaint[]; gap?: string }> {
  const made = podOf(object)
  if (made === undefined || made.path.length === 0) return {}
  const resource = { groupVersion: 'v1', plural: 'pods', kind: 'Pod', namespaced: true, verbs: [] }
  const body = made.pod
  const answer = await asked.kube.dryRun({ how: 'create', place: { resource, namespace }, manager: 'icc-lint', body })
  if (answer.kind === 'accepted') return {}
  if (answer.kind === 'no-answer') return { gap: `its pods: ${NO_ANSWER}` }
  const { refusal } = answer
  const missing = await missingRight(asked, { ...answer, verb: 'create', live: 'missing' }, resource, namespace)
  if (missing !== undefined) return { gap: `its pods: ${missing}` }
  // The pods that run now count too, and are replaced by the new ones.
  if (live !== 'missing' && /exceeded quota/u.test(refusal.message)) return {}
  const verdict = explained(judge(refusal, body, false), refusal, object, asked.project)
  if ('gap' in verdict) return { gap: `its pods: ${verdict.gap}` }
  return {
    refused: verdict.complaints.map(({ path, message }) => ({
      path: [...made.path, ...(path.length === 0 ? ['spec'] : path)],
      what: 'its pods',
      message,
    })),
  }
}

/** Where a warning begins with a field, its place is that one. Of a Secret only the fact is told. */
function warningAbout(object: KubernetesObject, warning: string): Complaint {
  const [, field = '', rest = ''] = /^([\w.[\]/-]+): (.*)$/su.exec(warning) ?? []
  const top = /^\w+/u.exec(field)?.[0] ?? ''
  const path: Path = has(object.value, top) ? (readServerPath(field, object.value) ?? []) : []
  if (object.type === 'Secret') return { path, what: 'this', message: 'kubectl shows what about' }
  if (path.length > 0) return { path, what: 'this', message: quoted(rest) }
  return { path: placeOfWarning(object, warning), what: 'this', message: quoted(warning) }
}

function placeOfWarning(object: KubernetesObject, warning: string): Path {
  const made = podOf(object)
  const named = made === undefined ? [] : namedPlace(warning, made.pod)
  if (made !== undefined && named.length > 0) return [...made.path, ...named]
  return /is deprecated in/u.test(warning) ? ['apiVersion'] : []
}
