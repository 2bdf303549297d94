import { isAddress, isAddressRange } from '../../../manifests/address-range.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { annotationsOf, INGRESS } from '../../../manifests/ingress.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { ingressExample } from './example.ts'

const ROUTER = 'haproxy.router.openshift.io'
const NGINX = 'nginx.ingress.kubernetes.io'

const allowList: Rule = {
  id: 'ingress-allow-list',
  severity: 'error',
  finds: 'a list of addresses in an annotation that its controller cannot read',
  why: 'Such a list keeps a page to some networks. Controllers read it each in their own way, nginx with commas, the router of OpenShift with spaces; and a router that cannot read the list does without it, so that the page is open to everybody.',
  bad: withList('10.0.0.0/8,192.0.2.0/24'),
  good: withList('10.0.0.0/8 192.0.2.0/24'),
  source:
    'https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/ingress_and_load_balancing/nw-route-specific-annotations_configuring-routes',
}

/** What stands between the addresses, and what comes of it where they cannot be read. */
type Reading = { separator: RegExp; word: string; consequence: string }

const BY_SPACE: Reading = { separator: / +/u, word: 'a space', consequence: 'the router lets everybody in' }
const BY_COMMA: Reading = { separator: /,/u, word: 'a comma', consequence: 'nobody is served' }

const LISTS: ReadonlyMap<string, Reading> = new Map([
  [`${ROUTER}/ip_allowlist`, BY_SPACE],
  [`${ROUTER}/ip_whitelist`, BY_SPACE],
  [`${NGINX}/whitelist-source-range`, BY_COMMA],
  [`${NGINX}/denylist-source-range`, BY_COMMA],
])

/** Can the controller read who may come in? */
export const ingressAllowList: Check = {
  rules: [allowList],
  scope: 'object',
  types: [INGRESS, 'route.openshift.io/Route'],
  run(object, lint) {
    for (const [key, value] of Object.entries(annotationsOf(object))) checkList(object, key, value, lint)
  },
}

function checkList(object: KubernetesObject, key: string, value: string, lint: Lint): void {
  const list = LISTS.get(key)
  if (list === undefined || hasVariable(value)) return
  const { separator, word, consequence } = list
  const wrong = value
    .trim()
    .split(separator)
    .map((one) => one.trim())
    .find((one) => !isAddress(one) && !isAddressRange(one))
  if (wrong === undefined) return
  lint.report('ingress-allow-list', {
    object,
    path: [...object.path, 'metadata', 'annotations', key],
    message: `"${excerpt(wrong)}" is neither an address nor a range of them: ${consequence}.`,
    hint: `write ranges such as 192.0.2.0/24, with ${word} between two`,
  })
}

function withList(list: string): string {
  return ingressExample({ metadata: `annotations: {${ROUTER}/ip_allowlist: '${list}'}` })
}
