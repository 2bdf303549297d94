import type { JsonObject } from '../manifests/document.ts'
import type { KubernetesObject } from '../manifests/object.ts'
import type { Quantity } from '../manifests/quantity.ts'
import type { Schemas } from '../manifests/schema/schemas.ts'
import type { Profile } from '../sites/schema.ts'

/** What the manifests are held against. */
export type Facts = {
  target: Target
  /** The profile of the campus; without one only what holds everywhere is checked. */
  site: { id: string; profile: Profile } | undefined
  /** What the API takes, in all versions that icc knows. */
  schemas: Schemas
  /** CustomResourceDefinitions that are there besides those of the project. */
  definitions: readonly JsonObject[]
  /** The namespace that kubectl would use for objects that name none. */
  namespace: string | undefined
  /** True if a whole folder was given: then a thing that is referred to and not there is missing, not just elsewhere. */
  wholeProject: boolean
  /**
   * What a PersistentVolumeClaim of the project was before: on the server, or else in the last commit. `new` where it is
   * known that there was none; undefined where nobody could look. Left out where neither was asked.
   */
  earlierClaim?: ((claim: KubernetesObject) => EarlierClaim | 'new' | undefined) | undefined
  /** The quotas that hold on the cluster, by namespace, those with scopes left out. Left out where no cluster was asked. */
  quotas?: ReadonlyMap<string, readonly ServerQuota[]> | undefined
}

/** A ResourceQuota of the cluster: its name, and `spec.hard`. */
export type ServerQuota = { name: string; hard: JsonObject }

/** A PersistentVolumeClaim as it was before these files. */
export type EarlierClaim = {
  from: 'server' | 'commit'
  /** `spec.resources.requests.storage` */
  requested: Quantity
  /** `status.capacity.storage`, which the server alone knows; undefined while no volume is bound. */
  capacity?: Quantity | undefined
}

/** The Kubernetes version that the manifests are for. */
export type Target = {
  /** 34 of 1.34; what is checked against, one of the embedded versions. */
  minor: number
  /** Where it comes from, to complete "Kubernetes 1.34, ...": "from the profile haw-icc", "the newest that icc knows". */
  origin: string
  /** The minor that was asked for, if it is none of the embedded ones. */
  asked?: number
  /** True where nobody said which version the cluster has. */
  assumed?: true
}
