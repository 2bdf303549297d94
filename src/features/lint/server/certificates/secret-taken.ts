import type { JsonObject } from '../../../manifests/document.ts'
import { objectAt, textAt } from '../../../manifests/json.ts'
import type { CertificateWish } from './wishes.ts'

const MARK = 'cert-manager.io/'

/** Whose a Secret is that a certificate is to go into; `nobody` where it holds none by cert-manager. */
export type SecretOwner = { kind: 'nobody' } | { kind: 'wanted' } | { kind: 'other'; certificate: string }

/** By the annotations that cert-manager writes on each Secret that it fills. */
export function ownerOf(secret: JsonObject, wish: CertificateWish): SecretOwner {
  const annotations = objectAt(secret, 'metadata', 'annotations') ?? {}
  const certificate = textAt(annotations, `${MARK}certificate-name`)
  if (certificate === undefined)
    return Object.keys(annotations).some((key) => key.startsWith(MARK)) ? { kind: 'wanted' } : { kind: 'nobody' }
  return certificate === wish.certificate ? { kind: 'wanted' } : { kind: 'other', certificate }
}

/**
 * What comes of it. The present cert-manager writes over a Secret whose issuer, key or hosts are not those that are
 * wanted, and takes one that fits for its own; older ones leave it alone.
 *
 * @see https://github.com/cert-manager/cert-manager internal/controller/certificates/policies
 */
export function takenByNobody({ secret, namespace }: CertificateWish): { message: string; hint: string } {
  return {
    message: `The Secret ${secret} is there already, and cert-manager did not make it: it writes over the certificate and the key in it, or keeps them and makes none.`,
    hint: `name another Secret; if nobody needs this one: kubectl delete secret ${secret} -n ${namespace}`,
  }
}

export function takenByOther(
  { secret, certificate }: CertificateWish,
  other: string,
): { message: string; hint: string } {
  return {
    message: `The Secret ${secret} is that of the Certificate ${other}: with ${certificate} beside it both write over each other, without end, up to the limit of the authority.`,
    hint: `name another Secret here, or drop one of the two`,
  }
}
