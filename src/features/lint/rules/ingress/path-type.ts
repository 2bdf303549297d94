import { excerpt } from '../../../manifests/excerpt.ts'
import { INGRESS, ingressRules, type IngressRoute } from '../../../manifests/ingress.ts'
import { isPattern, pathTypeEdits, pathTypeFor } from '../../../manifests/ingress-path.ts'
import { has, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { ingressExample } from './example.ts'

const SOURCE = 'https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types'

const missing: Rule = {
  id: 'ingress-path-type',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'a path of an Ingress without a pathType, or a pattern with one that compares it as it stands',
  why: 'Since networking.k8s.io/v1 each path says how it is compared, and the API server refuses it otherwise: Prefix for the path and all below it, Exact for that one path alone, ImplementationSpecific for what the controller makes of it.',
  bad: ingressExample({ route: route('') }),
  good: ingressExample({ route: route('pathType: Prefix') }),
  source: SOURCE,
}

const exactRoot: Rule = {
  id: 'ingress-exact-root',
  severity: 'warning',
  fix: 'ask',
  finds: 'the path / with the type Exact, so that nothing below it is served',
  why: 'Exact means this one path and nothing else: the page / itself comes, and each style sheet, script and image of it is answered with 404. It is what "kubectl create ingress" writes unless the path ends with an asterisk.',
  bad: ingressExample({ route: route('pathType: Exact') }),
  good: ingressExample({ route: route('pathType: Prefix') }),
  source: SOURCE,
}

/** Does each path say how it is compared, in a way that serves a whole site? */
export const pathType: Check = {
  rules: [missing, exactRoot],
  scope: 'project',
  run(project, lint) {
    const ingresses = project.ofType(INGRESS)
    const served = hostsServedBelowRoot(ingresses)
    for (const ingress of ingresses)
      for (const one of ingressRules(ingress).flatMap(({ routes }) => routes)) {
        if (!has(one.value, 'pathType')) reportMissing(ingress, one, lint)
        else if (isCompared(one) && isPattern(one.value)) reportPattern(ingress, one, lint)
        else if (
          textAt(one.value, 'pathType') === 'Exact' &&
          textAt(one.value, 'path') === '/' &&
          !served.has(hostOf(one))
        )
          reportExactRoot(ingress, one, lint)
      }
  },
}

/** For these a path of its own for / is a choice: another rule takes everything else. */
function hostsServedBelowRoot(ingresses: readonly KubernetesObject[]): Set<string> {
  return new Set(
    ingresses
      .flatMap((ingress) => ingressRules(ingress).flatMap(({ routes }) => routes))
      .filter(({ value }) => textAt(value, 'pathType') !== 'Exact' && (textAt(value, 'path') ?? '/') === '/')
      .map(hostOf),
  )
}

function hostOf({ host }: IngressRoute): string {
  return host?.toLowerCase() ?? ''
}

function reportMissing(ingress: KubernetesObject, { path, value }: IngressRoute, lint: Lint): void {
  // Older versions did not know it.
  if (ingress.version !== 'v1') return
  const type = pathTypeFor(ingress, value, lint.facts.site?.profile.ingress?.pathType ?? 'Prefix')
  lint.report('ingress-path-type', {
    object: ingress,
    path,
    message: 'This path has no pathType, which the API server refuses.',
    hint: `add pathType: ${type}`,
    fix: { safe: true, title: `add pathType: ${type}`, edits: pathTypeEdits(path, value, type) },
  })
}

function isCompared({ value }: IngressRoute): boolean {
  return ['Prefix', 'Exact'].includes(textAt(value, 'pathType') ?? '')
}

function reportPattern(ingress: KubernetesObject, { path, value }: IngressRoute, lint: Lint): void {
  const type = textAt(value, 'pathType') ?? ''
  const place = [...path, 'pathType']
  lint.report('ingress-path-type', {
    object: ingress,
    path: place,
    severity: 'warning',
    message: `${type} compares ${excerpt(textAt(value, 'path') ?? '')} as it stands, with all its signs: no address fits, or the controller refuses it.`,
    hint: 'write ImplementationSpecific for a pattern, or a path without one',
    fix: {
      safe: false,
      title: 'write ImplementationSpecific',
      edits: [{ kind: 'set', path: place, value: 'ImplementationSpecific' }],
    },
  })
}

function reportExactRoot(ingress: KubernetesObject, { path }: IngressRoute, lint: Lint): void {
  const place = [...path, 'pathType']
  lint.report('ingress-exact-root', {
    object: ingress,
    path: place,
    message: 'Only / itself is served: everything below it, such as /app.js, is answered with 404.',
    hint: 'write pathType: Prefix',
    fix: { safe: false, title: 'write Prefix', edits: [{ kind: 'set', path: place, value: 'Prefix' }] },
  })
}

function route(type: string): string {
  return `- path: /
${type === '' ? '' : `  ${type}\n`}  backend: {service: {name: web, port: {name: http}}}`
}
