import { IccError } from '../../errors.ts'
import type { Change } from './edit.ts'
import { defaultFile } from './files.ts'
import type { LoadedFile } from './load.ts'
import { modify } from './modify.ts'
import type { Plan, WriteContext } from './modify.ts'
import { nearestNames } from '../../nearest-names.ts'
import { merge } from './read.ts'
import type { Kubeconfig, KubeconfigContext } from './read.ts'

export type { WriteContext } from './modify.ts'

/**
 * Makes a context the current one.
 *
 * Throws `context-not-found`, and what reading and `modify` throw.
 */
export async function useContext(
  ctx: WriteContext,
  name: string,
): Promise<{ previous: string | undefined; context: string }> {
  return modify(ctx, (files) => {
    const view = merge(files)
    requireContext(view, name)
    const changes = view.currentContext === name ? noChanges() : currentContextChange(ctx, name)
    return { changes, result: { previous: view.currentContext, context: name } }
  })
}

/**
 * Leaves no context current. Every file that names one is cleared: clearing only the first, as client-go does, would
 * move the user to the context that the next one names.
 */
export async function unsetCurrentContext(ctx: WriteContext): Promise<{ previous: string | undefined }> {
  return modify(ctx, (files) => ({
    changes: clearedCurrentContext(files),
    result: { previous: merge(files).currentContext },
  }))
}

/** The changes that leave no current context in any file. */
export function clearedCurrentContext(files: readonly LoadedFile[]): Map<string, Change[]> {
  const naming = files.filter(({ model }) => model.currentContext !== '')
  return new Map(naming.map(({ path }) => [path, [{ kind: 'current-context', value: '' }]]))
}

/** The change that makes a context current, in the file where kubectl would write it. */
export function currentContextChange(ctx: WriteContext, name: string): Map<string, Change[]> {
  return new Map([[defaultFile(ctx), [{ kind: 'current-context', value: name }]]])
}

/**
 * Gives a context another name; `current-context` follows. An existing one of that name is replaced with `force` only.
 *
 * Throws `context-not-found`, `context-exists`, and what reading and `modify` throw.
 */
export async function renameContext(
  ctx: WriteContext,
  from: string,
  to: string,
  options: { force?: boolean } = {},
): Promise<{ context: string; previous: string }> {
  return modify(ctx, (files) => planRename(files, from, to, options.force === true))
}

function planRename(
  files: LoadedFile[],
  from: string,
  to: string,
  force: boolean,
): Plan<{ context: string; previous: string }> {
  const view = merge(files)
  const source = requireContext(view, from)
  const result = { context: to, previous: from }
  if (from === to) return { changes: noChanges(), result }
  if (to === '')
    throw new IccError('context-name-empty', 'A context needs a name. Nothing was changed.', {
      hint: `icc ctx NAME=${from}`,
    })
  if (view.contexts.some(({ name }) => name === to) && !force)
    throw new IccError('context-exists', `There is a context named "${to}" already. Nothing was renamed.`, {
      hint: `icc ctx -f ${to}=${from}`,
    })
  const changes = noChanges()
  // Also where other contexts of that name stand in later files: the new one must be the one that counts.
  for (const { path, model } of force ? files : [])
    if (model.contexts.has(to)) add(changes, path, { kind: 'remove', section: 'contexts', name: to })
  add(changes, source.file, { kind: 'rename', section: 'contexts', name: from, to })
  for (const { path, model } of files)
    if (model.currentContext === from) add(changes, path, { kind: 'current-context', value: to })
  return { changes, result }
}

/**
 * Deletes contexts, but not their clusters and users. A deleted context that was current stays named as current, as
 * with kubectl and kubectx: every later call then fails instead of going somewhere else.
 *
 * Throws `context-not-found` (nothing is deleted then), and what reading and `modify` throw.
 */
export async function deleteContexts(
  ctx: WriteContext,
  names: readonly string[],
): Promise<{ deleted: string[]; wasCurrent: boolean }> {
  return modify(ctx, (files) => {
    const view = merge(files)
    const changes = noChanges()
    for (const name of new Set(names)) {
      requireContext(view, name)
      // In every file: one that an earlier file hid would otherwise come to light.
      for (const { path, model } of files)
        if (model.contexts.has(name)) add(changes, path, { kind: 'remove', section: 'contexts', name })
    }
    return {
      changes,
      result: { deleted: [...new Set(names)], wasCurrent: names.includes(view.currentContext ?? '') },
    }
  })
}

/** The change that gives a context a namespace, or takes it away (`undefined`); none where it has that already. */
export function namespaceChange(context: KubeconfigContext, namespace: string | undefined): Map<string, Change[]> {
  const { name, file } = context
  const changes = noChanges()
  if (context.namespace !== namespace)
    add(changes, file, { kind: 'field', section: 'contexts', name, field: 'namespace', value: namespace })
  return changes
}

/** The name of the current context. Throws `no-current-context`; where there is none to choose, it leads to `icc login`. */
export function requireCurrent(view: Kubeconfig): string {
  if (view.currentContext !== undefined) return view.currentContext
  if (view.contexts.length === 0) {
    throw new IccError('no-current-context', 'Your kubeconfig has no context: nobody is signed in anywhere.', {
      hint: 'icc login',
    })
  }
  throw new IccError('no-current-context', 'No context is current, so it is not clear which one is meant.', {
    hint: 'icc ctx',
  })
}

/** The context of a name. Throws `context-not-found` with the nearest names. */
export function requireContext(view: Kubeconfig, name: string): KubeconfigContext {
  const found = view.contexts.find((context) => context.name === name)
  if (found !== undefined) return found
  const nearest = nearestNames(
    name,
    view.contexts.map((context) => context.name),
  )
  const guess = nearest.length === 0 ? '' : ` Did you mean ${nearest.map((near) => `"${near}"`).join(' or ')}?`
  throw new IccError('context-not-found', `There is no context named "${name}".${guess} Nothing was changed.`, {
    hint: view.contexts.length === 0 ? 'icc login' : 'icc ctx --list',
  })
}

/** Notes a change of one file. */
export function add(changes: Map<string, Change[]>, file: string, change: Change): void {
  changes.set(file, [...(changes.get(file) ?? []), change])
}

function noChanges(): Map<string, Change[]> {
  return new Map()
}
