import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { checkWritable } from '../kubeconfig/check-writable.ts'
import { planLogin, type LoginResult } from '../kubeconfig/login.ts'
import type { FileEdit } from '../kubeconfig/modify.ts'
import { readKubeconfig } from '../kubeconfig/read.ts'
import { readSettings } from '../sites/settings.ts'
import type { Claimed } from './claims.ts'
import type { Credential } from './credential.ts'
import { isSomebodyElse, loginEntries, loginOptions, placeOf, writeSignIn, type Writing } from './login-write.ts'
import { methodOf, type LoginContext, type LoginInput } from './login-input.ts'
import { SIGN_IN } from './methods/index.ts'
import type { SignIn } from './methods/method.ts'
import { prepareImported } from './prepare-imported.ts'
import { prepareIssued } from './prepare-issued.ts'
import { withPublished } from './published-kubeconfig.ts'
import { readRefreshToken } from './refresh-token-store.ts'
import { revokeAtIssuer, revokeQuietly } from './revoke.ts'
import { idleEnd, isOver, readSession, type Session } from './session-file.ts'
import { withSessionLock } from './session-lock.ts'

/** The JSON contract of `icc login`; times are RFC 3339, UTC. */
export type Login = Claimed & {
  site: string
  context: string
  namespace: string | null
  credential: Credential
  tokenExpiresAt: string
  sessionEndsAt: string
  /** When the session ends earlier unless it is used; null where it does not. */
  idleEndsAt: string | null
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
  /** Where the credential came from a file: its path, none for standard input, and the program that it runs. */
  imported: { file: string | undefined; runs: string | undefined } | undefined
}

/**
 * Signs in at a site and writes session and kubeconfig. Faults of settings and kubeconfig are found before the user is
 * asked to approve anything; when something fails after that, the tokens are revoked and nothing stays behind.
 */
export async function login(ctx: LoginContext, input: LoginInput): Promise<LoginOutcome> {
  const methodName = methodOf(input)
  const method = SIGN_IN[methodName]
  const { secrets = 'keyring' } = readSettings(ctx)
  const { currentContext, contexts } = await readKubeconfig(ctx)
  const known = contexts.some((context) => context.site === input.site.id)
  if (!input.dryRun) await checkKubeconfig(ctx, input)
  const site = await withPublished(ctx, input.site, methodName)
  const signIn = await method(ctx, {
    site,
    browser: input.browser,
    deadline: ctx.clock.now() + input.timeout,
    screen: input.screen,
    importFrom: input.importFrom,
    allowExec: input.allowExec,
    username: input.username,
    passwordFromInput: input.passwordFromInput,
    tokenFromInput: input.tokenFromInput,
  })
  const finish = async (): Promise<LoginOutcome> => {
    const given = { currentContext, known }
    const prepared =
      signIn.kind === 'issued'
        ? await prepareIssued(ctx, { ...input, site }, signIn, given)
        : await prepareImported(ctx, { ...input, site }, signIn, given)
    const { context, namespace: wantedNamespace, use } = input
    const writing = { ...prepared, site, context, wantedNamespace, use, secrets }
    return input.dryRun ? rehearse(ctx, writing, signIn) : perform(ctx, writing, signIn)
  }
  const outcome = await finish().catch(async (error: unknown): Promise<never> => {
    await takeBack(ctx, signIn)
    throw error
  })
  if (input.dryRun) await takeBack(ctx, signIn)
  else if (signIn.kind === 'imported') await signIn.imported.settle?.(true)
  return outcome
}

/** What was issued and is not written down is not to live on where it came from. */
async function takeBack(ctx: LoginContext, signIn: SignIn): Promise<void> {
  if (signIn.kind === 'issued') await revokeQuietly(ctx, signIn.oidc, signIn.tokens.refreshToken)
  else await signIn.imported.settle?.(false)
}

/** Nobody should approve a sign-in whose result cannot be written. What is written stands in for what is to come. */
async function checkKubeconfig(ctx: LoginContext, input: LoginInput): Promise<void> {
  const { site, context, namespace, use } = input
  const cluster = placeOf(site, site.profile.api?.server ?? 'https://not-yet.invalid')
  const entries = loginEntries({ site, cluster, context, namespace, credential: { kind: 'token', token: 'not-yet' } })
  const { edits } = await planLogin(ctx, entries, loginOptions({ use, wantedNamespace: namespace }))
  checkWritable(edits)
}

async function perform(ctx: LoginContext, writing: Writing, signIn: SignIn): Promise<LoginOutcome> {
  const { written, before, replaced } = await withSessionLock(ctx, writing.site.id, () =>
    replaceSession(ctx, writing),
  )
  // The session that this one replaces would live on at the identity provider, unused.
  if (signIn.kind === 'issued') await revokeQuietly(ctx, signIn.oidc, replaced)
  else if (before !== undefined && replaced !== undefined) await revokeAtIssuer(ctx, before, replaced)
  return outcomeOf(ctx, { ...writing, before }, written, { changes: undefined, signIn })
}

/** What is there now counts, not what was there before the user approved: a refresh may have renewed it. */
async function replaceSession(
  ctx: LoginContext,
  writing: Writing,
): Promise<{ written: LoginResult; before: Session | undefined; replaced: string | undefined }> {
  const { id } = writing.site
  const before = readSession(ctx, id)
  const replaced = before && (await readReplaced(ctx, before))
  return { written: await writeSignIn(ctx, { ...writing, before }, replaced), before, replaced }
}

/** A token that cannot be read any more cannot be revoked or put back; that must not keep the user from signing in. */
async function readReplaced(ctx: LoginContext, { site, refreshToken }: Session): Promise<string | undefined> {
  return readRefreshToken(ctx, site, refreshToken).catch((error: unknown) => {
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(`the session before: ${error.message}`)
    return undefined
  })
}

async function rehearse(ctx: LoginContext, writing: Writing, signIn: SignIn): Promise<LoginOutcome> {
  const { edits, result } = await planLogin(ctx, loginEntries(writing), loginOptions(writing))
  return outcomeOf(ctx, writing, result, { changes: edits, signIn })
}

function outcomeOf(
  ctx: LoginContext,
  writing: Writing,
  placed: LoginResult,
  { changes, signIn }: { changes: FileEdit[] | undefined; signIn: SignIn },
): LoginOutcome {
  const { switched, renewed } = placed
  warnOfNames(ctx, writing, placed)
  warnOfSomebodyElse(ctx, writing)
  const isCurrent = switched || placed.previousContext === placed.context
  const imported = signIn.kind === 'imported' ? { file: signIn.imported.path, runs: signIn.imported.runs } : undefined
  return { login: summarize(ctx, writing, placed), switched, renewed, isCurrent, changes, imported }
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

/** People have a second account, for teaching or for a team, and a site has one session at a time. */
function warnOfSomebodyElse(ctx: Pick<Context, 'output' | 'clock'>, { site, before, session }: Writing): void {
  if (before === undefined || !isSomebodyElse(before, session) || isOver(before, ctx.clock.now())) return
  ctx.output.warn(
    `This sign-in takes the place of that of ${before.username} at ${site.id}. For both at a time, give one of them a profile of its own (id: NAME, extends: ${site.id}).`,
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
    idleEndsAt: idleEnd(session) ?? null,
    kubeconfig: placed.file,
    previousContext: (placed.switched ? placed.previousContext : undefined) ?? null,
    warnings: ctx.output.warnings,
  }
}
