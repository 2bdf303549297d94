import { annotationsOf, hasIssuer, ingressTls } from '../../../manifests/ingress.ts'
import { listAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { pullSecret, type PodReference } from './pod-references.ts'

/** What a ServiceAccount gives to its pods. */
export function accountReferences({ value, path }: KubernetesObject): PodReference[] {
  return listAt(value, 'imagePullSecrets').flatMap((one, index) =>
    pullSecret(one, [...path, 'imagePullSecrets', index]),
  )
}

/** The Secrets with the certificates and passwords of an Ingress. */
export function ingressReferences(ingress: KubernetesObject): PodReference[] {
  return [...certificates(ingress), ...passwords(ingress)].filter(({ name }) => name !== '')
}

function certificates(ingress: KubernetesObject): PodReference[] {
  // With an issuer, cert-manager makes them.
  if (hasIssuer(ingress)) return []
  return ingressTls(ingress).map(({ secretName = '', path }) => ({
    rule: 'secret-ref',
    kind: 'Secret',
    name: secretName,
    path: path.concat('secretName'),
    consequence: 'browsers will warn of the certificate',
    maker: 'cert-manager, or whoever has the certificate,',
    keys: [],
  }))
}

/** Annotations of the controller of nginx that name a Secret, with or without its namespace. */
const AUTH_SECRETS = ['nginx.ingress.kubernetes.io/auth-secret', 'nginx.ingress.kubernetes.io/auth-tls-secret']

function passwords(ingress: KubernetesObject): PodReference[] {
  const annotations = annotationsOf(ingress)
  const path = [...ingress.path, 'metadata', 'annotations']
  // That of another namespace is not for this project to have.
  return AUTH_SECRETS.filter((key) => !(annotations[key] ?? '').includes('/')).map((key) => ({
    rule: 'secret-ref',
    kind: 'Secret',
    name: annotations[key] ?? '',
    path: path.concat(key),
    consequence: 'requests will be answered with 503',
    keys: [],
  }))
}
