import { existsSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, resolve, sep } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'

/** What deciding about files needs. */
export type FilesContext = Pick<Context, 'env' | 'cwd' | 'homeDir' | 'kubeconfigFlag'>

/**
 * The kubeconfig files in the order in which they count, absolute: `--kubeconfig` alone, else those of `KUBECONFIG`,
 * else `~/.kube/config`. Empty elements are skipped and repeated ones dropped; a `KUBECONFIG` of nothing but empty
 * elements names no file, and the one in the home folder does not take its place.
 *
 * Throws `no-home` where only the home folder is left and the system names none.
 *
 * @see k8s.io/client-go tools/clientcmd `ClientConfigLoadingRules.Load`, `PathOptions.GetLoadingPrecedence`
 */
export function kubeconfigFiles(ctx: FilesContext): string[] {
  const { kubeconfigFlag, cwd } = ctx
  if (kubeconfigFlag) return [resolve(cwd, kubeconfigFlag)]
  const list = ctx.env['KUBECONFIG']
  if (!list) return [join(ctx.homeDir(), '.kube', 'config')]
  const named = list.split(delimiter).filter((element) => element !== '')
  return [...new Set(named.map((element) => resolve(cwd, element)))]
}

/**
 * The file that new entries and `current-context` are written to: the only one; of several the first that exists,
 * else the last.
 *
 * Throws `no-kubeconfig-file` where `KUBECONFIG` names none.
 *
 * @see k8s.io/client-go tools/clientcmd `PathOptions.GetDefaultFilename`, `writeCurrentContext`
 */
export function defaultFile(ctx: FilesContext): string {
  const files = kubeconfigFiles(ctx)
  const chosen = files.find((file) => existsSync(file)) ?? files.at(-1)
  if (chosen !== undefined) return chosen
  throw new IccError('no-kubeconfig-file', 'KUBECONFIG is set, but it names no file. Nothing was written.', {
    hint: 'unset KUBECONFIG',
  })
}

/** The environment variable that names the file in which a shell of `icc ctx --shell` has its context. */
export const SHELL_FILE = 'ICC_SHELL'

/** Where new clusters, users and contexts go: what the file of a shell holds is gone with the shell. */
export function newEntriesFile(ctx: FilesContext): string {
  const own = ctx.env[SHELL_FILE]
  const lasting = kubeconfigFiles(ctx).filter((file) => file !== own)
  return lasting.find((file) => existsSync(file)) ?? lasting.at(-1) ?? defaultFile(ctx)
}

/**
 * A path as it stands in a kubeconfig (`certificate-authority`, `client-certificate`, `client-key`, `tokenFile`), made
 * absolute: relative ones start at the folder of the file they stand in. Symbolic links of that file do not count.
 *
 * @see k8s.io/client-go tools/clientcmd `ResolveLocalPaths`
 */
export function resolveReference(kubeconfig: string, reference: string): string {
  return isAbsolute(reference) ? reference : join(dirname(kubeconfig), reference)
}

/**
 * The command of an exec credential plugin: a name without a path separator is looked for on PATH and stays as it is.
 *
 * @see k8s.io/client-go tools/clientcmd `GetAuthInfoFileReferences`
 */
export function resolveCommand(kubeconfig: string, command: string): string {
  return command.includes(sep) ? resolveReference(kubeconfig, command) : command
}
