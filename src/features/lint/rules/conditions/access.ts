import { has, isObject, listAt, textAt } from '../../../manifests/json.ts'
import type { JsonObject, Path } from '../../../manifests/document.ts'
import { present, type Condition, type Tell } from './condition.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
const role: Condition = (value, path, { object, tell }) => {
  for (const [index, rule] of listAt(value, 'rules').entries())
    if (isObject(rule)) checkRule(rule, [...path, 'rules', index], object.kind === 'Role', tell)
}

function checkRule(rule: JsonObject, path: Path, inNamespace: boolean, tell: Tell): void {
  const filled = (field: string): boolean => listAt(rule, field).length > 0
  if (has(rule, 'verbs') && !filled('verbs')) tell([...path, 'verbs'], 'is empty', 'add verbs such as get and list')
  if (filled('nonResourceURLs')) {
    if (inNamespace) tell([...path, 'nonResourceURLs'], 'is nothing for a Role', 'make it a ClusterRole')
    else if (present(rule, ['apiGroups', 'resources']).some(filled))
      tell(path, 'is about resources and about nonResourceURLs', 'make a rule of each')
    return
  }
  if (!filled('apiGroups')) tell(path, 'has no apiGroups', 'add apiGroups: [""] for Pods, Services and their like')
  if (!filled('resources')) tell(path, 'has no resources', 'add resources')
}

const binding: Condition = (value, path, { object, tell }) => {
  const everywhere = object.kind === 'ClusterRoleBinding'
  if (everywhere && textAt(value, 'roleRef', 'kind') === 'Role')
    tell(
      [...path, 'roleRef', 'kind'],
      'is Role, which holds in one namespace',
      'write ClusterRole, or bind by a RoleBinding',
    )
  for (const [index, subject] of listAt(value, 'subjects').entries()) {
    if (textAt(subject, 'kind') !== 'ServiceAccount') continue
    const place = [...path, 'subjects', index]
    if (everywhere && (textAt(subject, 'namespace') ?? '') === '')
      tell(place, 'is a ServiceAccount without its namespace', 'add namespace')
    if (textAt(subject, 'apiGroup') === RBAC)
      tell([...place, 'apiGroup'], 'is for users and groups, not for a ServiceAccount', 'take it out')
  }
}

export const accessConditions: readonly (readonly [string, Condition])[] = [
  [`${RBAC}/Role`, role],
  [`${RBAC}/ClusterRole`, role],
  [`${RBAC}/RoleBinding`, binding],
  [`${RBAC}/ClusterRoleBinding`, binding],
]
