import { parsePlainCall } from './arguments.ts'
import type { Call, CommandEntry, GlobalValues } from './command.ts'
import type { Context } from './context.ts'
import { cancelled, ExitCode, IccError } from './errors.ts'
import { oneLine, printable } from './output.ts'
import { chooseOutputs } from './output-choice.ts'

/** Every command, in the order of the help text. Each is loaded when it is called. */
export const commandsFor = (ctx: Context, argv: readonly string[]): readonly CommandEntry[] => [
  { name: 'login', load: async () => (await import('./commands/login.ts')).login },
  { name: 'logout', load: async () => (await import('./commands/logout.ts')).logout },
  { name: 'whoami', load: async () => (await import('./commands/whoami.ts')).whoami },
  { name: 'status', load: async () => (await import('./commands/status.ts')).status },
  { name: 'ns', load: async () => (await import('./commands/ns.ts')).ns },
  { name: 'ctx', load: async () => (await import('./commands/ctx.ts')).ctx },
  { name: 'token', load: async () => (await import('./commands/token.ts')).token },
  { name: 'scaffold', load: async () => (await import('./commands/scaffold.ts')).scaffold(ctx, argv) },
  { name: 'lint', load: async () => (await import('./commands/lint.ts')).lint },
  { name: 'explain', load: async () => (await import('./commands/explain.ts')).explain },
  { name: 'doctor', load: async () => (await import('./commands/doctor.ts')).doctor },
  { name: 'site', load: async () => (await import('./commands/site.ts')).site },
  { name: 'open', load: async () => (await import('./commands/open.ts')).open },
  { name: 'completion', load: async () => (await import('./commands/completion.ts')).completion },
]

/** The hidden command that shells call at the TAB key. Its words are those of another command line. */
const COMPLETE = '__complete'

/** Makes the Context once the global options are known. */
export type ContextFactory = (globals: GlobalValues) => Context

/**
 * Runs one command line.
 *
 * @returns what the process exits with. Nothing is thrown: what no code translated is reported as a bug (exit 70).
 */
export async function runCli(argv: readonly string[], createContext: ContextFactory): Promise<ExitCode> {
  // Before the line is understood, a mistake in it is told in JSON if the line asks for JSON anywhere.
  let ctx = createContext(asksForJson(argv) ? { output: 'json' } : {})
  try {
    if (argv[0] === COMPLETE) {
      const { completeLine } = await import('./commands/complete.ts')
      await completeLine(createContext, argv.slice(1), commandsFor)
      return ExitCode.ok
    }
    const parsed = await parse(argv, commandsFor(ctx, argv), ctx)
    if ('text' in parsed) {
      createContext({}).output.result(parsed.text, () => parsed.text)
      return ExitCode.ok
    }
    const { output: words, ...globals } = parsed.globals
    const outputs = chooseOutputs(words ?? [], parsed.command)
    ctx = createContext({ ...globals, output: outputs.stdout })
    const { args, options } = parsed
    return (await parsed.command.run(ctx, { args, options, outputs: outputs.all })) ?? ExitCode.ok
  } catch (error) {
    return report(ctx, error)
  }
}

function asksForJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, at) =>
      word === '--output=json' ||
      word === '-ojson' ||
      (word === 'json' && /^(?:-o|--output)$/u.test(argv[at - 1] ?? '')),
  )
}

async function parse(
  argv: readonly string[],
  commands: readonly CommandEntry[],
  ctx: Context,
): Promise<Call | { text: string }> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) return { text: await version() }
  const plain = await parsePlainCall(argv, commands)
  if (plain) return plain
  const { answerColumns } = await import('./wrapped-text.ts')
  const columns = answerColumns(ctx.terminal)
  const { parseCall } = await import('./program.ts')
  if (argv[0] === 'help' && argv.length > 1) {
    const { helpText } = await import('./commands/help-text.ts')
    return helpText(argv.slice(1), commands, { assets: ctx.assets, columns })
  }
  const asked = argv.length === 0 || argv[0] === 'help' ? ['--help'] : argv
  const { helpTopics } = await import('./help-topics.ts')
  const topics = helpTopics(ctx.assets).map(({ name }) => name)
  return parseCall(asked, commands, { version: await version(), topics, columns })
}

async function version(): Promise<string> {
  const { versionText } = await import('./version.ts')
  return versionText()
}

/** The one place that turns an error into text and a number. */
function report(ctx: Context, error: unknown): ExitCode {
  ctx.output.progress('')
  const known = asIccError(ctx, error)
  if (!known) return reportBug(ctx, error)
  const { code, message, hint, exitCode } = known
  if (ctx.output.format === 'json') {
    ctx.output.verbatim(JSON.stringify({ error: { code, message: printable(message), hint } }))
    return exitCode
  }
  ctx.output.notice(`icc: ${message}`)
  if (hint !== undefined) ctx.output.notice(`Next: ${oneLine(hint)}`)
  for (let cause = known.cause; cause instanceof Error; cause = cause.cause) {
    ctx.output.debug(`caused by ${cause.name}: ${withoutTokens(cause.message)}`)
  }
  return exitCode
}

function asIccError(ctx: Context, error: unknown): IccError | undefined {
  if (error instanceof IccError) return error
  // Whatever broke because the user ended the command is that ending, not a fault.
  if (!ctx.signal.aborted) return undefined
  return ctx.signal.reason instanceof IccError ? ctx.signal.reason : cancelled()
}

function reportBug(ctx: Context, error: unknown): ExitCode {
  const stack = withoutTokens(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const message = 'Something failed that icc did not expect. This is a bug of icc, not your mistake.'
  const hint = 'report the lines above as the README says (Reporting a bug)'
  if (ctx.output.format === 'json') {
    ctx.output.verbatim(JSON.stringify({ error: { code: 'bug', message: `${message} ${stack}`, hint } }))
  } else {
    ctx.output.verbatim(stack)
    ctx.output.notice(`icc: ${message}\nNext: ${hint}`)
  }
  return ExitCode.bug
}

/** Foreign error texts may quote what was sent: nothing that looks like a JSON Web Token leaves the program. */
function withoutTokens(text: string): string {
  return text.replace(/eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*/gu, '[token]')
}
