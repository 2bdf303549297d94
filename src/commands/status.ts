import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { ExitCode } from '../errors.ts'
import type { Status } from '../features/session/status.ts'
import { durationText, idleText, momentText } from '../time-text.ts'

export const status = defineCommand({
  name: 'status',
  summary: 'show where you work and how long your session lasts, without asking anybody',
  description:
    'Show site, context, namespace and the time left, from files of this computer alone. When the session is over it exits with 4',
  arguments: [],
  options: {
    prompt: {
      type: 'value',
      optional: true,
      placeholder: 'FORMAT',
      description:
        'one short line for a shell prompt, nothing on an error; FORMAT may hold {site} {context} {namespace} {user} {left}',
    },
  },
  examples: [
    ['icc status', 'where you are, and until when'],
    ["icc status --prompt='{namespace} {left}'", 'for a prompt (README: In your prompt)'],
    ['icc status >/dev/null || icc login', 'sign in only where that is needed'],
  ],
  async run(ctx, { options }) {
    if (options.prompt !== undefined && ctx.output.format === 'human') return printPrompt(ctx, options.prompt)
    const { status: look } = await import('../features/session/status.ts')
    const now = await look(ctx)
    ctx.output.result(now, (shown) => statusText(ctx, shown))
    return now.session === 'over' || now.session === 'none' ? ExitCode.signIn : ExitCode.ok
  },
})

/**
 * A shell draws its prompt after each command: whatever goes wrong must not be seen there, and `icc status` tells it. Nor
 * does it wait for a kubeconfig that is just being written.
 */
async function printPrompt(ctx: Context, format: string | true): Promise<void> {
  const { status: look } = await import('../features/session/status.ts')
  const { promptLine, USUAL_PROMPT } = await import('./prompt-line.ts')
  const impatient = { sleep: () => Promise.reject(new Error('a prompt does not wait')), now: () => ctx.clock.now() }
  const found = await look(Object.create(ctx, { clock: { value: impatient } }) as Context).catch((error: unknown) => {
    ctx.output.debug(`no prompt: ${error instanceof Error ? error.message : String(error)}`)
  })
  if (found === undefined) return
  const line = promptLine(format === true ? USUAL_PROMPT : format, found)
  // As it is: colours in a format are its owner's.
  ctx.output.result(line, () => line)
}

function statusText(ctx: Context, shown: Status): string {
  return [
    ctx.output.style('bold', shown.username ?? shown.context),
    `  site       ${shown.site ?? 'none'}`,
    `  context    ${shown.context}`,
    `  namespace  ${shown.namespace}`,
    `  session    ${sessionText(shown, ctx.clock.now())}`,
  ].join('\n')
}

function sessionText({ session, site, sessionEndsAt, secondsLeft, idleEndsAt }: Status, now: number): string {
  if (session === 'foreign') return 'none that icc made: the context came from elsewhere'
  if (session === 'none') return `none: icc login --site ${site}`
  if (session === 'over')
    return `over since ${momentText(idleEndsAt ?? sessionEndsAt ?? '', now)}: icc login --site ${site}`
  const end = momentText(sessionEndsAt ?? '', now)
  return `${durationText((secondsLeft ?? 0) * 1000)} left, until ${end}${idleText(idleEndsAt, now)}`
}
