// Where the generated files and the server disagree. Each line was tried at a kube-apiserver 1.37, and is as old as the
// fields are. Fields are named by the end of their type's OpenAPI name.

/** Fields whose values the server holds to a fixed set though their Go type lacks the mark `+enum`. */
export const FURTHER_VALUES: Readonly<Record<string, readonly string[]>> = {
  'meta.v1.LabelSelectorRequirement operator': ['DoesNotExist', 'Exists', 'In', 'NotIn'],
  'apiextensions.v1.CustomResourceDefinitionSpec scope': ['Cluster', 'Namespaced'],
  'apiextensions.v1.JSONSchemaProps type': ['array', 'boolean', 'integer', 'number', 'object', 'string'],
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted': ['Delete', 'Retain'],
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenScaled': ['Delete', 'Retain'],
  'autoscaling.v2.HPAScalingPolicy type': ['Percent', 'Pods'],
  'autoscaling.v2.HPAScalingRules selectPolicy': ['Disabled', 'Max', 'Min'],
  'autoscaling.v2.MetricSpec type': ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'],
  'autoscaling.v2.MetricTarget type': ['AverageValue', 'Utilization', 'Value'],
  'batch.v1.PodFailurePolicyOnPodConditionsPattern status': ['False', 'True', 'Unknown'],
  'core.v1.Container restartPolicy': ['Always', 'Never', 'OnFailure'],
  'core.v1.ContainerResizePolicy restartPolicy': ['NotRequired', 'RestartContainer'],
  'core.v1.PodOS name': ['linux', 'windows'],
  'core.v1.ServiceSpec trafficDistribution': ['PreferClose', 'PreferSameNode', 'PreferSameZone'],
  'core.v1.VolumeMount recursiveReadOnly': ['Disabled', 'Enabled', 'IfPossible'],
  'networking.v1.IngressClassParametersReference scope': ['Cluster', 'Namespace'],
  'rbac.v1.RoleRef apiGroup': ['rbac.authorization.k8s.io'],
  'rbac.v1.RoleRef kind': ['ClusterRole', 'Role'],
  'rbac.v1.Subject kind': ['Group', 'ServiceAccount', 'User'],
}

/** Gates of fields whose `+featureGate=` is missing, or names none that exists. */
export const FURTHER_GATES: Readonly<Record<string, readonly string[]>> = {
  'core.v1.PodSpec hostUsers': ['UserNamespacesSupport'],
  'core.v1.VolumeProjection podCertificate': ['PodCertificateRequest'],
}

/** Fields without which the server refuses an object, though they are marked optional. */
export const FURTHER_REQUIRED: ReadonlySet<string> = new Set([
  'apiextensions.v1.CustomResourceDefinitionVersion schema',
  'apiextensions.v1.CustomResourceValidation openAPIV3Schema',
  'apps.v1.DaemonSet spec',
  'apps.v1.Deployment spec',
  'apps.v1.ReplicaSet spec',
  'apps.v1.ReplicaSetSpec template',
  'apps.v1.StatefulSet spec',
  'autoscaling.v1.HorizontalPodAutoscaler spec',
  'autoscaling.v2.HorizontalPodAutoscaler spec',
  'batch.v1.CronJob spec',
  'batch.v1.Job spec',
  'batch.v1.JobTemplateSpec spec',
  'core.v1.ConfigMapEnvSource name',
  'core.v1.ConfigMapKeySelector name',
  'core.v1.ConfigMapProjection name',
  'core.v1.ConfigMapVolumeSource name',
  'core.v1.Container image',
  'core.v1.EphemeralVolumeSource volumeClaimTemplate',
  'core.v1.ExecAction command',
  'core.v1.PersistentVolume spec',
  'core.v1.PersistentVolumeClaim spec',
  'core.v1.PersistentVolumeClaimSpec accessModes',
  'core.v1.PersistentVolumeClaimSpec resources',
  'core.v1.PersistentVolumeSpec accessModes',
  'core.v1.PersistentVolumeSpec capacity',
  'core.v1.Pod spec',
  'core.v1.PodDNSConfigOption name',
  'core.v1.PodTemplate template',
  'core.v1.PodTemplateSpec spec',
  'core.v1.ReplicationController spec',
  'core.v1.ReplicationControllerSpec template',
  'core.v1.SecretEnvSource name',
  'core.v1.SecretKeySelector name',
  'core.v1.SecretProjection name',
  'core.v1.SecretVolumeSource secretName',
  'core.v1.Service spec',
  'core.v1.VolumeResourceRequirements requests',
  'networking.v1.Ingress spec',
  'networking.v1.IngressClass spec',
  'networking.v1.IngressClassSpec controller',
])

/** Fields that are marked required, and without which the server takes an object. */
export const NOT_REQUIRED: ReadonlySet<string> = new Set([
  'apiextensions.v1.CustomResourceDefinitionVersion served',
  'batch.v1.PodFailurePolicy rules',
  'core.v1.HTTPHeader value',
  'core.v1.ISCSIPersistentVolumeSource lun',
  'core.v1.ISCSIVolumeSource lun',
  'core.v1.LimitRangeSpec limits',
  'core.v1.PreferredSchedulingTerm preference',
  'core.v1.SleepAction seconds',
  'core.v1.Sysctl value',
  'core.v1.TypedLocalObjectReference kind',
  'core.v1.TypedLocalObjectReference name',
  'storage.v1.CSIDriver spec',
  'storage.v1.CSINode spec',
  'storage.v1.TokenRequest audience',
])
