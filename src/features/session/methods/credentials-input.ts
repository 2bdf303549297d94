import { ExitCode, IccError } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { readSettings } from '../../sites/settings.ts'
import type { SignInContext, SignInRequest } from './method.ts'

type AskContext = Pick<SignInContext, 'terminal' | 'prompt' | 'readInput' | 'configDir'>

/** Something that only the user knows. */
export type SecretQuestion = {
  /** What it is called: `password`, `token`. */
  name: string
  /** The whole question, such as `Password of infw001 at haw-icc`. */
  question: string
  /** The flag that says that it comes on standard input, and whether that was given. */
  flag: '--password-stdin' | '--token-stdin'
  given: boolean
}

/**
 * A secret that the user types where nothing is shown, or that comes on standard input: never from the command line,
 * which every program on the computer can read. A terminal on standard input would show what is typed, so that is
 * asked there as well.
 *
 * @returns one line, not empty, without its line end; spaces stay
 * @throws `usage` (exit 2) where nobody can be asked, or standard input holds no such thing; `cancelled` (exit 130)
 */
export async function askSecret(
  ctx: AskContext,
  { site }: Pick<SignInRequest, 'site'>,
  { name, question, flag, given }: SecretQuestion,
): Promise<string> {
  const again = `icc login --site ${site.id} ${flag} < FILE`
  if (ctx.terminal.interactive) {
    const typed = await (await ctx.prompt()).secret(question)
    if (typed === '') throw usage(`No ${name} was typed.`, `icc login --site ${site.id}`)
    return typed
  }
  if (!given) throw usage(`A ${name} is needed, and nobody can be asked for it.`, again)
  const text = (await ctx.readInput()).replace(/^\uFEFF/u, '').replace(/\r?\n$/u, '')
  if (text === '') throw usage(`Standard input holds no ${name}.`, again)
  if (/[\r\n\0]/u.test(text)) throw usage(`Standard input holds more than the one line of a ${name}.`, again)
  if (text.includes('\uFFFD')) throw usage(`Standard input holds a ${name} that is no UTF-8.`, again)
  return text
}

/**
 * The user's name at a sign-in service: that of `--username`, else of the settings, else asked for.
 *
 * @throws `usage` (exit 2) where nobody can be asked, or it is no name; `cancelled` (exit 130)
 */
export async function askUsername(
  ctx: AskContext,
  { site, username = readSettings(ctx).username }: Pick<SignInRequest, 'site' | 'username'>,
  question: string,
): Promise<string> {
  const again = `icc login --site ${site.id} --username NAME`
  if (username === undefined && !ctx.terminal.interactive)
    throw usage('A user name is needed, and nobody can be asked for it.', again)
  const name = username ?? (await (await ctx.prompt()).text(question, { validate: nameFault }))
  const fault = nameFault(name)
  if (fault !== undefined) throw usage(`"${oneLine(name)}" is no user name: ${fault}.`, again)
  return name.trim()
}

function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'it is empty'
  return oneLine(name) === name ? undefined : 'it holds control characters'
}

function usage(message: string, hint: string): IccError {
  return new IccError('usage', `${message} Nothing was changed.`, { exitCode: ExitCode.usage, hint })
}
