import { excerpt } from '../../../manifests/excerpt.ts'
import { hostFault, isBelow } from '../../../manifests/host.ts'
import { INGRESS, ingressRules, type IngressRule } from '../../../manifests/ingress.ts'
import { has } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { ingressExample } from './example.ts'
import { routeCollisions } from './route-collisions.ts'

const rule: Rule = {
  id: 'ingress-host',
  severity: 'warning',
  finds: 'an Ingress without a host, with one outside the domains of the site, or with one that is taken already',
  why: 'Many people share one address, and the host tells whose requests are whose. A rule without one takes all that nobody else claims; a host that no DNS entry leads here is never asked for; and of two rules for the same host and path, one is ignored.',
  bad: ingressExample({ rule: '-' }),
  good: ingressExample({ rule: '- host: web.example.org' }),
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules',
}

/** Does each rule of each Ingress have a host of its own that leads to this cluster? */
export const ingressHost: Check = {
  rules: [rule],
  scope: 'project',
  run(project, lint) {
    const ingresses = project.ofType(INGRESS)
    for (const ingress of ingresses) {
      const rules = ingressRules(ingress)
      for (const one of rules) checkRule(ingress, one, lint)
      if (rules.length === 0 && has(ingress.value, 'spec', 'defaultBackend'))
        reportNone(ingress, [...ingress.path, 'spec', 'defaultBackend'], lint)
    }
    for (const { object, path, host, other, sameFolder } of routeCollisions(ingresses, lint.facts))
      lint.report('ingress-host', {
        object,
        path,
        severity: sameFolder ? 'error' : 'warning',
        message: `This path of ${host === '' ? 'all hosts' : excerpt(host)} is in ${other} too, and only one of them can get the requests.`,
        hint: 'take one out, or give it a path or host of its own',
      })
  },
}

function checkRule(ingress: KubernetesObject, { host, path, routes }: IngressRule, lint: Lint): void {
  if (host === undefined) {
    if (routes.length > 0) reportNone(ingress, path, lint)
    return
  }
  const { wildcardDomains: domains = [], cnameTarget } = lint.facts.site?.profile.ingress ?? {}
  // What is no host at all is said elsewhere.
  if (domains.length === 0 || hasVariable(host) || hostFault(host.toLowerCase()) !== undefined) return
  if (domains.some((domain) => isBelow(host, domain))) return
  const entry = cnameTarget === undefined ? '' : ` A domain of your own needs a CNAME to ${cnameTarget}.`
  lint.report('ingress-host', {
    object: ingress,
    path: [...path, 'host'],
    message: `The host ${excerpt(host.toLowerCase())} is not below ${domains.join(' or ')}, the domains of this site.${entry}`,
    hint: `choose a name such as ${excerpt(ingress.name ?? 'web')}.${domains[0]}`,
  })
}

function reportNone(ingress: KubernetesObject, path: KubernetesObject['path'], lint: Lint): void {
  lint.report('ingress-host', {
    object: ingress,
    path,
    message:
      'Without a host this takes the requests for every name that leads to this cluster and that nobody else has.',
    hint: 'add the host, such as host: web.example.org',
  })
}
