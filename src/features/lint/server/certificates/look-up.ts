import type { Context, Kube, KubeResource } from '../../../../context.ts'
import { ExitCode, IccError } from '../../../../errors.ts'
import type { JsonObject } from '../../../manifests/document.ts'
import { textAt } from '../../../manifests/json.ts'
import { hasIssuer, INGRESS, ingressTls } from '../../../manifests/ingress.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Severity } from '../../rule.ts'
import { inParallel } from '../in-parallel.ts'
import type { ServerQuestions } from '../questions.ts'
import { ownerOf, takenByNobody, takenByOther } from './secret-taken.ts'
import { isSound, stateOf, type Proceedings } from './state.ts'
import type { CertificateWish } from './wishes.ts'

/** What is to be told about one wish; a gap where nobody could look. */
export type CertificateWord = { wish: CertificateWish } & (
  | { rule: 'server-certificate' | 'server-tls-secret'; severity: Severity; message: string; hint: string }
  | { gap: string }
)

export type CertificateQuestions = Pick<ServerQuestions, 'kube' | 'resourcesOf'> & {
  /** What the cluster has of an object now, where it was looked up. */
  liveOf: (object: KubernetesObject) => JsonObject | 'missing' | undefined
}

type LookUpContext = Pick<Context, 'clock' | 'output'>

const CERT_MANAGER = 'cert-manager.io/v1'
const ACME = 'acme.cert-manager.io/v1'

/** Certificates that are looked at in one run, with two or three requests each. */
const MOST = 30
const AT_ONCE = 6
/** Milliseconds for all of them together. */
const TIME_LIMIT = 10_000

/**
 * What the cluster tells of the certificates that a project wants: whose the Secrets are, and why there is none yet.
 * Of Secrets only the metadata is asked for. What may not be seen is left out, with a word for --verbose.
 *
 * @throws `token-rejected` (exit 4)
 */
export async function lookUpCertificates(
  ctx: LookUpContext,
  asked: CertificateQuestions,
  wishes: readonly CertificateWish[],
): Promise<CertificateWord[]> {
  const [first] = wishes
  if (first === undefined) return []
  try {
    const served = await asked.resourcesOf(CERT_MANAGER)
    if (typeof served === 'string') {
      ctx.output.debug(`certificates were not looked at: ${CERT_MANAGER} is ${served} on this cluster`)
      return []
    }
    const looked = await within(ctx, lookAtEach(ctx, asked, wishes.slice(0, MOST)))
    if (looked === undefined) return [{ wish: first, gap: 'the cluster took too long to tell of the certificates' }]
    const next = wishes[MOST]
    if (next === undefined) return looked
    return [...looked, { wish: next, gap: `no more than ${MOST} certificates are looked at in one run` }]
  } catch (error) {
    if (!(error instanceof IccError) || error.exitCode === ExitCode.signIn) throw error
    return [
      { wish: first, gap: `the cluster did not tell of the certificates: ${error.message.replace(/\.$/u, '')}` },
    ]
  }
}

/** Undefined where the time was up; what is then still under way ends with the run. */
async function within<T>({ clock }: LookUpContext, work: Promise<T>): Promise<T | undefined> {
  const done = new AbortController()
  work.catch(() => undefined)
  const limit = clock.sleep(TIME_LIMIT, done.signal).then(
    () => undefined,
    () => undefined,
  )
  try {
    return await Promise.race([work, limit])
  } finally {
    done.abort()
  }
}

async function lookAtEach(
  ctx: LookUpContext,
  asked: CertificateQuestions,
  wishes: readonly CertificateWish[],
): Promise<CertificateWord[]> {
  const proceedings = new Map<string, Promise<Proceedings>>()
  const proceedingsOf = (namespace: string): Promise<Proceedings> => {
    const found = proceedings.get(namespace) ?? listProceedings(ctx, asked, namespace)
    proceedings.set(namespace, found)
    return found
  }
  const words = await inParallel(wishes, AT_ONCE, (wish) => lookAt(ctx, asked, wish, proceedingsOf))
  return words.flat()
}

