import type { Context } from '../context.ts'
import type { Right } from '../features/session/rights.ts'
import type { Roles } from '../features/session/roles.ts'

/** Verbs that have a column of their own. */
const COLUMNS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']

/** What the user may do, as a table of resources and verbs, and where that comes from. */
export function rolesText({ output }: Context, { namespace, rules, incomplete, bindings, gitlab }: Roles): string {
  const lines = [
    ...(gitlab ? [`  GitLab role  ${gitLabText(gitlab, bindings === null)}`] : []),
    ...(bindings ?? []).map(({ name, role, subject }) => `  RoleBinding  ${name}: ${role}, for the ${subject}`),
    ...(rules.length === 0 ? [`In ${namespace} the cluster allows you nothing.`] : table(output, namespace, rules)),
    ...(incomplete
      ? ['The cluster says that it may allow more than it can list: kubectl auth can-i VERB RESOURCE']
      : []),
  ]
  return lines.join('\n')
}

function gitLabText({ role, binding }: NonNullable<Roles['gitlab']>, unread: boolean): string {
  const name = `${role.slice(0, 1).toUpperCase()}${role.slice(1)}`
  if (binding !== null) return `${name} (RoleBinding ${binding})`
  const why = unread ? 'RoleBindings cannot be read here' : 'no RoleBinding names one'
  return `by the rights below like a ${name} (${why}); the Members page of your project says which`
}

function table(output: Context['output'], namespace: string, rules: readonly Right[]): string[] {
  const names = rules.map(({ resource, names: only }) =>
    only.length === 0 ? resource : `${resource} ${only.join(',')}`,
  )
  const width = Math.max(...names.map((name) => name.length), namespace.length)
  const head = `${namespace.padEnd(width)}  ${COLUMNS.join('  ')}  other verbs`
  return ['', output.style('bold', head), ...rules.map((right, at) => row(names[at] ?? '', width, right))]
}

function row(name: string, width: number, { verbs }: Right): string {
  const all = verbs.includes('*')
  const marks = COLUMNS.map((verb) => (all || verbs.includes(verb) ? 'x' : '-').padEnd(verb.length))
  const others = all ? ['all'] : verbs.filter((verb) => !COLUMNS.includes(verb))
  return `${name.padEnd(width)}  ${marks.join('  ')}  ${others.join(', ')}`.trimEnd()
}
