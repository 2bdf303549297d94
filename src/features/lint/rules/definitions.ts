import { has, textAt } from '../../manifests/json.ts'
import type { SchemaFault } from '../../manifests/schema/fault.ts'
import { validate } from '../../manifests/schema/index.ts'
import type { Schemas, VersionSchemas } from '../../manifests/schema/schemas.ts'
import type { KubernetesObject } from '../../manifests/object.ts'
import { hasVariable } from '../../manifests/variable.ts'
import type { Lint } from '../rule.ts'
import type { Project } from '../project.ts'

/** The type of the objects that define custom resources. */
export const DEFINITION = 'apiextensions.k8s.io/CustomResourceDefinition'

const made = new WeakMap<Project, VersionSchemas>()

/** What the API takes at the target version, with the CustomResourceDefinitions of the project and those given beside it. */
export function definedSchemas({ facts, project }: Lint): VersionSchemas {
  const known = made.get(project)
  if (known !== undefined) return known
  const own = project.ofType(DEFINITION).map(({ value }) => value)
  const schemas = facts.schemas.at(facts.target.minor, [...facts.definitions, ...own])
  made.set(project, schemas)
  return schemas
}

const newest = new WeakMap<Schemas, VersionSchemas>()

/** What the API takes in the newest version that icc knows. */
export function newestSchemas({ facts: { schemas, target } }: Lint): VersionSchemas {
  const known = newest.get(schemas) ?? schemas.at(schemas.minors.at(-1) ?? target.minor)
  newest.set(schemas, known)
  return known
}

const NONE: readonly SchemaFault[] = []

const faults = new WeakMap<KubernetesObject, readonly SchemaFault[]>()

/** What the schema of an object's kind has against it; nothing where there is no schema. Several rules ask. */
export function schemaFaults(object: KubernetesObject, lint: Lint): readonly SchemaFault[] {
  const known = faults.get(object)
  if (known !== undefined) return known
  const found = definedSchemas(lint).find(object.apiVersion, object.kind)
  const all = found.status === 'known' ? validate(object.value, found.schema) : []
  const told = has(object.value, 'sops', 'mac') ? all.filter((fault) => !isFromSops(object, fault)) : all
  const kept = told.length === 0 ? NONE : told
  faults.set(object, kept)
  return kept
}

/** What SOPS adds to a file, and puts in place of values of any type, is gone before the cluster sees it. */
function isFromSops({ value }: KubernetesObject, { path }: SchemaFault): boolean {
  return path[0] === 'sops' || hasVariable(textAt(value, ...path) ?? '')
}