async function lookAt(
  ctx: LookUpContext,
  { kube, liveOf }: CertificateQuestions,
  wish: CertificateWish,
  proceedingsOf: (namespace: string) => Promise<Proceedings>,
): Promise<CertificateWord[]> {
  const { namespace, secret, certificate } = wish
  const found = await kube.read({ resource: CERTIFICATES, namespace, name: certificate })
  if (found === 'forbidden') {
    ctx.output.debug(`you may not see the Certificate ${certificate} in ${namespace}`)
    return []
  }
  if (found !== 'missing' && isSound(found as JsonObject)) return []
  const filled = await kube.metadata({ resource: SECRETS, namespace, name: secret })
  if (filled === 'forbidden') ctx.output.debug(`you may not see the Secret ${secret} in ${namespace}`)
  const taken = typeof filled === 'string' ? [] : await whoseSecret(kube, filled as JsonObject, wish)
  if (found === 'missing') return isOverdue(ctx, wish, liveOf(wish.object)) ? [...taken, notBegun(wish)] : taken
  const state = stateOf(found as JsonObject, await proceedingsOf(namespace), ctx.clock.now())
  return [...taken, { wish, rule: 'server-certificate', ...state }]
}

const CERTIFICATES = { groupVersion: CERT_MANAGER, plural: 'certificates' }
const SECRETS = { groupVersion: 'v1', plural: 'secrets' }

async function whoseSecret(kube: Kube, secret: JsonObject, wish: CertificateWish): Promise<CertificateWord[]> {
  const owner = ownerOf(secret, wish)
  const taken = { wish, rule: 'server-tls-secret', severity: 'warning' } as const
  if (owner.kind === 'wanted') return []
  if (owner.kind === 'nobody') return [{ ...taken, ...takenByNobody(wish) }]
  const place = { resource: CERTIFICATES, namespace: wish.namespace, name: owner.certificate }
  // Of a Certificate that is gone the Secret may well be left over: it is filled anew.
  const other = await kube.read(place)
  const stillWrites = typeof other !== 'string' && textAt(other as JsonObject, 'spec', 'secretName') === wish.secret
  return stillWrites ? [{ ...taken, ...takenByOther(wish, owner.certificate) }] : []
}

/** True for an Ingress that has been there with the same wish for some minutes, without a Certificate. */
function isOverdue(
  { clock }: LookUpContext,
  { object, secret }: CertificateWish,
  live: JsonObject | 'missing' | undefined,
): boolean {
  if (object.type !== INGRESS || live === undefined || live === 'missing') return false
  const there: KubernetesObject = { ...object, value: live, path: [] }
  const wanted = hasIssuer(there) && ingressTls(there).some(({ secretName }) => secretName === secret)
  const since = Date.parse(textAt(live, 'metadata', 'creationTimestamp') ?? '')
  return wanted && clock.now() - since > 5 * 60 * 1000
}

function notBegun(wish: CertificateWish): CertificateWord {
  const host = wish.hosts[0] ?? wish.secret
  return {
    wish,
    rule: 'server-certificate',
    severity: 'warning',
    message: `The Ingress is on the cluster already, and cert-manager has not begun a certificate for ${host}.`,
    hint: `kubectl describe ingress ${wish.object.name ?? ''}: its last lines tell why, if anything does`,
  }
}

async function listProceedings(
  { output }: LookUpContext,
  { kube, resourcesOf }: CertificateQuestions,
  namespace: string,
): Promise<Proceedings> {
  const acme = await resourcesOf(ACME)
  const list = async (groupVersion: string, plural: string): Promise<JsonObject[]> => {
    if (groupVersion === ACME && !isServed(acme, plural)) return []
    const found = await kube.list({ resource: { groupVersion, plural }, namespace })
    if (typeof found !== 'string') return found.map((one) => one as JsonObject)
    output.debug(`the ${plural} in ${namespace} are ${found}, so less can be told of certificates`)
    return []
  }
  const [requests, orders, challenges] = await Promise.all([
    list(CERT_MANAGER, 'certificaterequests'),
    list(ACME, 'orders'),
    list(ACME, 'challenges'),
  ])
  return { requests, orders, challenges }
}

function isServed(resources: KubeResource[] | 'not-served' | 'forbidden', plural: string): boolean {
  return typeof resources !== 'string' && resources.some((one) => one.plural === plural)
}
