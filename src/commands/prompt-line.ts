import type { Status } from '../features/session/status.ts'
import { oneLine } from '../output.ts'

/** What a prompt shows where its owner says nothing else. */
export const USUAL_PROMPT = '{context}/{namespace} {left}'

/**
 * One line for a shell's prompt: `{site}`, `{context}`, `{namespace}`, `{user}` and `{left}` (`3h12m`, `over`) are put
 * in, anything else stays. Where there is nothing to put in, neither are the spaces before it.
 */
export function promptLine(format: string, status: Status): string {
  const values: Readonly<Record<string, string>> = {
    site: status.site ?? '',
    context: status.context,
    namespace: status.namespace,
    user: status.username ?? '',
    left: leftText(status),
  }
  return format.replace(/( *)\{([a-z]+)\}/gu, (written: string, spaces: string, name: string) => {
    if (!Object.hasOwn(values, name)) return written
    const value = harmless(values[name] ?? '')
    return value === '' ? '' : `${spaces}${value}`
  })
}

/**
 * Without what a shell would act upon in its prompt: a context may be called anything, also `$(reboot)`. Bash takes `\`,
 * `$` and backquotes in PS1 for its own, zsh `%` as well.
 */
function harmless(value: string): string {
  return oneLine(value).replace(/[\\$`%]/gu, '')
}

/** Short, and never more than there is: what an unused session has left, where that is less. */
function leftText({ session, secondsLeft, idleSecondsLeft }: Status): string {
  if (session === 'over') return 'over'
  if (secondsLeft === null) return ''
  const minutes = Math.floor(Math.min(secondsLeft, idleSecondsLeft ?? secondsLeft) / 60)
  if (minutes < 1) return '<1m'
  const hours = Math.floor(minutes / 60)
  return hours === 0 ? `${minutes}m` : `${hours}h${String(minutes % 60).padStart(2, '0')}m`
}
