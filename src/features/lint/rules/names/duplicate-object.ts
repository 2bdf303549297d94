import { excerpt } from '../../../manifests/excerpt.ts'
import { folderOf } from '../../../manifests/folder.ts'
import { isClusterWide } from '../../../manifests/groups.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Facts } from '../../facts.ts'
import type { Check, Lint, Rule, Severity } from '../../rule.ts'

const duplicate: Rule = {
  id: 'duplicate-object',
  severity: 'error',
  finds: 'two objects of the same kind and name in one namespace',
  why: 'They are one and the same object to the cluster: whatever is applied last overwrites the other, without a word. Files of one folder are applied in the order of their names.',
  bad: twoConfigMaps('settings'),
  good: twoConfigMaps('more-settings'),
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
}

/** Is each object of the project there only once? */
export const duplicateObject: Check = {
  rules: [duplicate],
  scope: 'project',
  run({ objects }, lint) {
    const seen = new Map<string, KubernetesObject | Map<string, KubernetesObject>>()
    for (const object of objects) {
      if (object.name === undefined || object.name === '') continue
      const id = JSON.stringify([object.type, object.name, namespaceOf(object, lint.facts)])
      const before = seen.get(id)
      // Nearly all are there once, and nothing but the object is kept of these.
      if (before === undefined) {
        seen.set(id, object)
        continue
      }
      const byFolder = before instanceof Map ? before : new Map([[folderOf(before), before]])
      seen.set(id, byFolder)
      const folder = folderOf(object)
      const beside = byFolder.get(folder)
      const [first] = byFolder.values()
      if (beside !== undefined) report(object, beside, 'error', lint)
      // Folders beside each other are often for one stage each, and go to namespaces that the manifests do not name.
      else if (first !== undefined && (object.namespace !== undefined || isClusterWide(object)))
        report(object, first, 'warning', lint)
      if (beside === undefined) byFolder.set(folder, object)
    }
  },
}

function namespaceOf(object: KubernetesObject, { namespace }: Facts): string {
  return isClusterWide(object) ? '' : (object.namespace ?? namespace ?? '')
}

function report(object: KubernetesObject, other: KubernetesObject, severity: Severity, lint: Lint): void {
  const { name: file } = other.document.source
  const where = file === object.document.source.name ? 'earlier in this file' : `in ${excerpt(file)}`
  lint.report('duplicate-object', {
    object,
    path: [...object.path, 'metadata', 'name'],
    severity,
    message: `There is another ${excerpt(object.kind)} ${excerpt(object.name ?? '')} ${where}; the one that is applied last wins.`,
    hint: 'take one out, or give it a name of its own',
  })
}

function twoConfigMaps(second: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: blue}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ${second}}
data: {colour: red}
`
}
