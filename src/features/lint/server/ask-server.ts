import type { Context, Kube } from '../../../context.ts'
import type { JsonObject, Source } from '../../manifests/document.ts'
import { objectAt, textAt } from '../../manifests/json.ts'
import type { KubernetesObject } from '../../manifests/object.ts'
import type { Schemas } from '../../manifests/schema/schemas.ts'
import { currentCluster } from '../../session/current-cluster.ts'
import type { TokenContext } from '../../session/token-cache.ts'
import { explainFailure, whyForbidden } from '../../session/explain-failure.ts'
import type { SitesContext } from '../../sites/layers.ts'
import type { EarlierClaim, ServerQuota } from '../facts.ts'
import { sortSources } from '../intake/sort-sources.ts'
import type { ServerWord } from '../lint.ts'
import { createProject, type Project } from '../project.ts'
import { lookUpCertificates } from './certificates/look-up.ts'
import { certificateWishes } from './certificates/wishes.ts'
import { examine, NO_ANSWER, type Examination, type Examined } from './examine.ts'
import { inParallel } from './in-parallel.ts'
import { liveClaim } from './live-claims.ts'
import { createQuestions } from './questions.ts'
import { servedKinds } from './served-kinds.ts'
import { identityOf, serverWord } from './server-word.ts'

export type ServerContext = TokenContext & SitesContext & Pick<Context, 'kube' | 'output' | 'stateDir'>

/** What a cluster said about a project. */
export type AskedServer = {
  /** Such as 1.35. */
  version: string
  /** What a claim is on the cluster; undefined where that could not be looked up. */
  earlierClaim: (claim: KubernetesObject) => EarlierClaim | 'new' | undefined
  /** The quotas of the namespaces that pods or claims go to, as far as the user may see them. */
  quotas: ReadonlyMap<string, readonly ServerQuota[]>
  /** Of kinds that neither icc nor the project knows. */
  definitions: readonly JsonObject[]
  word: ServerWord
}

/** Requests at a time: a project is asked about quickly, and a busy server does not feel it. */
const AT_ONCE = 6

const CERTIFICATE_RULES = ['server-certificate', 'server-tls-secret'] as const

/**
 * Asks the cluster of the current context what it would do with the objects of a project. Nothing is stored there, and
 * nothing of the manifests goes anywhere else.
 *
 * @param asked whether the findings of a rule are wanted
 * @throws `not-signed-in`, `session-over`, `token-rejected`, `context-not-set` (exit 4); `api-unreachable`,
 *   `api-untrusted`, `api-invalid-answer` and what reading the kubeconfig throws (exit 1)
 */
export async function askServer(
  ctx: ServerContext,
  sources: readonly Source[],
  schemas: Schemas,
  asked: (rule: string) => boolean = () => true,
): Promise<AskedServer> {
  const sorted = sortSources(sources)
  const project = createProject(sorted.manifests, sorted)
  const cluster = await currentCluster(ctx)
  const ended = new AbortController()
  try {
    const kube = await ctx.kube(cluster.target, ended.signal)
    const version = await kube.version()
    const quotas = await quotasFor(kube, project, cluster.namespace)
    const definitions = await servedKinds(ctx, kube, cluster.target.server, unknownObjects(project, schemas, version))
    const questions = createQuestions(kube)
    const examined = await examineAll(ctx, {
      ...questions,
      project,
      namespace: cluster.namespace,
      whyForbidden: (about) => whyForbidden(ctx, { site: cluster.site, ...about })?.words,
    })
    ctx.output.status(
      `The cluster of the context ${cluster.context} was asked about ${objectsIn(project)}. Nothing was stored there.`,
    )
    const answers = new Map(project.objects.map((object, index) => [identityOf(object), examined[index]]))
    const certificates = await lookUpCertificates(
      ctx,
      { ...questions, liveOf: (object) => answers.get(identityOf(object))?.live },
      CERTIFICATE_RULES.some(asked) ? certificateWishes(project, cluster.namespace) : [],
    )
    return {
      version,
      quotas,
      definitions,
      earlierClaim: (claim) => earlierClaim(answers.get(identityOf(claim))),
      word: serverWord(answers, cluster.context, certificates),
    }
  } catch (error) {
    throw explainFailure(ctx, { site: cluster.site, namespace: cluster.namespace }, error)
  } finally {
    // When one question failed, the others must not keep the process alive.
    ended.abort()
  }
}

const GIVEN_UP = 'the cluster was not asked any more: it did not answer before'

async function examineAll(ctx: Pick<Context, 'output'>, examination: Examination): Promise<Examined[]> {
  const { project } = examination
  let [done, unanswered] = [0, 0]
  const examined = await inParallel(project.objects, AT_ONCE, async (object): Promise<Examined> => {
    // Each would take its ten seconds.
    if (unanswered >= AT_ONCE) return { kind: 'not-checked', reason: GIVEN_UP }
    const result = await examine(examination, object)
    if (result.kind === 'not-checked' && result.reason === NO_ANSWER) unanswered += 1
    done += 1
    ctx.output.progress(`Asking the cluster: ${done} of ${project.objects.length}`)
    return result
  })
  ctx.output.progress('')
  return examined
}

function objectsIn({ objects }: Project): string {
  return `${objects.length} object${objects.length === 1 ? '' : 's'}`
}

/** Of kinds that may be custom ones, whose definition the project does not bring. */
function unknownObjects(project: Project, schemas: Schemas, version: string): KubernetesObject[] {
  const own = project.ofType('apiextensions.k8s.io/CustomResourceDefinition').map(({ value }) => value)
  const known = schemas.at(schemas.nearest(Number(version.split('.')[1])), own)
  return project.objects.filter(({ apiVersion, kind }) => {
    const found = known.find(apiVersion, kind)
    return found.status === 'unknown' && found.custom
  })
}

function earlierClaim(examined: Examined | undefined): EarlierClaim | 'new' | undefined {
  const live = examined?.live
  if (live === 'missing') return 'new'
  return live === undefined ? undefined : liveClaim(live)
}

async function quotasFor(
  kube: Kube,
  project: Project,
  namespace: string,
): Promise<ReadonlyMap<string, readonly ServerQuota[]>> {
  const counted = project.objects.filter(({ type }) => type === 'PersistentVolumeClaim')
  const users = [...project.pods.map(({ owner }) => owner), ...counted]
  const namespaces = [...new Set(users.map((object) => object.namespace ?? namespace))]
  const found = await inParallel(namespaces.filter(isName), AT_ONCE, async (name) => {
    const listed = await kube.list({ resource: { groupVersion: 'v1', plural: 'resourcequotas' }, namespace: name })
    return [name, typeof listed === 'string' ? [] : listed.flatMap((quota) => toQuota(quota as JsonObject))] as const
  })
  return new Map(found)
}

/** A quota with scopes is for some pods only. */
function toQuota(quota: JsonObject): ServerQuota[] {
  const { hard, scopes, scopeSelector } = objectAt(quota, 'spec') ?? {}
  const isScoped = scopeSelector !== undefined || (Array.isArray(scopes) && scopes.length > 0)
  if (isScoped || hard === undefined) return []
  return [{ name: textAt(quota, 'metadata', 'name') ?? '', hard: objectAt(hard) ?? {} }]
}

function isName(namespace: string): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u.test(namespace)
}
