import type { JsonObject } from '../../src/features/manifests/document.ts'
import { at, isObject, listAt, objectAt, textAt } from '../../src/features/manifests/json.ts'
import { parseQuantity } from '../../src/features/manifests/quantity.ts'
import type { Profile } from '../../src/features/sites/schema.ts'
import type { Policy } from '../../playground/kubernetes-admission.ts'
import type { ClusterThing } from '../../playground/kubernetes-cluster.ts'
import { violations } from '../../playground/kubernetes-pod-security.ts'
import { containersIn, type PodIn } from '../../playground/kubernetes-pods.ts'

/**
 * The rules of a campus, held to all that people make: what the profile says, and nothing that a Kubernetes API refuses
 * anyway. A pod that would be refused, or that no node takes, is refused with what makes it, so that a test sees it.
 */
export function policiesOf(profile: Profile, things: Record<string, readonly ClusterThing[]>): Policy[] {
  return [
    ({ kind }) => ((profile.rules?.forbiddenKinds ?? []).includes(kind) ? `${kind} is forbidden here` : undefined),
    ofPods((pod) => (profile.security?.preset === 'restricted' ? violations(pod, 'restricted')[0] : undefined)),
    ofPods((pod) => (profile.security?.preset === 'openshift' ? ownUser(pod) : undefined)),
    ofPods((pod) => bannedField(profile, pod)),
    ofPods((pod) => unstated(profile, pod)),
    ofPods((pod) => aboveRatio(profile, pod)),
    ofPods((pod) => withoutNode(things['/nodes'] ?? [], pod)),
    ({ kind, object }) => firstOf(claimsIn(kind, object), (claim) => wrongClaim(profile, things, claim)),
    ({ kind, object }) => (kind === 'Ingress' ? wrongClass(things, object) : undefined),
  ]
}

const ofPods =
  (judge: (pod: PodIn) => string | undefined): Policy =>
  (_, pod) =>
    pod && judge(pod)

function firstOf<T>(list: readonly T[], judge: (one: T) => string | undefined): string | undefined {
  return list.map(judge).find((why) => why !== undefined)
}

function ownUser(pod: PodIn): string | undefined {
  const contexts = [pod.spec, ...containersIn(pod).map(({ value }) => value)]
  const named = contexts.some((one) =>
    ['runAsUser', 'runAsGroup', 'fsGroup'].some((key) => at(one, 'securityContext', key)),
  )
  return named ? 'the user ids of the namespace are its own' : undefined
}

function bannedField({ rules }: Profile, { spec }: PodIn): string | undefined {
  const field = (rules?.bannedFields ?? []).find((name) => spec[name] !== undefined)
  return field && `${field} is not allowed here`
}

function unstated({ resources }: Profile, pod: PodIn): string | undefined {
  return firstOf(containersIn(pod), ({ name, value }) => {
    const missing = (resources?.required ?? []).find(
      (path) => at(value, 'resources', ...path.split('.')) === undefined,
    )
    return missing && `the container ${name} does not state ${missing}`
  })
}

function aboveRatio({ resources }: Profile, pod: PodIn): string | undefined {
  const ratio = resources?.maxRatio
  if (ratio === undefined) return undefined
  return firstOf(containersIn(pod), ({ name, value }) =>
    firstOf(['cpu', 'memory'], (resource) => {
      const [limit, request] = ['limits', 'requests'].map((side) =>
        parseQuantity(at(value, 'resources', side, resource)),
      )
      if (limit === undefined || request === undefined) return undefined
      return Number(limit) > Number(request) * ratio ? `the ${resource} of ${name} is limited too high` : undefined
    }),
  )
}

const GPU = /^(?:nvidia|amd)\.com\//u

function withoutNode(nodes: readonly ClusterThing[], pod: PodIn): string | undefined {
  return firstOf(containersIn(pod), ({ name, value }) => {
    const wanted = Object.entries(objectAt(value, 'resources', 'limits') ?? {}).filter(([key]) => GPU.test(key))
    const fits = nodes.some(
      (node) => takesPod(node, pod.spec) && wanted.every(([key, amount]) => amountOn(node, key) >= Number(amount)),
    )
    return fits ? undefined : `no node takes ${name}`
  })
}

function wrongClaim(
  { storage }: Profile,
  things: Record<string, readonly ClusterThing[]>,
  claim: JsonObject,
): string | undefined {
  const classes = things['storage.k8s.io/storageclasses'] ?? []
  const name =
    textAt(claim, 'spec', 'storageClassName') ??
    classes.find(({ annotations = {} }) => Object.keys(annotations).length > 0)?.name
  if (!classes.some((one) => one.name === name)) return `there is no storage class ${name ?? 'by default'}`
  const { modes, sizeStep, maxSize } = storage?.classes?.find((one) => one.name === name) ?? {}
  const asked = listAt(claim, 'spec', 'accessModes').map((mode) => (typeof mode === 'string' ? mode : ''))
  const wrong = asked.find((mode) => modes?.some((one) => one === mode) === false)
  if (wrong !== undefined) return `${name} cannot be mounted as ${wrong}`
  const size = parseQuantity(at(claim, 'spec', 'resources', 'requests', 'storage')) ?? 0n
  const [step, most] = [parseQuantity(sizeStep), parseQuantity(maxSize)]
  if (step !== undefined && size % step !== 0n) return `${name} has volumes in steps of ${sizeStep} only`
  return most !== undefined && size > most ? `${name} has no volumes above ${maxSize}` : undefined
}

function wrongClass(things: Record<string, readonly ClusterThing[]>, ingress: JsonObject): string | undefined {
  const name = textAt(ingress, 'spec', 'ingressClassName')
  const classes = things['networking.k8s.io/ingressclasses'] ?? []
  return classes.length === 0 || classes.some((one) => one.name === name)
    ? undefined
    : `there is no ingress class ${name ?? 'by default'}`
}

/** The claims that an object is or makes. */
function claimsIn(kind: string, object: JsonObject): JsonObject[] {
  if (kind === 'PersistentVolumeClaim') return [object]
  return listAt(object, 'spec', 'volumeClaimTemplates').filter(isObject)
}

/** True if a pod tolerates all that a node wants and has its labels. */
function takesPod(node: ClusterThing, spec: JsonObject): boolean {
  const taints = listAt(node.body['spec'] as JsonObject, 'taints')
  const tolerated = taints.every((taint) =>
    listAt(spec, 'tolerations').some(
      (one) =>
        textAt(one, 'key') === textAt(taint, 'key') &&
        (textAt(one, 'operator') === 'Exists' || textAt(one, 'value') === textAt(taint, 'value')) &&
        [undefined, textAt(taint, 'effect')].includes(textAt(one, 'effect')),
    ),
  )
  const wanted = Object.entries(objectAt(spec, 'nodeSelector') ?? {})
  return tolerated && wanted.every(([key, value]) => node.labels?.[key] === value)
}

/** How many of a resource a node has. */
function amountOn(node: ClusterThing, resource: string): number {
  return Number(at(node.body['status'] as JsonObject, 'allocatable', resource) ?? 0)
}
