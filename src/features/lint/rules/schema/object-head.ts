import type { ManifestDocument } from '../../../manifests/document.ts'
import { isObject, textAt } from '../../../manifests/json.ts'
import { objectsOf } from '../../../manifests/object.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { definedSchemas } from '../definitions.ts'

const rule: Rule = {
  id: 'object-head',
  severity: 'error',
  fix: 'safe',
  finds: 'an object without apiVersion or kind',
  why: 'These two lines say what the object is. Without them kubectl refuses the file: "apiVersion not set", "Object \'Kind\' is missing".',
  bad: 'kind: ConfigMap\nmetadata: {name: settings}\ndata: {MODE: production}\n',
  good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {MODE: production}\n',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields',
}

/** Does each object say what it is? */
export const objectHead: Check = {
  rules: [rule],
  scope: 'file',
  run({ documents }, lint) {
    for (const document of documents) if (objectsOf(document).length === 0) checkDocument(document, lint)
  },
}

function checkDocument(document: ManifestDocument, lint: Lint): void {
  const { value } = document
  if (!isObject(value)) return
  // An empty List holds no object, and is one.
  if (textAt(value, 'apiVersion') !== undefined && textAt(value, 'kind') !== undefined) return
  const missing = textAt(value, 'kind') === undefined ? 'kind' : 'apiVersion'
  lint.report('object-head', {
    place: { document, path: [missing], at: 'key' },
    message: `This looks like a Kubernetes object, and its ${missing} is missing.`,
    hint: `add a line: ${missing}: ...`,
    fix: missing === 'apiVersion' ? onlyVersion(textAt(value, 'kind') ?? '', lint) : undefined,
  })
}

function onlyVersion(kind: string, lint: Lint): Fix | undefined {
  const [version, ...others] = definedSchemas(lint).apiVersionsOf(kind)
  if (version === undefined || others.length > 0) return undefined
  return {
    safe: true,
    title: `add apiVersion: ${version}`,
    edits: [{ kind: 'add', path: [], key: 'apiVersion', value: version, before: 'kind' }],
    reveals: true,
  }
}
