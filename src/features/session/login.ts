import type { Context, KubeTarget } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { checkWritable } from '../kubeconfig/check-writable.ts'
import { planLogin, type LoginResult } from '../kubeconfig/login.ts'
import type { FileEdit } from '../kubeconfig/modify.ts'
import { readKubeconfig } from '../kubeconfig/read.ts'
import { need } from '../sites/need.ts'
import type { Site } from '../sites/profile.ts'
import type { SignInMethod as MethodName } from '../sites/schema.ts'
import { readSettings } from '../sites/settings.ts'
import { identify, type Claimed } from './claims.ts'
import { clockDriftOf, warnOfDrift } from './clock-drift.ts'
import { chooseCredential, type Credential } from './credential.ts'
import { ownNamespace, startingNamespace } from './home-namespace.ts'
import { entriesOf, loginEntries, loginOptions, writeSignIn, type WriteContext, type Writing } from './login-write.ts'
import { signInMethod } from './methods/index.ts'
import type { SignIn, SignInContext, SignInScreen } from './methods/method.ts'
import { readRefreshToken } from './refresh-token-store.ts'
import { revokeQuietly } from './revoke.ts'
import { readSession, type Session } from './session-file.ts'
import { withSessionLock } from './session-lock.ts'

export type LoginContext = WriteContext & SignInContext & Pick<Context, 'kube' | 'assets' | 'configDir'>

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
}

/** The JSON contract of `icc login`; times are RFC 3339, UTC. */
export type Login = Claimed & {
  site: string
  context: string
  namespace: string | null
  credential: Credential
  tokenExpiresAt: string
  sessionEndsAt: string
  kubeconfig: string
  previousContext: string | null
  warnings: readonly string[]
}

/** What a sign-in did, or with `dryRun` would have done: then `changes` holds each file before and after. */
export type LoginOutcome = {
  login: Login
  switched: boolean
  renewed: boolean
  /** Whether the context is the current one now. */
  isCurrent: boolean
  changes: FileEdit[] | undefined
}

/**
 * Signs in at a site and writes session and kubeconfig. Faults of settings and kubeconfig are found before the user is
 * asked to approve anything; when something fails after that, the tokens are revoked and nothing stays behind.
 */
export async function login(ctx: LoginContext, input: LoginInput): Promise<LoginOutcome> {
  const { site } = input
  const method = signInMethod(input.method ?? site.profile.login.method, site.profile)
  const server = need(ctx, site, 'api.server')
  const { secrets = 'keyring' } = readSettings(ctx)
  const { currentContext, contexts } = await readKubeconfig(ctx)
  const known = contexts.some((context) => context.site === site.id)
  if (!input.dryRun) await checkKubeconfig(ctx, input, server)
  const signIn = await method(ctx, {
    site,
    browser: input.browser,
    deadline: ctx.clock.now() + input.timeout,
    screen: input.screen,
  })
  try {
    const writing = await prepare(ctx, input, signIn, { server, secrets, currentContext, known })
    return input.dryRun ? await rehearse(ctx, writing, signIn) : await perform(ctx, writing, signIn)
  } catch (error) {
    await revokeQuietly(ctx, signIn.oidc, signIn.tokens.refreshToken)
    throw error
  }
}

/** Nobody should approve a sign-in whose result cannot be written. The token stands in for the one to come. */
async function checkKubeconfig(ctx: LoginContext, input: LoginInput, server: string): Promise<void> {
  const { site, context, namespace, use } = input
  const entries = loginEntries(ctx, { site, server, context, namespace, credential: 'inline', token: 'not-yet' })
  const { edits } = await planLogin(ctx, entries, loginOptions({ use, wantedNamespace: namespace }))
  checkWritable(edits)
}

type Prepared = {
  server: string
  secrets: 'keyring' | 'file'
  currentContext: string | undefined
  /** Whether this kubeconfig has a context of the site already; another one may have it, of the same session. */
  known: boolean
}

