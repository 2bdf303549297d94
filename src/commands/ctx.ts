import { defineCommand, mayAsk } from '../command.ts'
import type { Context } from '../context.ts'
import { IccError, wrongCall } from '../errors.ts'
import type { ContextChange, ListedContext } from '../features/namespaces/contexts.ts'

export const ctx = defineCommand({
  name: 'ctx',
  summary: 'switch between clusters (contexts)',
  description:
    'Without a name: a list to choose from. NAME switches, "-" goes back to the context before, NEW=OLD renames a' +
    ' context, NEW=. the current one.',
  arguments: ['[NAME...]'],
  argumentOffers: ['renaming'],
  options: {
    current: { type: 'flag', short: 'c', description: 'print the current context' },
    delete: {
      type: 'flag',
      short: 'd',
      description: 'delete the contexts NAME... ("." is the current one), or one from a list',
    },
    shell: { type: 'flag', short: 's', description: 'start a shell in which NAME is current, and nowhere else' },
    unset: { type: 'flag', short: 'u', description: 'leave no context current' },
    list: { type: 'flag', description: 'print the names, also on a terminal' },
    force: { type: 'flag', short: 'f', description: 'rename onto a name that exists; that context is lost' },
  },
  examples: [
    ['icc ctx haw-icc', 'work on that cluster from now on'],
    ['icc ctx -', 'and back'],
    ['icc ctx kind=kind-kind', 'call the context kind-kind just kind'],
    ['icc ctx -d kind .', 'delete the context kind and the current one'],
    ['icc ctx -s kind', 'work there in this terminal only, until exit'],
  ],
  async run(context, { args, options }) {
    const action = toAction(args, options)
    switch (action.kind) {
      case 'current': {
        const { currentContext } = await reading()
        return context.output.result(await currentContext(context), (shown) => shown.context ?? '')
      }
      case 'list':
        return printList(context, await (await reading()).listContexts(context))
      case 'choose':
        return chooseOrList(context)
      case 'unset':
        return tell(context, await (await changing()).leaveContext(context), 'No context is current any more.')
      case 'delete':
        return remove(context, action.names.length > 0 ? action.names : [await toDelete(context)])
      case 'shell':
        return startShell(context, action.name)
      case 'name':
        return switchOrRename(context, action.name, options.force ?? false)
    }
  },
})

type Action =
  | { kind: 'current' | 'choose' | 'list' | 'unset' }
  | { kind: 'delete'; names: string[] }
  | { kind: 'shell'; name: string | undefined }
  | { kind: 'name'; name: string }

type Given = Partial<Record<'current' | 'delete' | 'unset' | 'list' | 'shell' | 'force', boolean>>

function toAction(args: string[], options: Given): Action {
  const flags = (['current', 'delete', 'unset', 'list', 'shell'] as const).filter((flag) => options[flag])
  const [flag, other] = flags
  const [name, ...more] = args
  if (other !== undefined) throw usage(`--${flag} and --${other} cannot go together.`)
  if (flag === 'delete') return { kind: 'delete', names: args }
  if (flag === 'shell' && more.length === 0) return { kind: 'shell', name }
  if (flag !== undefined) {
    if (flag === 'shell') throw usage('A shell is for one context: give one name.')
    if (name !== undefined) throw usage(`--${flag} goes without a name.`)
    return { kind: flag }
  }
  if (name === undefined) return { kind: 'choose' }
  if (more.length > 0) throw usage('Only one context can be current: give one name.')
  return { kind: 'name', name }
}

/** Two modules: whoever only looks need not load what edits kubeconfigs. */
const reading = () => import('../features/namespaces/contexts.ts')
const changing = () => import('../features/namespaces/context-changes.ts')

async function switchOrRename(context: Context, word: string, force: boolean): Promise<void> {
  const renaming = word.includes('=') ? await (await reading()).renamingOf(context, word) : undefined
  const { nameContext, switchContext, switchContextBack } = await changing()
  if (renaming) {
    const change = await nameContext(context, renaming, { force })
    return tell(context, change, `Context "${renaming.from}" renamed to "${renaming.to}".`)
  }
  if (force) throw usage('--force goes with NEW=OLD.')
  const change = word === '-' ? await switchContextBack(context) : await switchContext(context, word)
  return tell(context, change, `Switched to context "${change.context}".`)
}

async function remove(context: Context, names: string[]): Promise<void> {
  const { removeContexts } = await changing()
  const done = await removeContexts(context, names)
  for (const name of done.deleted) context.output.status(`Deleted context "${name}".`)
  if (done.wasCurrent) context.output.warn('That was the current context. Choose another one: icc ctx NAME')
  context.output.result(done, () => '')
}

async function chooseOrList(context: Context): Promise<void> {
  const { listContexts } = await reading()
  const listed = await listContexts(context)
  if (!mayAsk(context) || listed.length === 0) return printList(context, listed)
  const name = await pick(context, 'Which context?', listed)
  const { switchContext } = await changing()
  return tell(context, await switchContext(context, name), `Switched to context "${name}".`)
}

function toDelete(context: Context): Promise<string> {
  return pickOr(context, 'Which context is to be deleted?', '--delete needs the names of the contexts to delete.')
}

async function startShell(context: Context, given: string | undefined): Promise<void> {
  if (context.output.format === 'json') throw usage('--shell is for people: it has no answer in JSON.')
  const name = given ?? (await pickOr(context, 'In which context?', '--shell needs the name of a context.'))
  const { runContextShell } = await import('../features/namespaces/context-shell.ts')
  const outside = await runContextShell(context, name, (namespace) => {
    context.output.status(`In this shell the context is "${name}", namespace "${namespace}". Leave it by: exit`)
  })
  context.output.status(
    outside === undefined ? 'Back: no context is current.' : `Back: the current context is "${outside}".`,
  )
}

/** One of the contexts; where nobody can be asked, `missing` is what the command line lacks. */
async function pickOr(context: Context, question: string, missing: string): Promise<string> {
  if (!mayAsk(context)) throw usage(missing)
  const listed = await (await reading()).listContexts(context)
  if (listed.length === 0) throw new IccError('no-contexts', 'There is no context yet.', { hint: 'icc login' })
  return pick(context, question, listed)
}

async function pick(context: Context, question: string, listed: ListedContext[]): Promise<string> {
  const choices = listed.map(({ name, namespace }) => ({
    value: name,
    label: name,
    ...(namespace === null ? {} : { hint: `namespace ${namespace}` }),
  }))
  return (await context.prompt()).pick(question, choices, listed.find((one) => one.current)?.name)
}

function printList(context: Context, listed: ListedContext[]): void {
  if (listed.length === 0) context.output.status('There is no context yet: sign in with icc login.')
  context.output.result(listed, (shown) =>
    shown.map(({ name, current }) => (current ? context.output.style('green', name) : name)).join('\n'),
  )
}

/** The sentence for people; the state for scripts, for which the kubeconfig is read once more. */
async function tell(context: Context, change: ContextChange, sentence: string): Promise<void> {
  context.output.status(sentence)
  if (context.output.format !== 'json') return
  const { describeChange } = await reading()
  context.output.result(await describeChange(context, change), () => '')
}

function usage(message: string): IccError {
  return wrongCall(message, 'icc ctx --help')
}
