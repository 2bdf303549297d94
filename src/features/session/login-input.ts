import type { Context } from '../../context.ts'
import { ExitCode, IccError, wrongCall } from '../../errors.ts'
import type { Site } from '../sites/profile.ts'
import type { SignInMethod as MethodName } from '../sites/schema.ts'
import type { Credential } from './credential.ts'
import type { WriteContext } from './login-write.ts'
import type { SignInContext, SignInScreen } from './methods/method.ts'

export type LoginContext = WriteContext & SignInContext & Pick<Context, 'kube' | 'assets' | 'configDir' | 'systemDir'>

export type LoginInput = {
  site: Site
  method: MethodName | undefined
  credential: 'auto' | Credential
  browser: 'at-once' | 'on-request' | 'never'
  /** Whether to make the context current: `auto` does so at the first sign-in to a site. */
  use: 'auto' | 'yes' | 'no'
  context: string | undefined
  namespace: string | undefined
  dryRun: boolean
  /** Milliseconds that the user may take to approve. */
  timeout: number
  screen: SignInScreen
  /** A kubeconfig from the site's portal to sign in with; `-` is standard input. */
  importFrom: string | undefined
  /** Whether an imported kubeconfig may name a program that kubectl runs, without asking. */
  allowExec: boolean
  /** The name at the sign-in service. */
  username: string | undefined
  /** Whether the password, or the token, comes on standard input. */
  passwordFromInput: boolean
  tokenFromInput: boolean
}

/** What is known before a sign-in begins. */
export type Given = {
  currentContext: string | undefined
  /** Whether this kubeconfig has a context of the site already; another one may have it, of the same session. */
  known: boolean
}

/**
 * The sign-in method: the one asked for, that of `--import`, or the site's.
 *
 * @throws `usage` on contradictions, `method-not-offered` (exit 2)
 */
export function methodOf(input: LoginInput): MethodName {
  const { site, method, importFrom, credential, tokenFromInput } = input
  const implied = importFrom !== undefined ? 'kubeconfig' : tokenFromInput ? 'token' : site.profile.login.method
  const chosen = method ?? implied
  const again = `icc login --site ${site.id}`
  if (importFrom !== undefined && chosen !== 'kubeconfig')
    throw usage(`--import belongs to --method kubeconfig, not to ${chosen}.`, `${again} --import FILE`)
  if (importFrom === '') throw usage('--import needs a file, or - for standard input.', `${again} --import FILE`)
  if (chosen === 'kubeconfig' && credential !== 'auto')
    throw usage(
      'An imported kubeconfig keeps the credential that it has: --credential does not go with it.',
      `${again} --import FILE`,
    )
  if (['ssh-renew', 'ldap-basic', 'token'].includes(chosen) && credential !== 'auto')
    throw usage(`The method ${chosen} brings a credential as it is: --credential does not go with it.`, again)
  refuseOddFlags(input, chosen)
  refuseNotOffered(site, chosen)
  return chosen
}

/** What a profile says of a method; a campus that has it says so there. */
const PART: Readonly<Record<MethodName, 'oidc' | 'ldapBasic' | 'ssh' | undefined>> = {
  oidc: 'oidc',
  device: 'oidc',
  browser: 'oidc',
  'ldap-basic': 'ldapBasic',
  'ssh-renew': 'ssh',
  kubeconfig: undefined,
  token: undefined,
}

/** What the site's own method needs and the profile lacks is told, and asked for, where it is needed. */
function refuseNotOffered({ id, profile: { login } }: Site, chosen: MethodName): void {
  const part = PART[chosen]
  if (part === undefined || part === PART[login.method] || login[part] !== undefined) return
  throw new IccError(
    'method-not-offered',
    `${id} is not known to have a sign-in by ${chosen}: its profile has no login.${part}. Nothing was done.`,
    { exitCode: ExitCode.usage, hint: `icc login --site ${id} (its own way: ${login.method})` },
  )
}

/** The methods that a flag means something to. */
const MEANT_FOR: Readonly<Record<string, readonly MethodName[]>> = {
  '--token-stdin': ['token'],
  '--password-stdin': ['token', 'ldap-basic'],
  '--username': ['token', 'ldap-basic', 'ssh-renew'],
}

function refuseOddFlags(input: LoginInput, chosen: MethodName): void {
  const given = {
    '--token-stdin': input.tokenFromInput,
    '--password-stdin': input.passwordFromInput,
    '--username': input.username !== undefined,
  }
  for (const [flag, methods] of Object.entries(MEANT_FOR)) {
    if (!given[flag as keyof typeof given] || methods.includes(chosen)) continue
    throw usage(`${flag} belongs to --method ${methods.join(' or ')}, not to ${chosen}.`, 'icc login --help')
  }
  if (input.tokenFromInput && (input.passwordFromInput || input.username !== undefined))
    throw usage('--token-stdin says it all: no user name or password goes with it.', 'icc login --help')
}

function usage(message: string, hint: string): IccError {
  return wrongCall(`${message} Nothing was changed.`, hint)
}
