import type { OpenApiFile, PropertySchema, ReleaseSource, TypeSchema } from '../../../tools/schemas/release.ts'

// A few types as the sources of a release have them, in the form of those files.

export function ref(type: string): PropertySchema {
  return { allOf: [{ $ref: `#/components/schemas/${type}` }] }
}

export function object(properties: Record<string, PropertySchema>, required: string[] = []): TypeSchema {
  return { type: 'object', properties, required }
}

/** What a file of `api/openapi-spec/v3` holds of one kind: how to create it, and types. */
export function openApiFile(
  group: string,
  version: string,
  kind: string,
  schemas: Record<string, TypeSchema>,
): OpenApiFile {
  const type = `io.k8s.api.${group.split('.')[0]}.${version}.${kind}`
  const $ref = `#/components/schemas/${type}`
  const post = {
    requestBody: { content: { '*/*': { schema: { $ref } } } },
    'x-kubernetes-group-version-kind': { group, version, kind },
  }
  const path = `/apis/${group}/${version}/${kind.toLowerCase()}s`
  return {
    paths: { [path]: { post }, [`${path}/{name}/eviction`]: { post } },
    components: { schemas: { [type]: object({}), ...schemas } },
  }
}

export function source(version: string, more: Partial<ReleaseSource>): ReleaseSource {
  return { version, openapi: [], generated: '', features: [], goTypes: {}, controlPlane: '', ...more }
}

const LABEL_SELECTOR = 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector'
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString'
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity'
const INTEGER: PropertySchema = { type: 'integer', format: 'int32' }
const TEXT: PropertySchema = { type: 'string' }

/** Three types of every release, as each of them has them. */
export function sample(version: string): ReleaseSource {
  const minor = Number(version.split('.')[1])
  const tolerance: Record<string, PropertySchema> = minor >= 33 ? { tolerance: ref(QUANTITY) } : {}
  return source(version, {
    openapi: [
      openApiFile('policy', 'v1', 'PodDisruptionBudget', {
        'io.k8s.api.policy.v1.PodDisruptionBudget': object({
          spec: ref('io.k8s.api.policy.v1.PodDisruptionBudgetSpec'),
        }),
        'io.k8s.api.policy.v1.PodDisruptionBudgetSpec': object({
          maxUnavailable: ref(INT_OR_STRING),
          minAvailable: ref(INT_OR_STRING),
          selector: ref(LABEL_SELECTOR),
          unhealthyPodEvictionPolicy: TEXT,
        }),
        [LABEL_SELECTOR]: object({}),
        [INT_OR_STRING]: { format: 'int-or-string' },
      }),
      openApiFile('networking.k8s.io', 'v1', 'NetworkPolicy', {
        'io.k8s.api.networking.v1.NetworkPolicy': object({ spec: ref('io.k8s.api.networking.v1.NetworkPolicySpec') }),
        'io.k8s.api.networking.v1.NetworkPolicySpec': object(
          {
            podSelector: ref(LABEL_SELECTOR),
            policyTypes: { type: 'array', items: TEXT },
            ingress: { type: 'array', items: ref('io.k8s.api.networking.v1.NetworkPolicyIngressRule') },
            egress: { type: 'array', items: ref('io.k8s.api.networking.v1.NetworkPolicyEgressRule') },
          },
          minor < 34 ? ['podSelector'] : [],
        ),
        'io.k8s.api.networking.v1.NetworkPolicyIngressRule': object({}),
        'io.k8s.api.networking.v1.NetworkPolicyEgressRule': object({}),
      }),
      openApiFile('autoscaling', 'v2', 'HorizontalPodAutoscaler', {
        'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler': object({
          behavior: ref('io.k8s.api.autoscaling.v2.HPAScalingRules'),
        }),
        'io.k8s.api.autoscaling.v2.HPAScalingRules': object({
          policies: { type: 'array', items: ref('io.k8s.api.autoscaling.v2.HPAScalingPolicy') },
          selectPolicy: TEXT,
          stabilizationWindowSeconds: INTEGER,
          ...tolerance,
        }),
        'io.k8s.api.autoscaling.v2.HPAScalingPolicy': object({}),
        [QUANTITY]: {},
      }),
    ],
    generated: [
      'func schema_k8sio_api_policy_v1_PodDisruptionBudgetSpec(ref common.ReferenceCallback) common.OpenAPIDefinition {',
      '\t\t\t\t\t"unhealthyPodEvictionPolicy": {',
      '\t\t\t\t\t\t\tEnum:        []interface{}{"AlwaysAllow", "IfHealthyBudget"},',
      'func schema_k8sio_api_networking_v1_NetworkPolicySpec(ref common.ReferenceCallback) common.OpenAPIDefinition {',
      '\t\t\t\t\t"policyTypes": {',
      '\t\t\t\t\t\t\t\t\t\tEnum:    []interface{}{"Egress", "Ingress"},',
    ].join('\n'),
    features: [
      [
        '\tHPAConfigurableTolerance: {',
        '\t\t{Version: version.MustParse("1.33"), Default: false, PreRelease: featuregate.Alpha},',
        '\t\t{Version: version.MustParse("1.35"), Default: true, PreRelease: featuregate.Beta},',
        '\t},',
      ].join('\n'),
    ],
    goTypes: {
      'autoscaling/v2': [
        'type HPAScalingRules struct {',
        '\t// +featureGate=HPAConfigurableTolerance',
        '\t// +optional',
        '\tTolerance *resource.Quantity `json:"tolerance,omitempty" protobuf:"bytes,4,opt,name=tolerance"`',
        '}',
      ].join('\n'),
    },
  })
}
