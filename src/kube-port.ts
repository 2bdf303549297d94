// What icc asks of a cluster: a part of Context, types only.

/** A cluster and who asks it, as a kubeconfig context names them. PEM texts, not paths. */
export type KubeTarget = {
  server: string
  /** Trusted instead of the system's certificates, as kubectl does. */
  ca: string | undefined
  tlsServerName: string | undefined
  insecureSkipTlsVerify: boolean
  proxyUrl: string | undefined
  credential: KubeCredential
}

export type KubeCredential =
  | { kind: 'none' }
  | { kind: 'token'; token: string }
  | { kind: 'certificate'; certificate: string; key: string }
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'exec'; exec: KubeExec }

/** `user.exec` of a kubeconfig. @see client.authentication.k8s.io/v1 */
export type KubeExec = {
  apiVersion: string
  command: string
  args: string[]
  env: { name: string; value: string }[]
  /** Whether the program is told which cluster it is for. */
  provideClusterInfo: boolean
}

export type Identity = { username: string; uid: string | undefined; groups: string[] }

export type AccessRequest = {
  namespace: string
  verb: string
  /** API group, empty for the core group. */
  group: string
  resource: string
}

/** One line of a SelfSubjectRulesReview. */
export type ResourceRule = { verbs: string[]; apiGroups: string[]; resources: string[]; resourceNames: string[] }

/** What a kind is called in paths: `deployments` of `apps/v1`. */
export type KubeResource = {
  groupVersion: string
  plural: string
  kind: string
  namespaced: boolean
  verbs: string[]
}

/** Objects in a namespace, or one of them; without a namespace those of the whole cluster. */
export type KubePlace = {
  resource: Pick<KubeResource, 'groupVersion' | 'plural'>
  namespace: string | undefined
  name?: string | undefined
}

/** An object as the server keeps it. */
export type KubeObject = { [field: string]: unknown }

/**
 * A change that is judged and never made (`dryRun=All`), unknown fields refused (`fieldValidation=Strict`).
 *
 * `create` posts a new object, the name in it; the others change the one at the place. `apply` is a server-side apply
 * under the name of `manager` that takes over fields of others (`force`), and makes what is not there.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/ (dry-run, field validation, patches)
 */
export type DryRun = {
  how: 'create' | 'apply' | 'strategic-merge' | 'merge'
  place: KubePlace
  manager: string
  body: KubeObject
}

/**
 * A server-side apply that is kept: the object is made, or has afterwards what `body` says, whoever set that before
 * (`force`). Unknown fields are refused.
 */
export type Apply = Pick<DryRun, 'manager' | 'body'> & { place: KubePlace & { name: string } }

/** `warnings` are the server's own words (Warning headers). `no-answer`: none came within the time for one request. */
export type DryRunAnswer =
  | { kind: 'accepted'; warnings: string[] }
  | { kind: 'refused'; warnings: string[]; refusal: KubeRefusal }
  | { kind: 'no-answer' }

/** A `Status` of meta/v1; empty texts where it says nothing. `about` is what it is about, by kind or plural. */
export type KubeRefusal = {
  /** Of HTTP, such as 422. */
  code: number
  reason: string
  message: string
  about: string
  /** `field` as the server writes paths: `spec.containers[0].image`. */
  causes: { field: string; reason: string; message: string }[]
}

/**
 * The questions icc asks a cluster. Each throws `token-rejected` (401, exit 4), `api-unreachable`,
 * `api-untrusted` (certificate), `api-forbidden` (403 where a review was asked for) or `api-invalid-answer` (exit 1).
 */
export type Kube = {
  /** SelfSubjectReview of authentication.k8s.io/v1; `not-served` on servers older than 1.28. */
  whoAmI(): Promise<Identity | 'not-served'>
  /** SelfSubjectAccessReview of authorization.k8s.io/v1. */
  canI(request: AccessRequest): Promise<boolean>
  /** SelfSubjectRulesReview of authorization.k8s.io/v1; `incomplete` is the server's own word. */
  rules(namespace: string): Promise<{ rules: ResourceRule[]; incomplete: boolean }>
  getNamespace(name: string): Promise<'found' | 'missing' | 'forbidden'>
  listNamespaces(): Promise<string[] | 'forbidden'>
  /** The version whose API the server has, such as `1.35`. */
  version(): Promise<string>
  /** What a group and version (`apps/v1`) has, subresources left out. */
  resources(groupVersion: string): Promise<KubeResource[] | 'not-served' | 'forbidden'>
  read(place: KubePlace & { name: string }): Promise<KubeObject | 'missing' | 'forbidden'>
  /** What an object says of itself: `metadata` alone, so that what a Secret holds stays where it is. */
  metadata(place: KubePlace & { name: string }): Promise<KubeObject | 'missing' | 'forbidden'>
  /** All objects of a kind in a namespace. */
  list(place: KubePlace): Promise<KubeObject[] | 'missing' | 'forbidden'>
  /** The addresses of the API's description in OpenAPI 3, by `apis/apps/v1`; each changes with what it leads to. */
  descriptions(): Promise<Record<string, string> | 'missing' | 'forbidden'>
  /** @param address one of `descriptions` */
  description(address: string): Promise<KubeObject | 'missing' | 'forbidden'>
  /** What the server would do with a change. Nothing is stored. */
  dryRun(request: DryRun): Promise<DryRunAnswer>
  /** Changes the cluster. */
  apply(request: Apply): Promise<DryRunAnswer>
}
