import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { isCustom } from '../../../manifests/groups.ts'
import { isObject, listAt, objectAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Check, Rule } from '../../rule.ts'

const fields: Rule = {
  id: 'server-fields',
  severity: 'info',
  fix: 'safe',
  finds: 'a field that only the server fills in: status, uid, resourceVersion, creationTimestamp, managedFields',
  why: 'It came with "kubectl get -o yaml" or "--dry-run=client" and does nothing here. A resourceVersion does harm: as soon as somebody changes the object, applying the file fails with a conflict.',
  bad: configMap('resourceVersion: "48151623"'),
  good: configMap('labels: {app: web}'),
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/',
}

/** Does the manifest hold only what a user decides? */
export const serverFields: Check = {
  rules: [fields],
  scope: 'object',
  run(object, lint) {
    for (const path of serverPaths(object)) {
      const field = String(path.at(-1))
      lint.report('server-fields', {
        object,
        path,
        at: 'key',
        message: `The server fills in ${field} by itself: a manifest leaves it out.`,
        hint: 'take it out',
        fix: { safe: true, title: `take out ${field}`, edits: [{ kind: 'remove', path }] },
      })
    }
  },
}

const METADATA = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
])

const STATUS = new Set(['status'])

const TEMPLATES: readonly Path[] = [
  ['spec', 'template', 'metadata'],
  ['spec', 'jobTemplate', 'metadata'],
  ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
]

function inTemplates({ value, path }: KubernetesObject): Path[] {
  return TEMPLATES.flatMap((steps) => inMapping(objectAt(value, ...steps), path, METADATA, steps))
}

function serverPaths(object: KubernetesObject): Path[] {
  const { value, path } = object
  return [
    ...inMapping(objectAt(value, 'metadata'), path, METADATA, ['metadata']),
    ...(isObject(value['spec']) ? inTemplates(object) : []),
    ...listAt(value, 'spec', 'volumeClaimTemplates').flatMap((claim, index) =>
      claimPaths(claim, [...path, 'spec', 'volumeClaimTemplates', index]),
    ),
    // In a custom resource, `status` may be an ordinary field.
    ...(isCustom(object) ? [] : inMapping(value, path, STATUS)),
  ]
}

function claimPaths(claim: Json, path: Path): Path[] {
  return [
    ...inMapping(objectAt(claim), path, STATUS),
    ...inMapping(objectAt(claim, 'metadata'), path, METADATA, ['metadata']),
  ]
}

/** Also fields whose value is null: they are there to be seen, and the one thing that `kubectl create` leaves behind. */
function inMapping(
  mapping: JsonObject | undefined,
  path: Path,
  names: ReadonlySet<string>,
  steps: Path = [],
): Path[] {
  const found: Path[] = []
  for (const key in mapping) if (names.has(key)) found.push([...path, ...steps, key])
  return found
}

function configMap(line: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  ${line}
data:
  colour: blue
`
}
