import { isCustom } from './groups.ts'
import type { KubernetesObject } from './object.ts'

/** Groups of custom resources that set up what is there, and make nothing that a manifest could refer to by name. */
const QUIET_GROUPS = new Set([
  'acme.cert-manager.io',
  'authorization.openshift.io',
  'autoscaling.k8s.io',
  'bitnami.com',
  'cert-manager.io',
  'cilium.io',
  'console.openshift.io',
  'crd.projectcalico.org',
  'external-secrets.io',
  'gateway.networking.k8s.io',
  'hnc.x-k8s.io',
  'image.openshift.io',
  'isindir.github.com',
  'k8s.nginx.org',
  'keda.sh',
  'kyverno.io',
  'metallb.io',
  'metrics.k8s.io',
  'monitoring.coreos.com',
  'networking.istio.io',
  'notification.toolkit.fluxcd.io',
  'onepassword.com',
  'policy.networking.k8s.io',
  'project.openshift.io',
  'projectcalico.org',
  'quota.openshift.io',
  'route.openshift.io',
  'secrets-store.csi.x-k8s.io',
  'secrets.hashicorp.com',
  'security.istio.io',
  'security.openshift.io',
  'snapshot.storage.k8s.io',
  'source.toolkit.fluxcd.io',
  'traefik.containo.us',
  'traefik.io',
])

/** The kinds of those groups that run pods all the same. */
const MAKERS = new Set([
  'monitoring.coreos.com/Alertmanager',
  'monitoring.coreos.com/Prometheus',
  'monitoring.coreos.com/PrometheusAgent',
  'monitoring.coreos.com/ThanosRuler',
])

/**
 * True for a custom resource whose operator may make pods, Services, claims, ConfigMaps or Secrets of names that the
 * manifests do not tell. Of the Secrets that it is known to make, see `secretsMadeBy`.
 */
export function isMaker(object: KubernetesObject): boolean {
  return isCustom(object) && (!QUIET_GROUPS.has(object.group) || MAKERS.has(object.type))
}
