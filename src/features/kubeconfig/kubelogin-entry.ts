import { execOf } from './cluster-of.ts'
import type { PlacedEntry } from './merged-entries.ts'
import { lookUp } from './tree.ts'

/**
 * The arguments with which a user calls kubelogin (that of int128, also as a plugin of kubectl); undefined where it calls
 * something else or nothing. Throws `NotAKubeconfig`.
 */
export function kubeloginArguments({ file, body }: PlacedEntry): string[] | undefined {
  const exec = body && lookUp(body, 'exec')
  if (exec?.kind !== 'map') return undefined
  const { command, args } = execOf(file, exec)
  const program = command.replace(/^.*[/\\]/u, '').replace(/\.exe$/iu, '')
  if (/^kubectl-oidc[_-]login$/u.test(program)) return args
  if (program === 'kubectl') return args[0] === 'oidc-login' ? args : undefined
  // Microsoft's tool for its own cloud has the same name, and no such flag.
  return program === 'kubelogin' && args.some((arg) => arg.startsWith('--oidc-')) ? args : undefined
}
