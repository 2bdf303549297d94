import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import {
  deleteContexts,
  renameContext,
  requireCurrent,
  unsetCurrentContext,
  useContext,
  type WriteContext,
} from '../kubeconfig/contexts.ts'
import { kubeconfigFiles } from '../kubeconfig/files.ts'
import { readKubeconfig, type Kubeconfig } from '../kubeconfig/read.ts'
import type { ContextChange } from './contexts.ts'
import { requireOutside } from './outside-shell.ts'
import { previousContext, rememberContext, renameInMemory } from './previous-context.ts'

export type ContextsContext = WriteContext & Pick<Context, 'stateDir' | 'random' | 'output'>

/** Makes a context the current one. @throws `context-not-found`, `in-context-shell` (exit 1), as all changes here */
export async function switchContext(ctx: ContextsContext, name: string): Promise<ContextChange> {
  requireOutside(ctx)
  const change = await useContext(ctx, name)
  rememberContext(ctx, kubeconfigFiles(ctx), { from: change.previous, to: name })
  return change
}

/** Makes the context current that was it before. @throws `no-previous-context`, `context-not-found` (exit 1) */
export async function switchContextBack(ctx: ContextsContext): Promise<ContextChange> {
  const kubeconfig = await readKubeconfig(ctx)
  const current = kubeconfig.currentContext
  const previous =
    previousContext(ctx, kubeconfigFiles(ctx), current) ??
    (await beforeSignIn(ctx, kubeconfig)) ??
    (await byKubectx(ctx, kubeconfig))
  if (previous !== undefined) return switchContext(ctx, previous)
  throw new IccError('no-previous-context', 'There is no previous context to go back to. Nothing was changed.', {
    hint: 'icc ctx NAME (see: icc ctx --list)',
  })
}

/** Gives a context another name. @throws `context-not-found`, `context-exists` (exit 1) */
export async function nameContext(
  ctx: ContextsContext,
  { from, to }: { from: string; to: string },
  options: { force: boolean },
): Promise<ContextChange> {
  requireOutside(ctx)
  const change = await renameContext(ctx, from, to, options)
  renameInMemory(ctx, kubeconfigFiles(ctx), { from, to })
  return change
}

/** Deletes contexts, all or none; `.` is the current one. @throws `no-current-context`, `context-not-found` (exit 1) */
export async function removeContexts(
  ctx: ContextsContext,
  names: readonly string[],
): Promise<{ deleted: string[]; wasCurrent: boolean }> {
  requireOutside(ctx)
  const current = names.includes('.') ? requireCurrent(await readKubeconfig(ctx)) : ''
  return deleteContexts(
    ctx,
    names.map((name) => (name === '.' ? current : name)),
  )
}

/** Leaves no context current; `-` leads back. */
export async function leaveContext(ctx: ContextsContext): Promise<ContextChange> {
  requireOutside(ctx)
  const { previous } = await unsetCurrentContext(ctx)
  if (previous !== undefined) rememberContext(ctx, kubeconfigFiles(ctx), { from: previous, to: undefined })
  return { context: undefined, previous }
}

/** Who switched with kubectx until now finds the way back once; from then on icc knows it. */
async function byKubectx(
  ctx: ContextsContext,
  { currentContext: current, contexts }: Kubeconfig,
): Promise<string | undefined> {
  const { kubectxPrevious } = await import('./kubectx-history.ts')
  const previous = kubectxPrevious(ctx)
  // Its file is one for all kubeconfigs, and old: the name may be of another one.
  return previous !== current && contexts.some(({ name }) => name === previous) ? previous : undefined
}

/** A first sign-in moves the user to its context without `icc ctx`, and notes where they were. */
async function beforeSignIn(
  ctx: Pick<Context, 'stateDir'>,
  { currentContext: current, contexts }: Kubeconfig,
): Promise<string | undefined> {
  const site = contexts.find(({ name }) => name === current)?.site
  if (site === undefined) return undefined
  const { readSession } = await import('../session/session-file.ts')
  return readSession(ctx, site)?.previousContext
}
