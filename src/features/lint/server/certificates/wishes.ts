import type { Path } from '../../../manifests/document.ts'
import { hasIssuer, INGRESS, ingressTls } from '../../../manifests/ingress.ts'
import { listAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Project } from '../../project.ts'

/** A certificate that cert-manager is to make for an object. */
export type CertificateWish = {
  object: KubernetesObject
  /** Where the object names the Secret; from the object on. */
  path: Path
  namespace: string
  /** The Secret that the certificate and its key go into. */
  secret: string
  /** What the Certificate is called: for an Ingress, cert-manager calls it as the Secret. */
  certificate: string
  hosts: readonly string[]
}

/**
 * What the Ingresses and Certificates of a project want of cert-manager.
 *
 * @param namespace where kubectl puts what names none
 * @see https://cert-manager.io/docs/usage/ingress/
 */
export function certificateWishes(project: Project, namespace: string): CertificateWish[] {
  const ingresses = project.ofType(INGRESS).filter(hasIssuer)
  const certificates = project.ofType('cert-manager.io/Certificate')
  const wishes = [...ingresses.flatMap(ofIngress), ...certificates.flatMap(ofCertificate)]
  return wishes
    .map((wish) => Object.assign(wish, { namespace: wish.object.namespace ?? namespace }))
    .filter((wish) => [wish.secret, wish.certificate, wish.namespace].every(isName))
}

type Unplaced = Omit<CertificateWish, 'namespace'>

function ofIngress(object: KubernetesObject): Unplaced[] {
  return ingressTls(object).flatMap(({ path, hosts, secretName }) =>
    secretName === undefined
      ? []
      : {
          object,
          path: [...path.slice(object.path.length), 'secretName'],
          secret: secretName,
          certificate: secretName,
          hosts: hosts.map(({ host }) => host),
        },
  )
}

function ofCertificate(object: KubernetesObject): Unplaced[] {
  const secret = textAt(object.value, 'spec', 'secretName')
  if (secret === undefined || object.name === undefined) return []
  const hosts = listAt(object.value, 'spec', 'dnsNames').filter((host) => typeof host === 'string')
  return [{ object, path: ['spec', 'secretName'], secret, certificate: object.name, hosts }]
}

/** What still has a variable in it, or is no name at all, is nothing to ask for. */
function isName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/u.test(text)
}
