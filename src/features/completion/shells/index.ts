import type { Context } from '../../../context.ts'
import type { ShellLine } from './reply.ts'

/** The shells that complete icc's command lines. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export type Shell = (typeof SHELLS)[number]

export function isShell(word: string | undefined): word is Shell {
  return SHELLS.some((shell) => shell === word)
}

/** Reads what the script of a shell hands over. */
export async function readShellLine(
  ctx: Pick<Context, 'env'>,
  shell: Shell,
  given: readonly string[],
): Promise<ShellLine> {
  switch (shell) {
    case 'bash':
      return (await import('./bash.ts')).readBash(given)
    case 'zsh':
      return (await import('./zsh.ts')).readZsh(given)
    case 'fish':
      return (await import('./fish.ts')).readFish(given)
    case 'powershell':
      return (await import('./powershell.ts')).readPowerShell(ctx.env)
  }
}
