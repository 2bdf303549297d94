import type { Path } from '../../../manifests/document.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { annotationsOf, CLUSTER_ISSUER, INGRESS, ISSUER, TLS_ACME } from '../../../manifests/ingress.ts'
import { objectAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Check, Fix, Lint, Rule, Severity } from '../../rule.ts'
import { ingressExample } from './example.ts'

const SITE = 'ingress: {issuers: [letsencrypt-prod]}'

const obsolete: Rule = {
  id: 'annotation-obsolete',
  severity: 'warning',
  fix: 'ask',
  finds: 'an annotation that nothing obeys any more: the old prefix of cert-manager, or tls-acme alone',
  why: 'Since version 0.11 the annotations of cert-manager begin with cert-manager.io, and it no longer looks at certmanager.k8s.io. The annotation kubernetes.io/tls-acme comes from its predecessor, and works only where the site has set a default issuer. In both cases there is no certificate, and no message.',
  bad: {
    files: { 'ingress.yaml': ingressExample({ metadata: "annotations: {kubernetes.io/tls-acme: 'true'}" }) },
    site: SITE,
  },
  good: {
    files: {
      'ingress.yaml': ingressExample({ metadata: 'annotations: {cert-manager.io/cluster-issuer: letsencrypt-prod}' }),
    },
    site: SITE,
  },
  source: 'https://cert-manager.io/docs/usage/ingress/#supported-annotations',
}

const OLD_PREFIX = 'certmanager.k8s.io/'

/** What did not just get the new prefix; `undefined` where nothing took its place. */
const RENAMED: ReadonlyMap<string, string | undefined> = new Map([
  ['acme-http01-edit-in-place', 'acme.cert-manager.io/http01-edit-in-place'],
  ['acme-http01-ingress-class', 'acme.cert-manager.io/http01-ingress-class'],
  ['acme-challenge-type', undefined],
  ['acme-dns01-provider', undefined],
])

/** Does something still obey each annotation about certificates? */
export const annotationObsolete: Check = {
  rules: [obsolete],
  scope: 'object',
  run(object, lint) {
    const annotations = annotationsOf(object)
    for (const key of Object.keys(annotations))
      if (key.startsWith(OLD_PREFIX)) reportOldPrefix(object, key, annotations, lint)
    if (object.type === INGRESS && annotations[TLS_ACME] === 'true') checkTlsAcme(object, annotations, lint)
  },
}

function placeOf(object: KubernetesObject, key: string): Path {
  return [...object.path, 'metadata', 'annotations', key]
}

function reportOldPrefix(
  object: KubernetesObject,
  key: string,
  annotations: Readonly<Record<string, string>>,
  lint: Lint,
): void {
  const name = key.slice(OLD_PREFIX.length)
  const now = RENAMED.has(name) ? RENAMED.get(name) : `cert-manager.io/${name}`
  const path = placeOf(object, key)
  const edit: Edit =
    now === undefined || now in annotations ? { kind: 'remove', path } : { kind: 'rename', path, key: now }
  lint.report('annotation-obsolete', {
    object,
    path,
    at: 'key',
    message: `cert-manager no longer looks at ${excerpt(key)}: since version 0.11 its prefix is cert-manager.io.`,
    hint: edit.kind === 'remove' ? 'take it out' : `write ${excerpt(edit.key)}`,
    fix: {
      safe: false,
      title: edit.kind === 'remove' ? 'take it out' : `rename it to ${excerpt(edit.key)}`,
      edits: [edit],
    },
  })
}

function checkTlsAcme(ingress: KubernetesObject, annotations: Readonly<Record<string, string>>, lint: Lint): void {
  // Under its old prefix an issuer is reported already, and then there is one.
  const issuers = [CLUSTER_ISSUER, ISSUER, `${OLD_PREFIX}cluster-issuer`, `${OLD_PREFIX}issuer`]
  if (issuers.some((key) => key in annotations)) return
  const site = lint.facts.site?.profile.ingress
  if (site?.annotations?.[TLS_ACME] !== undefined) return
  const [issuer] = site?.issuers ?? []
  // Where nothing is known of the issuers, it may work.
  const severity: Severity = issuer === undefined ? 'info' : 'warning'
  const path = placeOf(ingress, TLS_ACME)
  const fix: Fix | undefined =
    issuer === undefined
      ? undefined
      : { safe: false, title: `write ${CLUSTER_ISSUER}: ${issuer}`, edits: withIssuer(ingress, issuer) }
  lint.report('annotation-obsolete', {
    object: ingress,
    path,
    at: 'key',
    severity,
    message: `The annotation ${TLS_ACME} makes a certificate only where the site has set a default issuer.`,
    hint:
      issuer === undefined ? `name the issuer: ${CLUSTER_ISSUER}` : `write ${CLUSTER_ISSUER}: ${issuer} in its place`,
    fix,
  })
}

function withIssuer(ingress: KubernetesObject, issuer: string): Edit[] {
  const path = [...ingress.path, 'metadata', 'annotations']
  const mapping = objectAt(ingress.value, 'metadata', 'annotations') ?? {}
  return Object.hasOwn(mapping, CLUSTER_ISSUER)
    ? [
        { kind: 'remove', path: placeOf(ingress, TLS_ACME) },
        { kind: 'set', path: [...path, CLUSTER_ISSUER], value: issuer },
      ]
    : [
        { kind: 'rename', path: placeOf(ingress, TLS_ACME), key: CLUSTER_ISSUER },
        { kind: 'set', path: [...path, CLUSTER_ISSUER], value: issuer },
      ]
}
