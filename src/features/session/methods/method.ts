import type { Context, Oidc, OidcSettings, Tokens } from '../../../context.ts'
import type { Imported } from '../import/imported.ts'
import type { Site } from '../../sites/profile.ts'

/** What a sign-in method is told. */
export type SignInRequest = {
  site: Site
  /** Open the browser at once, on a key press, or never. */
  browser: 'at-once' | 'on-request' | 'never'
  /** Milliseconds since the epoch: the user has to be done by then. */
  deadline: number
  screen: SignInScreen
  /** The file that `--import` names; `-` is standard input. */
  importFrom: string | undefined
  /** Whether an imported kubeconfig may name a program, without asking. */
  allowExec: boolean
  /** The name at the sign-in service, where `--username` says it. */
  username: string | undefined
  /** Whether the password, or the token, comes on standard input. */
  passwordFromInput: boolean
  tokenFromInput: boolean
}

/** What a sign-in method brings back. */
export type SignIn = IssuedSignIn | ImportedSignIn

/** Tokens from an identity provider. */
export type IssuedSignIn = { kind: 'issued'; tokens: Tokens; oidc: Oidc; settings: OidcSettings }

/** A credential that came ready: in a kubeconfig of the site's portal, from the user, or from a sign-in service. */
export type ImportedSignIn = { kind: 'imported'; imported: Imported }

export type SignInMethod = (ctx: SignInContext, request: SignInRequest) => Promise<SignIn>

export type SignInContext = Pick<
  Context,
  | 'clock'
  | 'signal'
  | 'terminal'
  | 'oidc'
  | 'http'
  | 'ssh'
  | 'loopback'
  | 'prompt'
  | 'browser'
  | 'configDir'
  | 'homeDir'
  | 'cwd'
  | 'env'
  | 'kubeconfigFlag'
  | 'readInput'
  | 'output'
>

/** What the user must see of a device code, to compare it with what the browser shows (RFC 8628 section 3.3.1). */
export type CodeToShow = {
  site: string
  title: string
  /** Host of the identity provider. */
  issuer: string
  userCode: string
  /** The page to open, and the same with the code in it; texts from the provider. */
  url: string
  urlWithCode: string | undefined
  /** Why the page must not be opened, if it must not. */
  problem: string | undefined
  /** True if Enter opens the page. */
  enterOpens: boolean
}

/** The part of the screen that belongs to the sign-in; implemented by the command. */
export type SignInScreen = {
  showCode(code: CodeToShow): Promise<void>
  /** Milliseconds left to approve, and what trouble there is meanwhile. */
  tick(left: number, trouble: string | undefined): void
  /** The page where a sign-in in this computer's browser begins. */
  showPage(page: PageToShow): void
  /** Something came back that does not belong to this sign-in. */
  strayAnswer(): void
  /** The page could not be opened in a browser. */
  notOpened(reason: string): void
  /** The code has expired; `n` asks for a new one. */
  expired(): void
  showPortal(portal: PortalToShow): void
  showTokenPage(page: TokenPage): void
  showRancherPage(page: RancherPage): void
  /** What kubectl would run from now on, by an imported file. */
  showProgram(command: string): void
}

/** A page that has to be opened in a browser of this very computer. */
export type PageToShow = {
  site: string
  title: string
  /** Host of the identity provider. */
  issuer: string
  url: string
  /** Why the page must not be opened, if it must not. */
  problem: string | undefined
  /** Where the browser brings the answer, on this computer. */
  port: number
  /** Why the user's browser is perhaps on another computer. */
  elsewhere: 'ssh' | 'container' | 'no-display' | undefined
  /** Whether a device code would do as well. */
  offersDevice: boolean
  /** True if Enter opens the page. */
  enterOpens: boolean
}

/** The page of Rancher where a sign-in is finished, and the request's name, which the user compares. */
export type RancherPage = Pick<PageToShow, 'site' | 'title' | 'url' | 'enterOpens'> & { id: string }

/** The page where a token comes from. */
export type TokenPage = Pick<PortalToShow, 'site' | 'title' | 'notes'> & { url: string | undefined }

/** The page that hands out a kubeconfig, and what its users have to know. */
export type PortalToShow = {
  site: string
  title: string
  url: string
  fileName: string | undefined
  notes: readonly string[]
  /** True if Enter opens the page. */
  enterOpens: boolean
}
