import { defineCommand, mayAsk } from '../command.ts'
import type { Context } from '../context.ts'
import { ExitCode, IccError, wrongCall } from '../errors.ts'
import type { FoundNamespace } from '../features/namespaces/gitlab-namespace.ts'
import type { ListedNamespace } from '../features/namespaces/list.ts'
import type { Place } from '../features/namespaces/place.ts'
import type { Check, NamespaceChange } from '../features/namespaces/switch.ts'

export const ns = defineCommand({
  name: 'ns',
  summary: 'switch between namespaces of the current cluster',
  description:
    'Without a name: a list to choose from. NAME switches, "-" goes back to the namespace before. GROUP/PROJECT is the' +
    ' namespace of a GitLab project, "." that of the project in this folder. "map PATH..." only computes names.',
  arguments: ['[NAME...]'],
  argumentOffers: ['namespace'],
  options: {
    current: { type: 'flag', short: 'c', description: 'print the current namespace' },
    unset: { type: 'flag', short: 'u', description: 'remove the namespace from the context (back to default)' },
    list: { type: 'flag', description: 'print the names, also on a terminal' },
    force: { type: 'flag', short: 'f', description: 'switch without asking the cluster' },
    refresh: { type: 'flag', description: 'ask the server for its list even if that is known' },
    context: {
      type: 'value',
      placeholder: 'NAME',
      offers: 'context',
      description: 'in this context instead of the current one',
    },
  },
  examples: [
    ['icc ns abc123-default', 'work in that namespace from now on'],
    ['icc ns -', 'and back'],
    ['icc ns .', 'the namespace of the GitLab project in this folder'],
    ['icc ns map group/project', 'only say what its namespace would be called'],
  ],
  async run(ctx, { args, options }) {
    const action = toAction(args, options)
    const check: Check = options.force ? 'trust' : 'ask'
    const place = async () => (await import('../features/namespaces/place.ts')).findPlace(ctx, options.context)
    switch (action.kind) {
      case 'name':
        return tell(ctx, await (await switching()).switchNamespace(ctx, options.context, action.name, check))
      case 'previous':
        return tell(ctx, await (await switching()).switchBack(ctx, options.context))
      case 'unset':
        return tell(ctx, await (await switching()).unsetNamespace(ctx, options.context))
      case 'current':
        return printCurrent(ctx, await place())
      case 'list':
        return printList(ctx, await list(ctx, await place(), options.refresh ?? false))
      case 'choose':
        return chooseOrList(ctx, await place(), options.refresh ?? false)
      case 'here':
        return switchHere(ctx, await place(), check)
      case 'path':
        return switchToPath(ctx, await place(), action.path, check)
      case 'map':
        return printMapped(ctx, action.paths)
    }
  },
})

type Action =
  | { kind: 'current' | 'unset' | 'list' | 'choose' | 'previous' | 'here' }
  | { kind: 'name'; name: string }
  | { kind: 'path'; path: string }
  | { kind: 'map'; paths: string[] }

type Given = { current?: boolean; unset?: boolean; list?: boolean; force?: boolean; refresh?: boolean }

function toAction(args: string[], options: Given): Action {
  const [flag, other] = (['current', 'unset', 'list'] as const).filter((one) => options[one])
  const [name, ...more] = args
  if (other !== undefined) throw usage(`--${flag} and --${other} cannot go together.`)
  if (flag !== undefined && name !== undefined) throw usage(`--${flag} goes without a name.`)
  if (options.force && name === undefined) throw usage('--force goes with the name of a namespace.')
  if (options.refresh && (name !== undefined || (flag !== undefined && flag !== 'list')))
    throw usage('--refresh goes with the list only.')
  if (flag !== undefined) return { kind: flag }
  if (name === undefined) return { kind: 'choose' }
  if (name === 'map' && more.length > 0) return { kind: 'map', paths: more }
  if (more.length > 0) throw usage('Only one namespace can be current: give one name.')
  if (name === '-') return { kind: 'previous' }
  if (name === '.') return { kind: 'here' }
  return name.includes('/') ? { kind: 'path', path: name } : { kind: 'name', name }
}

const switching = () => import('../features/namespaces/switch.ts')

async function printCurrent(ctx: Context, place: Place): Promise<void> {
  const { currentNamespace } = await import('../features/namespaces/current.ts')
  ctx.output.result(currentNamespace(ctx, place), (shown) => shown.namespace)
}

