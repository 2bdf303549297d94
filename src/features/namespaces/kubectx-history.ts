import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError, ifThere } from '../../errors.ts'
import { nameProblem } from './name.ts'

/** What finding the history of kubectx and kubens needs. */
export type HistoryContext = Pick<Context, 'env' | 'homeDir'>

/**
 * The context that `kubectx -` would go to, for people who switched with kubectx until now; it need not exist any more.
 *
 * @see github.com/ahmetb/kubectx cmd/kubectx/state.go
 */
export function kubectxPrevious(ctx: HistoryContext): string | undefined {
  const folder = historyFolder(ctx)
  return folder === undefined ? undefined : readOneLine(join(folder, 'kubectx'))
}

/**
 * The namespace that `kubens -` would go to in a context. The file is called like the context: older versions write `-`
 * for `/`, those for Windows `__` for `:`.
 *
 * @see github.com/ahmetb/kubectx cmd/kubens/statefile.go
 */
export function kubensPrevious(ctx: HistoryContext, context: string): string | undefined {
  const history = historyFolder(ctx)
  if (history === undefined) return undefined
  const folder = join(history, 'kubens')
  for (const name of new Set([context, context.replaceAll('/', '-'), context.replaceAll(':', '__')])) {
    const path = join(folder, name)
    // A context may be called `../../anything`.
    if (relative(folder, path).split(sep)[0] === '..') continue
    const namespace = readOneLine(path)
    if (namespace !== undefined && nameProblem(namespace) === undefined) return namespace
  }
  return undefined
}

/** `$XDG_CACHE_HOME`, else `~/.kube`; undefined where the system names no home. */
function historyFolder({ env, homeDir }: HistoryContext): string | undefined {
  if (env['XDG_CACHE_HOME']) return env['XDG_CACHE_HOME']
  try {
    return join(homeDir(), '.kube')
  } catch (error) {
    if (error instanceof IccError && error.code === 'no-home') return undefined
    throw error
  }
}

/** What a file holds, without the newline at its end. What cannot be read is another program's and of no concern. */
function readOneLine(path: string): string | undefined {
  return ifThere(() => readFileSync(path, 'utf8'))?.trim() || undefined
}
