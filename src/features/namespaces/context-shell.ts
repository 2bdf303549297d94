import { rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError, systemCode } from '../../errors.ts'
import { makeFolders } from '../../make-folders.ts'
import { requireContext } from '../kubeconfig/contexts.ts'
import { kubeconfigFiles, SHELL_FILE } from '../kubeconfig/files.ts'
import { markedBody } from '../kubeconfig/login-entries.ts'
import { readKubeconfig, type KubeconfigContext, type ReadContext } from '../kubeconfig/read.ts'
import { requireOutside } from './outside-shell.ts'
import { DEFAULT_NAMESPACE } from './place.ts'

export type ShellContext = ReadContext & Pick<Context, 'stateDir' | 'random' | 'shell'>

/**
 * Runs a shell in which a context is current, whatever becomes of the kubeconfig outside. A file of its own goes before the
 * others, with the name of the context and its entry: so its namespace is the shell's alone, too, while cluster and
 * credential stay where they are. No secret is copied, and a sign-in outside is one inside.
 *
 * @param entered called once everything is ready
 * @returns the context that is current outside after it
 * @throws `in-context-shell`, `context-not-found`, `shell-not-started`, `state-not-writable` (exit 1)
 */
export async function runContextShell(
  ctx: ShellContext,
  name: string,
  entered: (namespace: string) => void,
): Promise<string | undefined> {
  requireOutside(ctx)
  const context = requireContext(await readKubeconfig(ctx), name)
  const file = writeShellFile(ctx, context)
  try {
    const shell = await ctx.shell()
    entered(context.namespace ?? DEFAULT_NAMESPACE)
    await shell.run({
      KUBECONFIG: [file, ...kubeconfigFiles(ctx)].join(delimiter),
      [SHELL_FILE]: file,
      // kubectx keeps still then, as it does in shells of its own.
      KUBECTX_ISOLATED_SHELL: '1',
    })
  } finally {
    rmSync(file, { force: true })
  }
  return (await readKubeconfig(ctx)).currentContext
}

function writeShellFile(ctx: ShellContext, { name, cluster, user, namespace, site }: KubeconfigContext): string {
  const folder = join(ctx.stateDir(), 'shells')
  const file = join(folder, `${ctx.random().toString(36).slice(2)}.json`)
  // With a namespace in any case: kubectl of old would take one that is missing from the entry that this one hides.
  const fields = { cluster, namespace: namespace ?? DEFAULT_NAMESPACE, user }
  const context = site === undefined ? fields : markedBody(site, fields)
  const content = { apiVersion: 'v1', kind: 'Config', contexts: [{ name, context }], 'current-context': name }
  try {
    makeFolders(folder)
    writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new IccError('state-not-writable', `${file} cannot be written (${code}). No shell was started.`, {
      hint: 'icc doctor',
      cause: error,
    })
  }
  return file
}
