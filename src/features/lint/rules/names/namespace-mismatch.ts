import { excerpt } from '../../../manifests/excerpt.ts'
import { isClusterWide } from '../../../manifests/groups.ts'
import { createNearNames, type NearNames } from '../../../manifests/near-names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'

const mismatch: Rule = {
  id: 'namespace-mismatch',
  severity: 'warning',
  finds: 'an object for another namespace than the one you work in, or than the one that the project makes',
  why: 'A campus gives rights namespace by namespace: what names another one is refused, or ends up where nobody looks for it. A pipeline can only deploy to the namespace that its token is for. Manifests that name no namespace go where kubectl is pointed at.',
  bad: example('seminnar'),
  good: example('seminar'),
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
}

/** Does each object go to the namespace that the user works in, or to one that the project itself makes? */
export const namespaceMismatch: Check = {
  rules: [mismatch],
  scope: 'project',
  run(project, lint) {
    const own = new Set(project.ofType('Namespace').flatMap(({ name }) => name ?? []))
    const near = createNearNames(own)
    for (const object of project.objects) {
      const { namespace } = object
      if (namespace === undefined || namespace === '' || own.has(namespace)) continue
      if (isClusterWide(object) || hasVariable(namespace)) continue
      checkNamespace(object, namespace, near, lint)
    }
  },
}

function checkNamespace(object: KubernetesObject, namespace: string, near: NearNames, lint: Lint): void {
  const { site, namespace: current } = lint.facts
  if (namespace === current || site?.profile.namespace?.known?.includes(namespace) === true) return
  const [meant = current] = near(namespace)
  if (meant === undefined) return
  const reason = meant === current ? `but you work in ${current}` : `but the project makes ${excerpt(meant)}`
  const thing = `${excerpt(object.kind)} ${excerpt(object.name ?? '')}`.trim()
  lint.report('namespace-mismatch', {
    object,
    path: [...object.path, 'metadata', 'namespace'],
    message: `The ${thing} goes to the namespace ${excerpt(namespace)}, ${reason}.`,
    hint: `write ${excerpt(meant)}, or take the line out and say it to kubectl`,
  })
}

function example(namespace: string): string {
  return `apiVersion: v1
kind: Namespace
metadata: {name: seminar}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: ${namespace}}
data: {colour: blue}
`
}
