import type { DeviceCode, KeyWatch, Oidc } from '../../../context.ts'
import { cancelled, ExitCode, IccError } from '../../../errors.ts'
import { awaitApproval, type Approval } from '../approval.ts'
import { judgeVerificationUrl } from '../verification-url.ts'
import { openPage } from './open-page.ts'
import type { CodeToShow, SignIn, SignInContext, SignInRequest } from './method.ts'
import { findProvider, type Provider } from './provider.ts'
import { whileWatching } from './while-watching.ts'
import { withOrWithoutOffline } from './without-offline.ts'

/**
 * Signs in with a code that the user approves in any browser, on this or another device.
 *
 * @throws `device-code-expired`, `sign-in-timeout` (exit 4), `sign-in-denied` (exit 1), `cancelled` (exit 130)
 * @see RFC 8628
 */
export async function signInByDevice(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  return signInAtProviderByDevice(ctx, request, await findProvider(ctx, request))
}

/** The same at a provider that was found already. */
export async function signInAtProviderByDevice(
  ctx: SignInContext,
  request: SignInRequest,
  found: Provider,
): Promise<SignIn> {
  return withOrWithoutOffline(ctx, request, found, (provider) => signInWithScopes(ctx, request, provider))
}

async function signInWithScopes(
  ctx: SignInContext,
  request: SignInRequest,
  { oidc, settings, scopes }: Provider,
): Promise<SignIn> {
  for (;;) {
    const code = await oidc.startDevice(scopes, ctx.signal)
    const page = await present(ctx, request, code, settings.issuer)
    const approval = await approvalOf(ctx, request, oidc, code, page)
    if (approval.kind === 'approved') return { kind: 'issued', tokens: approval.tokens, oidc, settings }
  }
}

/**
 * Waits for the approval of one code; `expired` if the user wants a new one. Keys are watched only meanwhile: at other
 * times Ctrl-C must be the signal that ends a request under way.
 */
async function approvalOf(
  ctx: SignInContext,
  request: SignInRequest,
  oidc: Oidc,
  code: DeviceCode,
  page: string | undefined,
): Promise<Approval> {
  const keys = ctx.terminal.interactive ? (await ctx.prompt()).keys() : undefined
  try {
    const approval = await whileWatching(
      ctx,
      keys,
      () => openPage(ctx, request, page),
      (signal) =>
        awaitApproval({ clock: ctx.clock, signal }, oidc, code, {
          site: request.site.id,
          deadline: request.deadline,
          tick: (left, trouble) => request.screen.tick(left, trouble),
        }),
    )
    if (approval.kind === 'expired') await renewOrEnd(ctx, request, keys, approval.trouble)
    return approval
  } finally {
    keys?.close()
  }
}

/** Shows the code; answers with the page that may be opened for the user. */
async function present(
  ctx: SignInContext,
  request: SignInRequest,
  code: DeviceCode,
  issuer: string,
): Promise<string | undefined> {
  const hosts = request.site.profile.login.oidc?.verificationHosts ?? []
  const plain = judgeVerificationUrl(code.verificationUri, issuer, hosts)
  const complete = judgeVerificationUrl(code.verificationUriComplete ?? code.verificationUri, issuer, hosts)
  const page = complete.openable ? complete.url : plain.openable ? plain.url : undefined
  const browser = page === undefined || request.browser === 'never' ? undefined : await ctx.browser()
  const unavailable = browser?.unavailable()
  const shown: CodeToShow = {
    site: request.site.id,
    title: request.site.profile.title,
    issuer: new URL(issuer).host,
    userCode: code.userCode,
    url: code.verificationUri,
    urlWithCode: complete.openable ? code.verificationUriComplete : undefined,
    problem: plain.openable ? undefined : plain.problem,
    enterOpens: browser !== undefined && unavailable === undefined && ctx.terminal.interactive,
  }
  await request.screen.showCode(shown)
  if (request.browser === 'at-once') {
    if (page === undefined) request.screen.notOpened(plain.openable ? 'it is not a web address' : plain.problem)
    else await openPage(ctx, request, page)
  }
  return shown.enterOpens ? page : undefined
}

async function renewOrEnd(
  ctx: SignInContext,
  request: SignInRequest,
  keys: KeyWatch | undefined,
  trouble: string | undefined,
): Promise<void> {
  const unknown = trouble === undefined ? undefined : `it could not be learned whether it was approved: ${trouble}`
  if (ctx.clock.now() >= request.deadline) {
    const what =
      unknown === undefined
        ? 'Nobody approved the sign-in in time.'
        : `The time for the sign-in is over, and ${unknown}`
    throw new IccError('sign-in-timeout', `${what} Nothing was changed.`, {
      exitCode: ExitCode.signIn,
      hint: `icc login --site ${request.site.id}, with a longer --timeout if you need it`,
    })
  }
  if (!keys) {
    const what =
      unknown === undefined ? 'The code has expired before it was approved.' : `The code has expired, and ${unknown}`
    throw new IccError('device-code-expired', `${what} Nothing was changed.`, {
      exitCode: ExitCode.signIn,
      hint: `icc login --site ${request.site.id}`,
    })
  }
  request.screen.expired()
  for (;;) {
    const key = await keys.next()
    if (key === 'n' || key === 'enter') return
    if (key === 'q' || key === 'escape') throw cancelled('The code has expired. Nothing was written.')
  }
}
