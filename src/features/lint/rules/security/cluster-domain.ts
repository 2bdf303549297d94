import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { walkTexts } from '../../../manifests/walk-texts.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { examplePod } from './example.ts'

const SITE = '{namespace: {dnsSuffix: k8s.example.org}}'

const clusterDomain: Rule = {
  id: 'cluster-domain',
  severity: 'warning',
  fix: 'ask',
  finds: 'the full name of a Service, where the domain of the cluster is another one',
  why: 'Most clusters call their domain cluster.local, but not all. Where it has another name, db.shop.svc.cluster.local is not found. The short names db and db.shop work on every cluster, as each pod looks them up in its own domain.',
  bad: { files: { 'pod.yaml': withHost('db.shop.svc.cluster.local') }, site: SITE },
  good: { files: { 'pod.yaml': withHost('db.shop') }, site: SITE },
  source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#services',
}

/** Are the names of Services looked up in the domain of this cluster? */
export const clusterDomainNames: Check = {
  rules: [clusterDomain],
  scope: 'object',
  run(object, lint) {
    const suffix = lint.facts.site?.profile.namespace?.dnsSuffix
    if (suffix === undefined || suffix === 'cluster.local') return
    walkTexts(object.value, (text, path) => {
      const host = text.includes('cluster.local') ? HOST.exec(text)?.[0] : undefined
      if (host !== undefined) reportName(object, { text, host, suffix, path: [...path] }, lint)
    })
  },
}

const END = /\.svc\.cluster\.local\.?(?=$|[^\w.-])/gu
const HOST = /[\w.-]{0,255}\.svc\.cluster\.local(?=\.?(?:$|[^\w.-]))/u

type Found = { text: string; host: string; suffix: string; path: Path }

function reportName(object: KubernetesObject, { text, host, suffix, path }: Found, lint: Lint): void {
  const short = host.replace(/\.svc\.cluster\.local$/u, '')
  lint.report('cluster-domain', {
    object,
    path: [...object.path, ...path],
    message: `${excerpt(host)} is not found here: the names of this cluster end in ${suffix}.`,
    hint: short === '' ? 'leave the domain out' : `write ${excerpt(short)}`,
    fix: shortened(object, text, path),
  })
}

/** None for a file in a ConfigMap, whose lines would be written anew, nor for domains that are searched. */
function shortened(object: KubernetesObject, text: string, path: Path): Fix | undefined {
  const value = text.replaceAll(END, '')
  if (text.includes('\n') || value === '' || value.startsWith('.') || path.includes('dnsConfig')) return undefined
  const edits = [{ kind: 'set' as const, path: [...object.path, ...path], value }]
  return { safe: false, title: 'take the short name', edits }
}

function withHost(host: string): string {
  return `${examplePod([])}      env: [{name: DB_HOST, value: ${host}}]\n`
}
