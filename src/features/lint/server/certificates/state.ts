import type { JsonObject } from '../../../manifests/document.ts'
import { listAt, textAt } from '../../../manifests/json.ts'
import type { Severity } from '../../rule.ts'
import { causeIn, type Cause } from './causes.ts'

/** What cert-manager keeps beside the Certificates of a namespace; empty where it may not be seen. */
export type Proceedings = {
  requests: readonly JsonObject[]
  orders: readonly JsonObject[]
  challenges: readonly JsonObject[]
}

/** What is to be said of a certificate that is not as it should be. */
export type CertificateState = { message: string; hint: string; severity: Severity }

/** Milliseconds. Proofs and queues take a minute or two; what takes longer does not come by itself. */
const PATIENCE = 10 * 60 * 1000

/** True where a Certificate is ready and nothing went wrong since. */
export function isSound(certificate: JsonObject): boolean {
  return isTrue(certificate, 'Ready') && !hasFailed(certificate)
}

/**
 * Why a Certificate is not ready, or cannot be renewed: the newest word of the Challenges, of the Order, of the
 * CertificateRequest, or its own, the first that there is.
 *
 * @param now milliseconds since the epoch
 * @see https://cert-manager.io/docs/troubleshooting/acme/
 */
export function stateOf(certificate: JsonObject, proceedings: Proceedings, now: number): CertificateState {
  const name = textAt(certificate, 'metadata', 'name') ?? ''
  const hosts = listAt(certificate, 'spec', 'dnsNames').filter((host) => typeof host === 'string')
  const said = wordsAbout(certificate, hosts, proceedings)
  const host = said?.host ?? hosts[0] ?? name
  const until = (textAt(certificate, 'status', 'notAfter') ?? '').slice(0, 'YYYY-MM-DD'.length)
  const more = `kubectl describe ${said?.object ?? `certificate ${name}`}`
  if (said === undefined && !isTrue(certificate, 'Ready') && isYoung(certificate, now))
    return {
      severity: 'info',
      message: `The certificate for ${host} is being made.`,
      hint: `kubectl get certificate ${name}`,
    }
  const cause: Cause = said === undefined ? { what: 'nothing tells why' } : causeIn(said.reason, host)
  return {
    severity: 'warning',
    message: `${fact(certificate, host, until, now)}: ${cause.what}.`,
    hint: cause.hint ?? more,
  }
}

function fact(certificate: JsonObject, host: string, until: string, now: number): string {
  if (until === '') return `There is no certificate for ${host} yet`
  const isOver = Date.parse(textAt(certificate, 'status', 'notAfter') ?? '') < now
  return isOver
    ? `The certificate for ${host} ended on ${until}, and there is no new one`
    : `The certificate for ${host} holds until ${until}, and there is no new one yet`
}

type Said = { reason: string; object: string; host?: string | undefined }

function wordsAbout(certificate: JsonObject, hosts: readonly string[], proceedings: Proceedings): Said | undefined {
  const name = textAt(certificate, 'metadata', 'name') ?? ''
  const request = newest(proceedings.requests.filter((one) => isOf(one, 'Certificate', name)))
  const order = newest(
    proceedings.orders.filter(
      (one) =>
        isOf(one, 'Certificate', name) || isOf(one, 'CertificateRequest', textAt(request, 'metadata', 'name') ?? '/'),
    ),
  )
  const challenges = proceedings.challenges.filter(
    (one) => textAt(one, 'status', 'state') !== 'valid' && hosts.includes(textAt(one, 'spec', 'dnsName') ?? '/'),
  )
  return (
    challenges.map(challengeSays).find((said) => said !== undefined) ??
    orderSays(order) ??
    conditionsSay(request, 'certificaterequest', ['Denied', 'InvalidRequest', 'Ready']) ??
    conditionsSay(certificate, 'certificate', ['Issuing'])
  )
}

/** By the annotation that cert-manager hands down, or by the owner. */
function isOf(object: JsonObject, kind: 'Certificate' | 'CertificateRequest', name: string): boolean {
  const owners = listAt(object, 'metadata', 'ownerReferences')
  const isOwned = owners.some((owner) => textAt(owner, 'kind') === kind && textAt(owner, 'name') === name)
  const written = textAt(object, 'metadata', 'annotations', 'cert-manager.io/certificate-name')
  return isOwned || (kind === 'Certificate' && written === name)
}

function newest(objects: readonly JsonObject[]): JsonObject | undefined {
  return objects.toSorted((one, other) => (createdAt(one) < createdAt(other) ? 1 : -1))[0]
}

function createdAt(object: JsonObject): string {
  return textAt(object, 'metadata', 'creationTimestamp') ?? ''
}

function challengeSays(challenge: JsonObject): Said | undefined {
  const reason = textAt(challenge, 'status', 'reason') ?? ''
  const object = `challenge ${textAt(challenge, 'metadata', 'name') ?? ''}`
  return reason === '' ? undefined : { reason, object, host: textAt(challenge, 'spec', 'dnsName') }
}

function orderSays(order: JsonObject | undefined): Said | undefined {
  const reason = textAt(order, 'status', 'reason') ?? ''
  return reason === '' ? undefined : { reason, object: `order ${textAt(order, 'metadata', 'name') ?? ''}` }
}

/** Of the conditions only what stands for something wrong: that a Secret is not there yet is no reason. */
function conditionsSay(object: JsonObject | undefined, kind: string, types: readonly string[]): Said | undefined {
  const name = textAt(object, 'metadata', 'name') ?? ''
  for (const type of types) {
    const condition = conditionOf(object, type)
    const message = textAt(condition, 'message') ?? ''
    const isWrong = FAILED.has(textAt(condition, 'reason') ?? '') || NOT_FOUND.test(message)
    if (isWrong && message !== '') return { reason: message, object: `${kind} ${name}` }
  }
  return undefined
}

const FAILED: ReadonlySet<string> = new Set(['Failed', 'Denied', 'InvalidRequest'])
const NOT_FOUND = /not found|does not have a Ready|not ready/iu

function hasFailed(certificate: JsonObject): boolean {
  return textAt(conditionOf(certificate, 'Issuing'), 'reason') === 'Failed'
}

function isTrue(object: JsonObject, type: string): boolean {
  return textAt(conditionOf(object, type), 'status') === 'True'
}

function conditionOf(object: JsonObject | undefined, type: string): JsonObject | undefined {
  const conditions = listAt(object, 'status', 'conditions')
  return conditions.find((one): one is JsonObject => textAt(one, 'type') === type)
}

function isYoung(certificate: JsonObject, now: number): boolean {
  return now - Date.parse(createdAt(certificate)) < PATIENCE
}
