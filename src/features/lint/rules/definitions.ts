import type { VersionSchemas } from '../../manifests/schema/schemas.ts'
import type { Lint } from '../rule.ts'
import type { Project } from '../project.ts'

const made = new WeakMap<Project, VersionSchemas>()

/** What the API takes at the target version, with the CustomResourceDefinitions of the project and those given beside it. */
export function definedSchemas({ facts, project }: Lint): VersionSchemas {
  const known = made.get(project)
  if (known !== undefined) return known
  const own = project.ofType('apiextensions.k8s.io/CustomResourceDefinition').map(({ value }) => value)
  const schemas = facts.schemas.at(facts.target.minor, [...facts.definitions, ...own])
  made.set(project, schemas)
  return schemas
}
