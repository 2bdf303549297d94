import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Context, Shell } from '../context.ts'
import { IccError } from '../errors.ts'

/** The signals of this very process. */
type Signals = Pick<NodeJS.EventEmitter, 'on' | 'off'>

/** Runs the shell that the user works with, on the same terminal. */
export function createShell({ env, platform }: Pick<Context, 'env' | 'platform'>, signals: Signals): Shell {
  return {
    async run(changes) {
      const command = shellOf(env, platform)
      const child = spawn(command, { env: { ...env, ...changes }, stdio: 'inherit' })
      // Ctrl-C in it is meant for what runs there. What ends icc ends the shell, so that nobody works on in one that is over.
      const end = (): void => void child.kill('SIGHUP')
      signals.on('SIGINT', nothing).on('SIGQUIT', nothing)
      signals.on('SIGTERM', end).on('SIGHUP', end)
      try {
        await new Promise<void>((resolve, reject) => {
          child.once('error', (error) => reject(notStarted(command, error)))
          child.once('close', () => resolve())
        })
      } finally {
        signals.off('SIGINT', nothing).off('SIGQUIT', nothing)
        signals.off('SIGTERM', end).off('SIGHUP', end)
      }
    },
  }
}

function nothing(): void {
  // To be there is enough: the system would end the process otherwise.
}

/** On Windows only cmd.exe sets PROMPT; whoever has none there came from PowerShell. */
function shellOf(env: Context['env'], platform: NodeJS.Platform): string {
  if (platform !== 'win32') return env['SHELL'] || '/bin/sh'
  if (!env['PROMPT']) return 'powershell.exe'
  return env['ComSpec'] || join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'cmd.exe')
}

function notStarted(command: string, cause: Error): IccError {
  return new IccError('shell-not-started', `The shell ${command} cannot be started. Nothing was changed.`, {
    hint: 'export SHELL=/bin/sh, and try again',
    cause,
  })
}
