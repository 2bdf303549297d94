import type { KubernetesObject } from '../../../manifests/object.ts'
import { ambiguousScalars } from '../../../manifests/ambiguous-scalars.ts'
import type { ManifestDocument } from '../../../manifests/document.ts'
import { removedApi } from '../../../manifests/removed-apis.ts'
import type { SchemaFault } from '../../../manifests/schema/fault.ts'
import type { KindLookup } from '../../../manifests/schema/schemas.ts'
import type { Check, Lint } from '../../rule.ts'
import { definedSchemas, schemaFaults } from '../definitions.ts'
import { reportField, reportFieldVersions } from './report-field.ts'
import { reportUnknownKind } from './report-kind.ts'
import { reportValue } from './report-value.ts'
import { checkDemanded } from './missing-spec.ts'
import {
  misplacedField,
  missingSpec,
  notAllowed,
  required,
  unknownField,
  unknownKind,
  wrongType,
} from './schema-rules.ts'

/** Does each object have the shape that the API server takes in the target version? */
export const schemaShape: Check = {
  rules: [unknownField, misplacedField, wrongType, required, missingSpec, notAllowed, unknownKind],
  scope: 'object',
  run(object, lint) {
    const found = definedSchemas(lint).find(object.apiVersion, object.kind)
    if (found.status !== 'known') {
      reportGap(object, found, lint)
      return
    }
    for (const fault of schemaFaults(object, lint)) report(object, fault, lint)
    checkDemanded(object, lint)
  },
}

/** Kinds of other versions are the business of the rules about versions. */
function reportGap(object: KubernetesObject, found: Exclude<KindLookup, { status: 'known' }>, lint: Lint): void {
  const { kind, apiVersion } = object
  switch (found.status) {
    case 'off':
      lint.notChecked('schema-unknown-field', {
        object,
        reason: `${apiVersion} is served only where the operator of the cluster wants it`,
      })
      return
    case 'not-defined':
    case 'unknown':
      if (found.status === 'unknown' && found.custom)
        lint.notChecked('schema-unknown-field', {
          object,
          reason: `no schema of ${kind} (${apiVersion}); --crd FILE gives one`,
        })
      else if (removedApi(apiVersion, kind) === undefined) reportUnknownKind(object, found, lint)
      return
    case 'removed':
    case 'too-new':
  }
}

function report(object: KubernetesObject, fault: SchemaFault, lint: Lint): void {
  switch (fault.kind) {
    case 'unknown-field':
    case 'misplaced-field':
    case 'required':
      // A field of other versions is not misspelt: the rules about versions tell it.
      if (!reportFieldVersions(fault)) reportField(object, fault, lint)
      return
    case 'type':
      if (!isAmbiguous(object, fault.path)) reportValue(object, fault, lint)
      return
    case 'enum':
      if (fault.versions === undefined) reportValue(object, fault, lint)
      return
    case 'limit':
    case 'condition':
  }
}

/** What is of the wrong type only because of how YAML reads it: the rule about that says more. */
function isAmbiguous({ document, path }: KubernetesObject, fault: SchemaFault['path']): boolean {
  if (!document.ambiguous) return false
  const whole = JSON.stringify([...path, ...fault])
  return ambiguousPaths(document).has(whole)
}

const known = new WeakMap<ManifestDocument, ReadonlySet<string>>()

function ambiguousPaths(document: ManifestDocument): ReadonlySet<string> {
  const paths =
    known.get(document) ??
    new Set(ambiguousScalars(document).flatMap(({ key, path }) => (key ? [] : [JSON.stringify(path)])))
  known.set(document, paths)
  return paths
}
