import { shown } from '../../../manifests/json.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { removedApi } from '../../../manifests/removed-apis.ts'
import type { SchemaFault } from '../../../manifests/schema/fault.ts'
import type { KindLookup, VersionSchemas } from '../../../manifests/schema/schemas.ts'
import type { Check, Lint } from '../../rule.ts'
import { definedSchemas, newestSchemas, schemaFaults } from '../definitions.ts'
import { nameOf } from '../schema/report-field.ts'
import { migration } from './migration.ts'
import { deprecated, removed, tooNew } from './version-rules.ts'
import { checkEffect } from './without-effect.ts'

/** Does the target version serve each object's API version, and all of its fields? */
export const apiVersions: Check = {
  rules: [removed, deprecated, tooNew],
  scope: 'project',
  run(project, lint) {
    const schemas = definedSchemas(lint)
    for (const object of project.objects) {
      const found = schemas.find(object.apiVersion, object.kind)
      checkKind(object, found, lint)
      if (found.status === 'known' || found.status === 'off') checkFuture(object, schemas, lint)
      for (const fault of schemaFaults(object, lint)) checkField(object, fault, lint)
      checkEffect(object, lint)
    }
  },
}

function checkKind(object: KubernetesObject, found: KindLookup, lint: Lint): void {
  const { apiVersion, kind } = object
  const old = removedApi(apiVersion, kind)
  if (found.status === 'removed') reportRemoved(object, { gone: found.last + 1, now: found.served[0] }, lint)
  else if (old !== undefined) reportRemoved(object, old, lint)
  else if (found.status === 'too-new')
    lint.report('api-too-new', {
      object,
      path: [...object.path, 'apiVersion'],
      message: `${kind} in ${apiVersion} comes with Kubernetes 1.${found.since}; the target is 1.${lint.facts.target.minor}.`,
      hint: found.served[0] === undefined ? undefined : `apiVersion: ${found.served[0]}`,
    })
}

function reportRemoved(
  object: KubernetesObject,
  { gone, now }: { gone: number; now: string | undefined },
  lint: Lint,
): void {
  const { kind, apiVersion } = object
  const found = now === undefined ? undefined : migration(object, now, lint.facts)
  lint.report('api-removed', {
    object,
    path: [...object.path, 'apiVersion'],
    message:
      now === undefined
        ? `${kind} is gone since Kubernetes 1.${gone}, and nothing has taken its place under that name.`
        : `${kind} in ${apiVersion} is gone since Kubernetes 1.${gone}; it is in ${now} now.${found?.word ?? ''}`,
    hint: now === undefined ? (REPLACED[kind] ?? 'remove it') : `apiVersion: ${now}`,
    fix: found?.fix,
  })
}

/** What is used today instead of kinds that are gone. */
const REPLACED: Readonly<Record<string, string>> = {
  PodSecurityPolicy:
    'remove it; the labels pod-security.kubernetes.io/* of the namespace judge pods now, and change none: write the securityContext yourself',
}

/** A field or value that other versions have. */
function checkField(object: KubernetesObject, fault: SchemaFault, lint: Lint): void {
  if ((fault.kind !== 'unknown-field' && fault.kind !== 'enum') || fault.versions === undefined) return
  const { target } = lint.facts
  const { from, to } = fault.versions
  const what =
    fault.kind === 'enum'
      ? `the value ${excerpt(shown(fault.found))} of ${nameOf(fault.path, object)}`
      : nameOf(fault.path, object)
  const isNew = from > target.minor
  lint.report(isNew ? 'api-too-new' : 'api-removed', {
    object,
    path: [...object.path, ...fault.path],
    at: fault.at,
    message: isNew
      ? `${capitalised(what)} comes with Kubernetes 1.${from}; the target is 1.${target.minor}.`
      : `${capitalised(what)} is gone since Kubernetes 1.${to + 1}.`,
    hint: 'leave it out',
  })
}

function capitalised(text: string): string {
  return text.startsWith('the ') ? `T${text.slice(1)}` : text
}

/** Served now, and by a later version that icc knows not any more. */
function checkFuture(object: KubernetesObject, schemas: VersionSchemas, lint: Lint): void {
  const { facts } = lint
  const later = newestSchemas(lint).find(object.apiVersion, object.kind)
  if (later.status !== 'removed') return
  const now = later.served[0]
  const found = now === undefined ? undefined : migration(object, now, facts)
  lint.report('api-deprecated', {
    object,
    path: [...object.path, 'apiVersion'],
    message: `${object.kind} in ${object.apiVersion} will be gone with Kubernetes 1.${later.last + 1}.`,
    hint: now === undefined ? undefined : `apiVersion: ${now}`,
    fix: now !== undefined && schemas.find(now, object.kind).status === 'known' ? found?.fix : undefined,
  })
}
