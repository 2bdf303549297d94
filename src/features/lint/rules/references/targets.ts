import { hasIssuer, INGRESS, ingressTls } from '../../../manifests/ingress.ts'
import { listAt, objectAt, textAt } from '../../../manifests/json.ts'
import { secretsMadeBy } from '../../../manifests/made-secrets.ts'
import { isMaker } from '../../../manifests/makers.ts'
import { createNearNames, type NearNames } from '../../../manifests/near-names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { mayShareNamespace, type Project } from '../../project.ts'

/** What the references that are looked at lead to. */
export type TargetKind = 'ConfigMap' | 'PersistentVolumeClaim' | 'Secret' | 'Service' | 'ServiceAccount'

/** Something that is there, or will be; `keys` undefined where nothing tells which it has. */
export type Target = { keys: ReadonlySet<string> | undefined }

/** What there is to refer to. */
export type Targets = {
  /** All that have the name and are, or may be, in the namespace of `near`. */
  find(kind: TargetKind, name: string, near: KubernetesObject): Target[]
  /** The name that a misspelt one may mean. */
  meant(kind: TargetKind, name: string, near: KubernetesObject): string | undefined
  /** The object of the name, where it is in another namespace. */
  elsewhere(kind: TargetKind, name: string): KubernetesObject | undefined
  /** A custom resource whose operator may make what is missing; with a `name`, one that such a name comes from. */
  maker(near: KubernetesObject, name?: string): KubernetesObject | undefined
}

/** Indexes, each made when it is first asked for: no reference is compared with all objects. */
export function createTargets(project: Project): Targets {
  const made = once(() => madeThings(project.objects))
  const makers = once(() => project.objects.filter(isMaker))
  const makersByNamespace = once(() => new Map(makers().map((one) => [one.namespace, one])))
  const makersByName = once(() => Map.groupBy(makers(), ({ name }) => name))
  const near = new Map<TargetKind, NearNames>()
  const byName = new Map<TargetKind, Map<string | undefined, KubernetesObject>>()

  const lookUp: Targets['find'] = (kind, name, referrer) => [
    ...project.named(kind, name, referrer).map((object) => ({ keys: keysOf(object) })),
    ...(made().get(`${kind} ${kind === 'PersistentVolumeClaim' ? claimBase(name) : name}`) ?? [])
      .filter((owner) => mayShareNamespace(owner, referrer))
      .map(() => ({ keys: undefined })),
  ]
  const looked = new Map<string, ReturnType<Targets['find']>>()
  const find: Targets['find'] = (kind, name, referrer) => {
    const id = JSON.stringify([kind, name, referrer.namespace])
    const found = looked.get(id) ?? lookUp(kind, name, referrer)
    looked.set(id, found)
    return found
  }
  return {
    find,
    meant(kind, name, referrer) {
      const index = near.get(kind) ?? createNearNames(namesOf(kind, project, made()))
      near.set(kind, index)
      return index(name).find((candidate) => find(kind, candidate, referrer).length > 0)
    },
    elsewhere(kind, name) {
      const index = byName.get(kind) ?? new Map(project.ofType(kind).map((object) => [object.name, object]))
      byName.set(kind, index)
      return index.get(name)
    },
    maker(referrer, name) {
      if (name !== undefined)
        return beginnings(name)
          .flatMap((beginning) => makersByName().get(beginning) ?? [])
          .find((one) => mayShareNamespace(one, referrer))
      if (referrer.namespace === undefined) return makers()[0]
      return makersByNamespace().get(referrer.namespace) ?? makersByNamespace().get(undefined)
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** What other objects make, by kind and name: Secrets, and the claims of StatefulSets without their number. */
function madeThings(objects: readonly KubernetesObject[]): Map<string, KubernetesObject[]> {
  const found = new Map<string, KubernetesObject[]>()
  for (const object of objects)
    for (const id of thingsMadeBy(object)) {
      const makers = found.get(id)
      if (makers) makers.push(object)
      else found.set(id, [object])
    }
  return found
}

function thingsMadeBy(object: KubernetesObject): string[] {
  return [
    ...[...secretsMadeBy(object), ...certificatesOf(object)].map((name) => `Secret ${name}`),
    ...claimsOf(object).map((name) => `PersistentVolumeClaim ${name}`),
  ]
}

/** cert-manager makes them, for an Ingress that names an issuer. */
function certificatesOf(object: KubernetesObject): string[] {
  if (object.type !== INGRESS || !hasIssuer(object)) return []
  return ingressTls(object).flatMap(({ secretName }) => secretName ?? [])
}

function claimsOf({ type, name, value }: KubernetesObject): string[] {
  if (type !== 'apps/StatefulSet' || name === undefined) return []
  return listAt(value, 'spec', 'volumeClaimTemplates').flatMap((claim) => {
    const template = textAt(claim, 'metadata', 'name')
    return template === undefined ? [] : [`${template}-${name}`]
  })
}

/** `data-db-0` is a claim of the first pod of the StatefulSet `db`. */
function claimBase(name: string): string {
  return name.replace(/-\d+$/u, '')
}

function namesOf(kind: TargetKind, project: Project, made: ReadonlyMap<string, unknown>): string[] {
  const prefix = `${kind} `
  const names = kind === 'Secret' ? [...made.keys()].filter((id) => id.startsWith(prefix)) : []
  return [...project.namesOf(kind), ...names.map((id) => id.slice(prefix.length))]
}

/** `db-app` may come of `db`, and `a-b-c` of `a` or `a-b`. */
function beginnings(name: string): string[] {
  const parts = name.split('-')
  return parts.map((_, index) => parts.slice(0, index + 1).join('-'))
}

/** Undefined where they are put in later: by the server, or by whoever fills an empty one. */
function keysOf({ kind, value }: KubernetesObject): ReadonlySet<string> | undefined {
  if (kind === 'Secret' && textAt(value, 'type') === 'kubernetes.io/service-account-token') return undefined
  const fields = kind === 'Secret' ? ['data', 'stringData'] : ['data', 'binaryData']
  const keys = fields.flatMap((field) => Object.keys(objectAt(value, field) ?? {}))
  return keys.length === 0 ? undefined : new Set(keys)
}