async function list(ctx: Context, place: Place, refresh: boolean): Promise<ListedNamespace[]> {
  const { listNamespaces } = await import('../features/namespaces/list.ts')
  return listNamespaces(ctx, place, { refresh })
}

function printList(ctx: Context, listed: ListedNamespace[]): void {
  ctx.output.result(listed, (shown) =>
    shown.map(({ name, current }) => (current ? ctx.output.style('green', name) : name)).join('\n'),
  )
}

async function chooseOrList(ctx: Context, place: Place, refresh: boolean): Promise<void> {
  const listed = await list(ctx, place, refresh)
  if (!mayAsk(ctx)) return printList(ctx, listed)
  const choices = listed.map(({ name }) => ({ value: name, label: name }))
  const current = listed.find((one) => one.current)?.name
  const question = `Which namespace of ${place.context}?`
  const name = await (await ctx.prompt()).pick(question, choices, current)
  return tell(ctx, await (await switching()).switchNamespace(ctx, place.context, name, 'ask'))
}

async function switchToPath(ctx: Context, place: Place, path: string, check: Check): Promise<void> {
  const { gitLabNamespaces } = await import('../features/namespaces/gitlab-namespace.ts')
  const { found, sharing } = await gitLabNamespaces(ctx, place, path, { force: check === 'trust' })
  const { name, origin } = await chooseOne(ctx, path, found)
  if (sharing.length > 0)
    ctx.output.warn(`${[path, ...sharing].join(' and ')} have the same namespace: what is in it may be of either.`)
  if (origin !== undefined)
    ctx.output.warn(
      `The namespace "${name}" says that it belongs to ${origin}, not to ${path} (label gitlab-origin).`,
    )
  ctx.output.status(`"${path}" is the namespace "${name}".`)
  return tell(ctx, await (await switching()).switchNamespace(ctx, place.context, name, 'trust'))
}

async function switchHere(ctx: Context, place: Place, check: Check): Promise<void> {
  const { gitLabPathOf } = await import('../features/namespaces/git-remote.ts')
  const { siteGitLab } = await import('../features/namespaces/site.ts')
  return switchToPath(ctx, place, gitLabPathOf(ctx.cwd, await siteGitLab(ctx, place)), check)
}

/** Two namespaces may belong to one path. Which of them is the user's is for the user to say. */
async function chooseOne(ctx: Context, path: string, found: FoundNamespace[]): Promise<FoundNamespace> {
  const [only, other] = found
  if (only !== undefined && other === undefined) return only
  if (!mayAsk(ctx))
    throw new IccError(
      'namespace-ambiguous',
      `"${path}" may be any of these namespaces: ${found.map(described).join(', ')}. Nothing was changed.`,
      { exitCode: ExitCode.usage, hint: found.map(({ name }) => `icc ns ${name}`).join(', or ') },
    )
  const choices = found.map((one) => ({ value: one.name, label: described(one) }))
  const name = await (await ctx.prompt()).pick(`Which namespace belongs to ${path}?`, choices, undefined)
  return found.find((one) => one.name === name) ?? { name, origin: undefined }
}

function described({ name, origin }: FoundNamespace): string {
  return origin === undefined ? name : `${name} (labelled ${origin})`
}

/** By the one rule there is, unless a site is known to have none. */
async function printMapped(ctx: Context, paths: string[]): Promise<void> {
  const { chosenSite } = await import('../features/sites/resolve.ts')
  const { siteHints } = await import('../features/session/which-site.ts')
  const { requireMapping } = await import('../features/namespaces/gitlab-namespace.ts')
  const site = await chosenSite(ctx, await siteHints(ctx))
  if (site !== undefined) await requireMapping(ctx, site.id)
  const { collisions, mapGitLabPath } = await import('../features/namespaces/gitlab-path.ts')
  const width = Math.max(...paths.map((path) => path.length))
  for (const { namespace, paths: sharing } of collisions(paths))
    ctx.output.warn(`${sharing.join(' and ')} have the same namespace: ${namespace}`)
  ctx.output.result(paths.map(mapGitLabPath), (shown) =>
    shown
      .map(
        ({ path, namespace, problem }) =>
          `${path.padEnd(width)}  ${problem === undefined ? namespace : `no namespace: ${problem}`}`,
      )
      .join('\n'),
  )
}

function tell(ctx: Context, change: NamespaceChange): void {
  ctx.output.status(`Switched to namespace "${change.namespace}" in context "${change.context}".`)
  ctx.output.result(change, () => '')
}

function usage(message: string): IccError {
  return wrongCall(message, 'icc ns --help')
}
