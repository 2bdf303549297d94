import { ExitCode, IccError, wrongCall } from '../../../errors.ts'
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
  const text = (await ctx.readInput()).replace(/\r?\n$/u, '')
  if (text === '') throw usage(`Standard input holds no ${name}.`, again)
  if (/[\r\n\0]/u.test(text)) throw usage(`Standard input holds more than the one line of a ${name}.`, again)
  return text
}

/** A campus locks an account after some more. */
const ATTEMPTS = 3

/**
 * What a service gives for the user's password, which is asked once more where it is wrong and somebody is there to type
 * another one.
 *
 * @param service what does not take it, such as `Rancher of kuba`
 * @param send undefined for a wrong password
 * @throws `password-wrong` (exit 4), and what `askSecret` throws
 */
export async function withPassword<T>(
  ctx: AskContext & Pick<SignInContext, 'output'>,
  { site, passwordFromInput }: Pick<SignInRequest, 'site' | 'passwordFromInput'>,
  { username, service }: { username: string; service: string },
  send: (password: string) => Promise<T | undefined>,
): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left -= 1) {
    const password = await askSecret(
      ctx,
      { site },
      {
        name: 'password',
        question: `Password of ${oneLine(username)} at ${site.id}`,
        flag: '--password-stdin',
        given: passwordFromInput,
      },
    )
    const given = await send(password)
    if (given !== undefined) return given
    if (left === 0 || !ctx.terminal.interactive) throw wrong(site.id, service, username)
    const times = left === 1 ? 'once more' : `${left} times more`
    ctx.output.notice(`${service} does not take this user name and password. You can try ${times}.`)
  }
}

function wrong(site: string, service: string, username: string): IccError {
  return new IccError(
    'password-wrong',
    `${service} does not take this password for ${oneLine(username)}. Nothing was changed.`,
    {
      exitCode: ExitCode.signIn,
      hint: `icc login --site ${site} --username NAME; too many wrong ones may lock your account`,
    },
  )
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
  return wrongCall(`${message} Nothing was changed.`, hint)
}
