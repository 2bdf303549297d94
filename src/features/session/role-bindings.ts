import type { Identity, KubeObject } from '../../context.ts'
import { list, member, text } from '../../unknown-json.ts'

/** A RoleBinding of the namespace by which the user or one of the user's groups has the role. */
export type Binding = { name: string; role: string; subject: string }

/**
 * What an object of that kind gives the user: one or none.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-binding-v1/
 */
export function bindingFor(
  object: KubeObject,
  { username, groups }: Pick<Identity, 'username' | 'groups'>,
): Binding[] {
  const { metadata, roleRef, subjects } = object
  const subject = list(subjects).find(
    (one) => (field(one, 'kind') === 'User' && field(one, 'name') === username) || isGroup(one, groups),
  )
  if (subject === undefined) return []
  const kind = field(subject, 'kind') === 'Group' ? 'group' : 'user'
  return [
    { name: field(metadata, 'name'), role: field(roleRef, 'name'), subject: `${kind} ${field(subject, 'name')}` },
  ]
}

function isGroup(subject: unknown, groups: readonly string[]): boolean {
  return field(subject, 'kind') === 'Group' && groups.includes(field(subject, 'name'))
}

function field(of: unknown, key: string): string {
  return text(member(of, key))
}
