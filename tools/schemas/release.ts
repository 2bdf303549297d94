/** What one minor version of Kubernetes says of its API, as read from its source. */
export type Release = {
  /** Such as 1.34.10. */
  version: string
  minor: number
  /** Types by their OpenAPI name, such as `io.k8s.api.core.v1.PodSpec`. */
  types: Map<string, Map<string, Field>>
  kinds: Kind[]
}

export type Field = {
  /** `string`, `int32`, `[]io.k8s.api.core.v1.Container`, `{}string`, ... */
  type: string
  required: boolean
  /** What the text (in a list: each) may be; undefined where any may stand. */
  values?: readonly string[]
  /** True if a feature gate that is off by default guards it: the server drops it without a word. */
  off?: boolean
}

/** A kind that can be created at the server. */
export type Kind = {
  /** Such as `apps/v1`. */
  apiVersion: string
  kind: string
  /** The OpenAPI name of its type. */
  type: string
  /** True if a server offers it only when its operator asked for it. */
  off: boolean
}

/** The texts that a release is read from. */
export type ReleaseSource = {
  /** Such as 1.34.10. */
  version: string
  /** The files of `api/openapi-spec/v3`. */
  openapi: OpenApiFile[]
  /** `pkg/generated/openapi/zz_generated.openapi.go`: the same types once more, with what values are allowed. */
  generated: string
  /** `pkg/features/*kube_features.go`: what is on by default. */
  features: string[]
  /** `types.go` of k8s.io/api by its folder, such as `core/v1`: which feature gate guards a field. */
  goTypes: Record<string, string>
  /** `pkg/controlplane/instance.go`: which betas are on by default. */
  controlPlane: string
}

export type OpenApiFile = {
  paths?: Record<string, { post?: Operation }>
  components?: { schemas?: Record<string, TypeSchema> }
}

export type Operation = {
  requestBody?: { content?: Record<string, { schema?: PropertySchema }> }
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }
}

export type TypeSchema = PropertySchema & { properties?: Record<string, PropertySchema>; required?: string[] }

export type PropertySchema = {
  $ref?: string
  allOf?: PropertySchema[]
  type?: string
  format?: string
  items?: PropertySchema
  additionalProperties?: PropertySchema
}