async function prepare(ctx: LoginContext, input: LoginInput, signIn: SignIn, given: Prepared): Promise<Writing> {
  const { site } = input
  const { tokens } = signIn
  const claimed = identify(site.profile, tokens.claims)
  const clockDrift = clockDriftOf(ctx, signIn)
  warnOfDrift(ctx, clockDrift)
  const user = { ...claimed, claims: tokens.claims }
  const target = targetOf(site, given.server, tokens.idToken)
  const namespace = await startingNamespace(ctx, site, user, target, input.namespace)
  const now = ctx.clock.now() + clockDrift
  const { credential, endsAt } = chooseCredential(input.credential, {
    now,
    tokenExpiresAt: tokens.expiresAt,
    sessionEndsAt: now + site.profile.login.sessionHours * 3_600_000,
    hasRefreshToken: tokens.refreshToken !== undefined,
  })
  const before = readSession(ctx, site.id)
  const session: Session = {
    version: 1,
    site: site.id,
    ...claimed,
    issuer: String(tokens.claims['iss']),
    subject: String(tokens.claims['sub']),
    clientId: signIn.settings.clientId,
    issuerCa: signIn.settings.ca,
    credential,
    signedInAt: new Date(now).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    tokenExpiresAt: new Date(tokens.expiresAt).toISOString(),
    clockDrift,
    personalNamespace: input.namespace === undefined ? namespace : ownNamespace(ctx, site, user),
    previousContext: before && given.known ? before.previousContext : given.currentContext,
    refreshToken: 'none',
  }
  return {
    ...given,
    site,
    session,
    before,
    tokens,
    context: input.context,
    namespace,
    wantedNamespace: input.namespace,
    use: input.use,
  }
}

function targetOf(site: Site, server: string, token: string): KubeTarget {
  const { api } = site.profile
  return {
    server,
    ca: api?.ca,
    tlsServerName: api?.tlsServerName,
    insecureSkipTlsVerify: false,
    proxyUrl: api?.proxyUrl,
    credential: { kind: 'token', token },
  }
}

async function perform(ctx: LoginContext, writing: Writing, { oidc }: SignIn): Promise<LoginOutcome> {
  const { written, replaced } = await withSessionLock(ctx, writing.site.id, () => replaceSession(ctx, writing))
  // The session that this one replaces would live on at the identity provider, unused.
  await revokeQuietly(ctx, oidc, replaced)
  return outcomeOf(ctx, writing, written, undefined)
}

/** What is there now counts, not what was there before the user approved: a refresh may have renewed it. */
async function replaceSession(
  ctx: LoginContext,
  writing: Writing,
): Promise<{ written: LoginResult; replaced: string | undefined }> {
  const { id } = writing.site
  const before = readSession(ctx, id)
  const replaced = before && (await readReplaced(ctx, before))
  return { written: await writeSignIn(ctx, { ...writing, before }, replaced), replaced }
}

/** A token that cannot be read any more cannot be revoked or put back; that must not keep the user from signing in. */
async function readReplaced(ctx: LoginContext, { site, refreshToken }: Session): Promise<string | undefined> {
  return readRefreshToken(ctx, site, refreshToken).catch((error: unknown) => {
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(`the session before: ${error.message}`)
    return undefined
  })
}

async function rehearse(ctx: LoginContext, writing: Writing, { oidc, tokens }: SignIn): Promise<LoginOutcome> {
  const { edits, result } = await planLogin(ctx, loginEntries(ctx, entriesOf(writing)), loginOptions(writing))
  await revokeQuietly(ctx, oidc, tokens.refreshToken)
  return outcomeOf(ctx, writing, result, edits)
}

function outcomeOf(
  ctx: LoginContext,
  writing: Writing,
  placed: LoginResult,
  changes: FileEdit[] | undefined,
): LoginOutcome {
  const { switched, renewed } = placed
  warnOfNames(ctx, writing, placed)
  const isCurrent = switched || placed.previousContext === placed.context
  return { login: summarize(ctx, writing, placed), switched, renewed, isCurrent, changes }
}

/** Names that were asked for and could not be given. */
function warnOfNames(ctx: Pick<Context, 'output'>, { site, context }: Writing, placed: LoginResult): void {
  for (const { kind, wanted, used } of placed.renamed) {
    ctx.output.warn(
      `A ${kind} named ${wanted} was there already and is not from icc: it stays, the new one is ${used}.`,
    )
  }
  if (context === undefined || !placed.renewed || placed.context === context) return
  ctx.output.warn(
    `The context of ${site.id} is called ${placed.context} and stays so. To rename it: icc ctx ${context}=${placed.context}`,
  )
}

function summarize(ctx: LoginContext, { session }: Writing, placed: LoginResult): Login {
  return {
    site: session.site,
    username: session.username,
    groups: session.groups,
    context: placed.context,
    namespace: placed.namespace ?? null,
    credential: session.credential,
    tokenExpiresAt: session.tokenExpiresAt,
    sessionEndsAt: session.endsAt,
    kubeconfig: placed.file,
    previousContext: (placed.switched ? placed.previousContext : undefined) ?? null,
    warnings: ctx.output.warnings,
  }
}
