import { excerpt } from '../../../manifests/excerpt.ts'
import { at } from '../../../manifests/json.ts'
import { containerTitle, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import { parseQuantity } from '../../../manifests/quantity.ts'
import { weightOf } from '../../confirmed.ts'
import type { Check, Lint, Rule } from '../../rule.ts'

const SITE = '{resources: {containerMin: {cpu: 50m}, containerMax: {cpu: 4, memory: 16Gi}}}'

const range: Rule = {
  id: 'resources-range',
  severity: 'error',
  finds: 'a container that states less, or more, than the site lets one container have',
  why: 'A LimitRange says what one container may state at least and at most. The API server refuses a pod with a container outside of it, whatever the quota has left: the Deployment is there, its pods never come.',
  bad: {
    files: { 'pod.yaml': example('{requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: 8, memory: 1Gi}}') },
    site: SITE,
  },
  good: {
    files: { 'pod.yaml': example('{requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: 4, memory: 1Gi}}') },
    site: SITE,
  },
  source: 'https://kubernetes.io/docs/concepts/policy/limit-range/',
}

/** May one container have what it states? */
export const resourcesRange: Check = {
  rules: [range],
  scope: 'pod',
  run(pod, lint) {
    const { containerMin = {}, containerMax = {} } = lint.facts.site?.profile.resources ?? {}
    for (const container of pod.containers)
      for (const side of ['requests', 'limits'] as const) {
        for (const [resource, least] of Object.entries(containerMin))
          check(pod, container, { side, resource, bound: least, word: 'least' }, lint)
        for (const [resource, most] of Object.entries(containerMax))
          check(pod, container, { side, resource, bound: most, word: 'most' }, lint)
      }
  },
}

type Bound = { side: 'requests' | 'limits'; resource: string; bound: string; word: 'least' | 'most' }

function check(pod: PodTemplate, container: Container, { side, resource, bound, word }: Bound, lint: Lint): void {
  const written = at(container.value, 'resources', side, resource)
  const [stated, allowed] = [parseQuantity(written), parseQuantity(bound)]
  if (stated === undefined || allowed === undefined) return
  if (word === 'least' ? stated >= allowed : stated <= allowed) return
  const what = `${side === 'requests' ? 'request' : 'limit'} of ${excerpt(typeof written === 'string' ? written : JSON.stringify(written))} ${resource}`
  lint.report('resources-range', {
    object: pod.owner,
    path: [...container.path, 'resources', side, resource],
    severity: weightOf(lint.facts, word === 'least' ? 'resources.containerMin' : 'resources.containerMax'),
    message: `${containerTitle(container)} has a ${what}, and ${bound} is the ${word} for one container at ${lint.facts.site?.id}.`,
    hint: `write ${bound}${word === 'most' ? ', or spread the work over more pods' : ''}`,
  })
}

function example(resources: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29.3
      resources: ${resources}
`
}
