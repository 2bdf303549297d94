import type { Edit } from '../../../manifests/edit.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { coversHost } from '../../../manifests/host.ts'
import {
  annotationsOf,
  hasIssuer,
  INGRESS,
  ingressRules,
  ingressTls,
  type IngressTls,
} from '../../../manifests/ingress.ts'
import { has } from '../../../manifests/json.ts'
import { createNearNames } from '../../../manifests/near-names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { ingressExample } from './example.ts'

const coverage: Rule = {
  id: 'tls-host-coverage',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'hosts under tls that are not those of the rules',
  why: 'The certificate is for the hosts under tls alone. One that no rule has cannot be proved to be yours, so there is no certificate for any of them; a host of the rules that is not among them is served with the certificate of the controller, which no browser trusts.',
  bad: ingressExample({ spec: 'tls: [{hosts: [wep.example.org], secretName: web-tls}]' }),
  good: ingressExample({ spec: 'tls: [{hosts: [web.example.org], secretName: web-tls}]' }),
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
}

/** Are the hosts of the certificates those of the rules? */
export const tlsHostCoverage: Check = {
  rules: [coverage],
  scope: 'project',
  run(project, lint) {
    const ingresses = project.ofType(INGRESS)
    const served = new Set(
      ingresses.flatMap((one) => ingressRules(one).flatMap(({ host }) => host?.toLowerCase() ?? [])),
    )
    for (const ingress of ingresses) {
      const tls = ingressTls(ingress)
      if (tls.length === 0) continue
      checkTlsHosts(ingress, tls, served, lint)
      checkRuleHosts(ingress, tls, lint)
    }
  },
}

/** @param served the hosts of all rules: one Ingress may hold the certificate, and others the paths */
function checkTlsHosts(
  ingress: KubernetesObject,
  tls: readonly IngressTls[],
  served: ReadonlySet<string>,
  lint: Lint,
): void {
  const rules = ingressRules(ingress)
  const own = rules.flatMap(({ host }) => host ?? [])
  // A rule for every host, or the backend for what no rule has, serves these too.
  if (own.length < rules.length || own.length === 0 || has(ingress.value, 'spec', 'defaultBackend')) return
  for (const { host, path } of tls.flatMap(({ hosts }) => hosts)) {
    if (hasVariable(host) || served.has(host.toLowerCase()) || isAlias(ingress, host)) continue
    if (own.some((one) => coversHost(one, host) || coversHost(host, one) || hasVariable(one))) continue
    const [meant] = createNearNames(own)(host)
    const fix: Fix | undefined =
      meant === undefined
        ? undefined
        : { safe: false, title: `write ${excerpt(meant)}`, edits: [{ kind: 'set', path, value: meant }] }
    lint.report('tls-host-coverage', {
      object: ingress,
      path,
      severity: meant !== undefined || hasIssuer(ingress) ? 'error' : 'warning',
      message: `No rule is for ${excerpt(host)}, so nobody can prove that it is yours, and there is no certificate.`,
      hint: meant === undefined ? 'take it out, or add a rule for it' : `write ${excerpt(meant)}`,
      fix,
    })
  }
}

/** Further names that the controller of nginx serves by annotation. */
function isAlias(ingress: KubernetesObject, host: string): boolean {
  const annotations = annotationsOf(ingress)
  const aliases = annotations['nginx.ingress.kubernetes.io/server-alias'] ?? ''
  if (aliases.split(/[\s,]+/u).some((alias) => coversHost(alias, host))) return true
  if (annotations['nginx.ingress.kubernetes.io/from-to-www-redirect'] !== 'true') return false
  const other = host.startsWith('www.') ? host.slice('www.'.length) : `www.${host}`
  return ingressRules(ingress).some((rule) => rule.host?.toLowerCase() === other.toLowerCase())
}

function checkRuleHosts(ingress: KubernetesObject, tls: readonly IngressTls[], lint: Lint): void {
  const covered = tls.flatMap(({ hosts }) => hosts.map(({ host }) => host))
  const open = tls.filter(({ hosts }) => hosts.length === 0)
  // Without hosts, an entry is for all of them; only cert-manager needs to be told.
  if (open.length > 0 && !hasIssuer(ingress)) return
  if (covered.some(hasVariable)) return
  const rules = ingressRules(ingress).filter(({ host }) => host !== undefined && !hasVariable(host))
  const names = new Set(rules.map(({ host }) => host?.toLowerCase() ?? ''))
  for (const { host = '', path } of rules) {
    if (covered.some((one) => coversHost(one, host)) || !names.delete(host.toLowerCase())) continue
    lint.report('tls-host-coverage', {
      object: ingress,
      path: [...path, 'host'],
      severity: 'warning',
      message: `No entry under tls is for ${excerpt(host)}: browsers will warn of its certificate.`,
      hint: `add ${excerpt(host)} to the hosts under tls`,
      fix: addition(ingress, tls, host),
    })
  }
}

/** Safe where the only entry says nothing and there is only one host that it can be for. */
function addition(ingress: KubernetesObject, tls: readonly IngressTls[], host: string): Fix | undefined {
  const [entry, ...others] = tls
  if (entry === undefined || others.length > 0) return undefined
  const hosts = new Set(ingressRules(ingress).map((rule) => rule.host?.toLowerCase()))
  const here = entry.path.slice(ingress.path.length)
  const written = has(ingress.value, ...here, 'hosts')
  const edit: Edit =
    entry.hosts.length === 0
      ? written
        ? { kind: 'set', path: [...entry.path, 'hosts'], value: [host] }
        : { kind: 'add', path: entry.path, key: 'hosts', value: [host], before: 'secretName' }
      : { kind: 'append', path: [...entry.path, 'hosts'], value: host }
  return { safe: entry.hosts.length === 0 && hosts.size === 1, title: `add ${excerpt(host)}`, edits: [edit] }
}
