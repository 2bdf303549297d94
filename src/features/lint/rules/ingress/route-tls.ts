import { annotationsOf, INGRESS, ingressTls } from '../../../manifests/ingress.ts'
import type { Check, Rule } from '../../rule.ts'
import { ingressExample } from './example.ts'

const SITE = '{ingress: {kind: openshift-route}}'

const routeTls: Rule = {
  id: 'route-tls',
  severity: 'warning',
  fix: 'ask',
  finds: 'an Ingress at OpenShift with hosts under tls and no Secret, which is served without https',
  why: 'OpenShift makes a Route of an Ingress, with https in three cases: its Secret is there, an annotation names the termination, or an entry under tls is empty, which means the certificate of the cluster. Hosts alone under tls are none of these, and nothing says so.',
  bad: { files: { 'ingress.yaml': ingressExample({ spec: 'tls: [{hosts: [web.example.org]}]' }) }, site: SITE },
  good: { files: { 'ingress.yaml': ingressExample({ spec: 'tls: [{}]' }) }, site: SITE },
  source: 'https://docs.okd.io/4.22/networking/ingress_load_balancing/routes/creating-advanced-routes.html',
}

const TERMINATION = 'route.openshift.io/termination'

/** Is an Ingress that has tls served by https at OpenShift? */
export const routeTlsCheck: Check = {
  rules: [routeTls],
  scope: 'object',
  types: [INGRESS],
  run(ingress, lint) {
    if (lint.facts.site?.profile.ingress?.kind !== 'openshift-route') return
    const entries = ingressTls(ingress)
    const bare = entries.find(({ hosts, secretName }) => hosts.length > 0 && secretName === undefined)
    if (bare === undefined || TERMINATION in annotationsOf(ingress)) return
    if (entries.some(({ hosts, secretName }) => hosts.length === 0 || secretName !== undefined)) return
    lint.report('route-tls', {
      object: ingress,
      path: bare.path,
      message: 'This entry names hosts and no Secret: OpenShift serves them without https.',
      hint: 'write tls: [{}] for the certificate of the cluster, or name a Secret',
      fix: {
        safe: false,
        title: 'take the certificate of the cluster',
        edits: [{ kind: 'set', path: [...ingress.path, 'spec', 'tls'], value: [{}] }],
      },
    })
  },
}
