import { defineCommand } from '../command.ts'
import type { ResourceRule } from '../context.ts'
import { wrongCall } from '../errors.ts'
import type { Whoami } from '../features/session/whoami.ts'
import { oneLine } from '../output.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'
import { durationText, idleText, momentText } from '../time-text.ts'

export const whoami = defineCommand({
  name: 'whoami',
  summary: 'show who the cluster takes you for',
  description: 'Ask the cluster who you are, and show where you work and how long your session lasts',
  arguments: [],
  options: {
    offline: { type: 'flag', description: 'do not ask the cluster: say what the sign-in said' },
    roles: { type: 'flag', description: 'show what you may do in the namespace, and by which role' },
  },
  examples: [
    ['icc whoami', 'your name, groups, namespace and time left'],
    ['icc whoami --roles', 'what the cluster lets you do in your namespace'],
    ['icc whoami -o json | jq -r .username', 'your name, for scripts'],
  ],
  async run(ctx, { options }) {
    const { whoami: ask } = await import('../features/session/whoami.ts')
    const { offline = false, roles: wanted = false } = options
    if (offline && wanted) throw wrongCall('--roles asks the cluster, which --offline forbids.', 'icc whoami --help')
    const { whoami: who, rules, roles, left, elsewhere } = await ask(ctx, { offline, roles: wanted })
    const { rolesText } = await import('./whoami-roles.ts')
    ctx.output.result({ ...who, ...(roles && { roles }) }, (shown) => {
      const session =
        shown.sessionEndsAt === null
          ? 'none that icc made: the context came from elsewhere'
          : sessionText(shown.sessionEndsAt, left ?? 0, ctx.clock.now()) + idleText(shown.idleEndsAt, ctx.clock.now())
      const lines = [
        `${ctx.output.style('bold', shown.username)}${shown.source === 'token' ? ' (as the sign-in said; the cluster was not asked)' : ''}`,
        `  groups     ${shown.groups.join(', ') || 'none'}`,
        `  site       ${shown.site ?? 'none'}`,
        `  context    ${shown.context}`,
        `  namespace  ${shown.namespace}`,
        `  session    ${session}`,
        ...(rules ? [`  rights     ${rightsText(rules)}`] : []),
        ...(shown.roles ? [rolesText(ctx, shown.roles)] : []),
        ...(elsewhere === undefined
          ? []
          : [`You cannot work in ${shown.namespace}. To a namespace of yours: ${elsewhere}`]),
      ]
      return wrapped(lines.join('\n'), answerColumns(ctx.terminal))
    })
  },
})

function sessionText(endsAt: Whoami['sessionEndsAt'] & string, left: number, now: number): string {
  return `${durationText(left)} left, until ${momentText(endsAt, now)}`
}

/** What the rules allow in the namespace, in two short lists; the exact rules are for `--roles`. */
function rightsText(rules: readonly ResourceRule[]): string {
  const resources = rules.filter(
    (rule) => !rule.apiGroups.every((group) => /^(?:authentication|authorization)\.k8s\.io$/u.test(group)),
  )
  const may = (verbs: readonly string[]): Set<string> => {
    const granted = resources.filter((rule) => rule.verbs.some((verb) => verb === '*' || verbs.includes(verb)))
    return new Set(granted.flatMap((rule) => rule.resources.map(oneLine)))
  }
  const change = may(['create', 'update', 'patch', 'delete'])
  const read = new Set([...may(['get', 'list'])].filter((resource) => !change.has(resource)))
  if (change.has('*')) return 'everything in this namespace'
  if (change.size + read.size === 0) return 'none in this namespace'
  return [change.size > 0 ? `change ${short(change)}` : '', read.size > 0 ? `read ${short(read)}` : '']
    .filter(Boolean)
    .join('; ')
}

function short(resources: ReadonlySet<string>): string {
  const names = [...resources].toSorted()
  return names.length <= 8 ? names.join(', ') : `${names.slice(0, 7).join(', ')} and ${names.length - 7} more`
}
