import { ambiguousScalars, type AmbiguousScalar } from '../../../manifests/ambiguous-scalars.ts'
import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { shown } from '../../../manifests/json.ts'
import { objectsOf, type KubernetesObject } from '../../../manifests/object.ts'
import type { Schema } from '../../../manifests/schema/model.ts'
import { schemaAt } from '../../../manifests/schema/schema-at.ts'
import type { Check, Fix, Lint, Rule, Severity } from '../../rule.ts'
import { definedSchemas } from '../definitions.ts'

const rule: Rule = {
  id: 'yaml-ambiguous-scalar',
  severity: 'warning',
  fix: 'safe',
  finds: 'a value without quotes that kubectl reads otherwise than most people and tools',
  why: 'kubectl follows YAML 1.1, where yes, no, on, off, y and n are truth values and 012 is ten. Editors and other tools mostly follow YAML 1.2, where they are texts, and 012 is twelve. In quotes, or written out, everybody reads the same.',
  bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  debug: no\n',
  good: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  debug: 'no'\n",
  source: 'https://yaml.org/type/bool.html',
}

/** Does everybody read the same? */
export const yamlAmbiguousScalar: Check = {
  rules: [rule],
  scope: 'file',
  run({ documents }, lint) {
    for (const document of documents.filter(({ ambiguous }) => ambiguous)) {
      const objects = objectsOf(document)
      for (const scalar of ambiguousScalars(document)) {
        const object = objects.find(({ path }) => path.every((step, index) => scalar.path[index] === step))
        if (object) checkScalar(object, scalar, lint)
      }
    }
  },
}

function checkScalar(object: KubernetesObject, scalar: AmbiguousScalar, lint: Lint): void {
  const { document } = object
  const found = definedSchemas(lint).find(object.apiVersion, object.kind)
  const path = scalar.path.slice(object.path.length)
  const schema = found.status === 'known' && !scalar.key ? schemaAt(found.schema, path) : undefined
  const wants = scalar.key ? 'text' : wantedBy(schema)
  // Modes of files are written in octal, as everywhere else.
  if (wants === 'number' && /(?:^m|M)ode$/u.test(String(path.at(-1)))) return
  const severity = severityOf(scalar, wants)
  lint.report('yaml-ambiguous-scalar', {
    place: { source: document.source, range: scalar.range },
    object,
    severity,
    message: messageOf(scalar, severity),
    hint: hintOf(scalar, wants),
    fix: fixOf(object, scalar, wants),
  })
}

type Wanted = 'text' | 'boolean' | 'number' | 'unknown'

function wantedBy(schema: Schema | undefined): Wanted {
  if (schema?.kind !== 'scalar') return 'unknown'
  if (schema.type === 'string' || schema.type === 'base64') return 'text'
  if (schema.type === 'boolean') return 'boolean'
  return schema.type === 'int-or-string' || schema.type === 'quantity' ? 'unknown' : 'number'
}

/** Where a text must be, what kubectl does not read as one is refused. Dates and times puzzle other tools only. */
function severityOf({ kubectl, key }: AmbiguousScalar, wants: Wanted): Severity {
  if (typeof kubectl === 'string' && !key) return 'info'
  return wants === 'text' && !key ? 'error' : 'warning'
}

function messageOf({ text, kubectl, key, elsewhere }: AmbiguousScalar, severity: Severity): string {
  const written = excerpt(text)
  if (key) return `kubectl takes the key ${written} for ${JSON.stringify(kubectl)}.`
  if (severity === 'info') return `kubectl takes ${written} for a text, but some tools for a ${elsewhere.type}.`
  const others = elsewhere.type === 'text' ? 'a text' : `the ${elsewhere.type} ${String(elsewhere.value)}`
  const refused = severity === 'error' ? ' The API server refuses it here.' : ''
  return `kubectl takes ${written} for ${shown(kubectl)}, most other tools for ${others}.${refused}`
}

function hintOf({ kubectl, elsewhere }: AmbiguousScalar, wants: Wanted): string {
  if (wants === 'boolean') return `write ${shown(kubectl)}`
  if (wants === 'number') return `write ${shown(kubectl)}, or ${String(elsewhere.value)} if that is meant`
  return 'put it in quotes if a text is meant'
}

function fixOf(object: KubernetesObject, { path, key, kubectl }: AmbiguousScalar, wants: Wanted): Fix | undefined {
  const { document } = object
  const whole: Path = path
  if (wants === 'text' || typeof kubectl === 'string')
    return {
      safe: true,
      title: 'put it in quotes',
      document,
      edits: [{ kind: 'requote', path: whole, ...(key ? { key } : {}) }],
    }
  if (wants === 'unknown') return undefined
  return {
    safe: true,
    title: `write ${shown(kubectl)}`,
    document,
    edits: [{ kind: 'set', path: whole, value: kubectl }],
  }
}
