import { excerpt } from '../../../manifests/excerpt.ts'
import { annotationsOf, CLUSTER_ISSUER, hasIssuer, INGRESS, ingressTls, ISSUER } from '../../../manifests/ingress.ts'
import { objectAt } from '../../../manifests/json.ts'
import { secretsMadeBy } from '../../../manifests/made-secrets.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import { nearest } from '../../../../nearest-names.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { ingressExample } from './example.ts'

const SITE = 'ingress: {issuers: [letsencrypt-prod]}'
const TLS = 'tls: [{hosts: [web.example.org], secretName: web-tls}]'

const issuer: Rule = {
  id: 'ingress-issuer',
  severity: 'warning',
  fix: 'ask',
  finds: 'an Ingress with TLS whose certificate no issuer of the site will make',
  why: "The certificate of an Ingress is made by cert-manager, if an annotation names an issuer. Without one, or with a name that does not exist, the Secret stays missing and visitors get the warning of a self-signed certificate. Choose host names once: Let's Encrypt makes 50 certificates in 7 days for all names of a domain, which a campus shares, and 5 for the same names; a staging issuer is for trials.",
  bad: {
    files: {
      'ingress.yaml': ingressExample({
        metadata: 'annotations: {cert-manager.io/cluster-issuer: letsencrypt}',
        spec: TLS,
      }),
    },
    site: SITE,
  },
  good: {
    files: {
      'ingress.yaml': ingressExample({
        metadata: 'annotations: {cert-manager.io/cluster-issuer: letsencrypt-prod}',
        spec: TLS,
      }),
    },
    site: SITE,
  },
  source: 'https://cert-manager.io/docs/usage/ingress/#supported-annotations',
}

/** Is there an issuer for the certificate of each Ingress? */
export const ingressIssuer: Check = {
  rules: [issuer],
  scope: 'project',
  run(project, lint) {
    const made = new Set(project.objects.flatMap(secretsMadeBy))
    for (const ingress of project.ofType(INGRESS)) {
      const secrets = ingressTls(ingress).flatMap(({ secretName }) => secretName ?? [])
      if (secrets.length === 0) continue
      if (hasIssuer(ingress)) checkIssuers(ingress, lint)
      else if (secrets.some((name) => !made.has(name) && lint.project.named('Secret', name, ingress).length === 0))
        reportNone(ingress, lint)
    }
  },
}

function reportNone(ingress: KubernetesObject, lint: Lint): void {
  const [first] = issuersOf(lint)
  if (first === undefined || hasOwnCertificates(ingress)) return
  const key = CLUSTER_ISSUER
  const path = [...ingress.path, 'metadata']
  const annotations = objectAt(ingress.value, 'metadata', 'annotations')
  lint.report('ingress-issuer', {
    object: ingress,
    path: [...ingress.path, 'spec', 'tls'],
    at: 'key',
    message: 'No issuer is named for this certificate, and its Secret is not in these files: nobody makes it.',
    hint: `add the annotation ${key}: ${first}`,
    fix: {
      safe: false,
      title: `add the annotation ${key}`,
      edits: [
        annotations === undefined
          ? { kind: 'add', path, key: 'annotations', value: { [key]: first } }
          : { kind: 'add', path: [...path, 'annotations'], key, value: first },
      ],
    },
  })
}

/** Traefik can make certificates by itself. */
function hasOwnCertificates(ingress: KubernetesObject): boolean {
  return 'traefik.ingress.kubernetes.io/router.tls.certresolver' in annotationsOf(ingress)
}

function issuersOf(lint: Lint): readonly string[] {
  return lint.facts.site?.profile.ingress?.issuers ?? []
}

function checkIssuers(ingress: KubernetesObject, lint: Lint): void {
  const annotations = annotationsOf(ingress)
  const group = annotations['cert-manager.io/issuer-group'] ?? 'cert-manager.io'
  // Issuers of other makers are custom resources of theirs.
  if (group !== 'cert-manager.io') return
  const clusterWide = annotations[CLUSTER_ISSUER]
  if (clusterWide !== undefined) checkClusterIssuer(ingress, CLUSTER_ISSUER, clusterWide, lint)
  const own = annotations[ISSUER]
  if (own === undefined) return
  if (annotations['cert-manager.io/issuer-kind'] === 'ClusterIssuer') checkClusterIssuer(ingress, ISSUER, own, lint)
  else checkIssuer(ingress, own, lint)
}

function checkClusterIssuer(ingress: KubernetesObject, key: string, name: string, lint: Lint): void {
  const known = lint.facts.site?.profile.ingress?.issuers
  const issuers = known ?? []
  if (known === undefined || issuers.includes(name) || hasVariable(name)) return
  if (lint.project.named('cert-manager.io/ClusterIssuer', name, ingress).length > 0) return
  const meant = nearest(name, issuers) ?? issuers[0]
  const path = [...ingress.path, 'metadata', 'annotations', key]
  if (meant === undefined) {
    lint.report('ingress-issuer', {
      object: ingress,
      path,
      message: `This site has no issuers for all namespaces, so "${excerpt(name)}" makes no certificate.`,
      hint: `make an Issuer in your namespace, and name it: ${ISSUER}`,
    })
    return
  }
  lint.report('ingress-issuer', {
    object: ingress,
    path,
    message: `This site has no issuer "${excerpt(name)}", only ${issuers.join(', ')}: there will be no certificate.`,
    hint: `write ${meant}`,
    fix: { safe: false, title: `write ${meant}`, edits: [{ kind: 'set', path, value: meant }] },
  })
}

function checkIssuer(ingress: KubernetesObject, name: string, lint: Lint): void {
  if (hasVariable(name) || lint.project.named('cert-manager.io/Issuer', name, ingress).length > 0) return
  const path = [...ingress.path, 'metadata', 'annotations', ISSUER]
  const ofCluster = issuersOf(lint).includes(name)
  if (!ofCluster && !lint.facts.wholeProject) {
    lint.notChecked('ingress-issuer', {
      object: ingress,
      reason: `the Issuer ${excerpt(name)} is not in the given files`,
    })
    return
  }
  const hasBoth = CLUSTER_ISSUER in annotationsOf(ingress)
  const fix: Fix | undefined =
    ofCluster && !hasBoth
      ? { safe: false, title: `write ${CLUSTER_ISSUER}`, edits: [{ kind: 'rename', path, key: CLUSTER_ISSUER }] }
      : undefined
  lint.report('ingress-issuer', {
    object: ingress,
    path,
    at: ofCluster ? 'key' : 'value',
    message: ofCluster
      ? `"${name}" is an issuer of the whole cluster, and this annotation names one of the namespace.`
      : `There is no Issuer "${excerpt(name)}" in these files, and each namespace has its own: there may be no certificate.`,
    hint: ofCluster
      ? `write ${CLUSTER_ISSUER}: ${name}`
      : `kubectl get issuers, or name one of the cluster: ${CLUSTER_ISSUER}`,
    fix,
  })
}
