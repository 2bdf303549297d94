import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { SHELL_FILE } from '../kubeconfig/files.ts'

/** @throws `in-context-shell` (exit 1) in a shell of `icc ctx --shell`, whose context is to stay what it is */
export function requireOutside({ env }: Pick<Context, 'env'>): void {
  if (!env[SHELL_FILE]) return
  throw new IccError(
    'in-context-shell',
    'This shell was made for one context (icc ctx --shell). Nothing was changed.',
    { hint: 'exit, which leads back to the shell before' },
  )
}
