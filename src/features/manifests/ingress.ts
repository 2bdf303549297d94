import type { JsonObject, Path } from './document.ts'
import { isObject, listAt, objectAt, textAt } from './json.ts'
import type { KubernetesObject } from './object.ts'
import { labelsOf } from './pod.ts'

// An Ingress as the rules need it. Paths are those of the document.

export type IngressRule = { path: Path; host: string | undefined; routes: readonly IngressRoute[] }

/** One of the `http.paths` of a rule. */
export type IngressRoute = { path: Path; value: JsonObject; host: string | undefined }

export type IngressTls = {
  path: Path
  hosts: readonly { host: string; path: Path }[]
  secretName: string | undefined
}

/** The type of the objects that these read. */
export const INGRESS = 'networking.k8s.io/Ingress'

/** The rules; an empty host counts as none, as the API server takes it. */
export function ingressRules({ value, path }: KubernetesObject): IngressRule[] {
  return listAt(value, 'spec', 'rules').map((rule, index) => {
    const rulePath = [...path, 'spec', 'rules', index]
    const host = textAt(rule, 'host') === '' ? undefined : textAt(rule, 'host')
    const routes = listAt(rule, 'http', 'paths').flatMap((route, position) =>
      isObject(route) ? [{ path: [...rulePath, 'http', 'paths', position], value: route, host }] : [],
    )
    return { path: rulePath, host, routes }
  })
}

export function ingressTls({ value, path }: KubernetesObject): IngressTls[] {
  return listAt(value, 'spec', 'tls').map((entry, index) => {
    const entryPath = [...path, 'spec', 'tls', index]
    const hosts = listAt(entry, 'hosts').flatMap((host, position) =>
      typeof host === 'string' ? [{ host, path: [...entryPath, 'hosts', position] }] : [],
    )
    const secretName = textAt(entry, 'secretName')
    return { path: entryPath, hosts, secretName: secretName === '' ? undefined : secretName }
  })
}

/** The Services that an Ingress leads to, `defaultBackend` among them. */
export type IngressBackend = { path: Path; service: JsonObject }

export function ingressBackends(ingress: KubernetesObject): IngressBackend[] {
  const places = [
    [...ingress.path, 'spec', 'defaultBackend'],
    ...ingressRules(ingress).flatMap(({ routes }) => routes.map(({ path }) => [...path, 'backend'])),
  ]
  return places.flatMap((place) => {
    const path = [...place, 'service']
    const service = objectAt(ingress.value, ...path.slice(ingress.path.length))
    return service === undefined ? [] : [{ path, service }]
  })
}

/** The annotations whose values are texts. */
export function annotationsOf({ value }: KubernetesObject): Readonly<Record<string, string>> {
  return labelsOf(objectAt(value, 'metadata', 'annotations'))
}

export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

/** The class that an Ingress asks for, by field or by annotation. */
export function ingressClassOf(ingress: KubernetesObject): string | undefined {
  return textAt(ingress.value, 'spec', 'ingressClassName') ?? annotationsOf(ingress)[CLASS_ANNOTATION]
}

export const CLUSTER_ISSUER = 'cert-manager.io/cluster-issuer'
export const ISSUER = 'cert-manager.io/issuer'
export const TLS_ACME = 'kubernetes.io/tls-acme'

/** True if cert-manager makes the certificates of an Ingress, and with them the Secrets that its `tls` names. */
export function hasIssuer(ingress: KubernetesObject): boolean {
  const annotations = annotationsOf(ingress)
  return CLUSTER_ISSUER in annotations || ISSUER in annotations || annotations[TLS_ACME] === 'true'
}
