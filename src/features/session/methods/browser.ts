import type { CodeRequest, Loopback, LoopbackListener, Oidc, Tokens, Visit } from '../../../context.ts'
import { ExitCode, IccError } from '../../../errors.ts'
import { judgeVerificationUrl } from '../verification-url.ts'
import { openPage } from './open-page.ts'
import { findProvider, type Provider } from './provider.ts'
import type { SignIn, SignInContext, SignInRequest } from './method.ts'
import { whileWatching } from './while-watching.ts'
import { withOrWithoutOffline } from './without-offline.ts'

/** Where the browser comes back to, at a free port. Providers accept any port of a native client (RFC 8252, 7.3). */
const REDIRECT_URI = 'http://127.0.0.1/callback'

/**
 * Signs in with a browser on this computer, which brings the answer back to a port that only this computer reaches.
 *
 * @throws `sign-in-timeout` (exit 4), `sign-in-denied`, `port-in-use`, `loopback-unusable`, those of
 * `Oidc.redeemCode` (exit 1), `cancelled` (exit 130)
 * @see RFC 8252, RFC 7636, RFC 9207
 */
export async function signInByBrowser(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  return signInAtProviderByBrowser(ctx, request, await findProvider(ctx, request))
}

/** The same at a provider that was found already. */
export async function signInAtProviderByBrowser(
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
  const { redirectUri, otherRedirectUris = [] } = request.site.profile.login.oidc ?? {}
  const listener = await listen(await ctx.loopback(), redirectUri ?? REDIRECT_URI, otherRedirectUris)
  try {
    const asked = await oidc.startCode(listener.redirectUri, scopes)
    const page = await present(ctx, request, { asked, port: listener.port, issuer: settings.issuer, oidc })
    const tokens = await tokensFrom(ctx, request, { listener, asked, oidc, page })
    return { kind: 'issued', tokens, oidc, settings }
  } finally {
    await listener.close()
  }
}

/** At the first address whose port is free. @throws `port-in-use` (exit 1) where none is */
async function listen(loopback: Loopback, wanted: string, others: readonly string[]): Promise<LoopbackListener> {
  try {
    return await loopback.listen(wanted)
  } catch (error) {
    const [next, ...rest] = others
    if (next === undefined || !(error instanceof IccError && error.code === 'port-in-use')) throw error
    return listen(loopback, next, rest)
  }
}

/** Shows the page to open; answers with it where it may be opened for the user. */
async function present(
  ctx: SignInContext,
  request: SignInRequest,
  { asked, port, issuer, oidc }: { asked: CodeRequest; port: number; issuer: string; oidc: Oidc },
): Promise<string | undefined> {
  const url = asked.authorizationUrl
  const hosts = request.site.profile.login.oidc?.verificationHosts ?? []
  const judged = judgeVerificationUrl(url, issuer, hosts)
  const browser = await ctx.browser()
  const unavailable = browser.unavailable()
  const mayOpen = request.browser !== 'never' && unavailable === undefined && judged.openable
  const enterOpens = mayOpen && ctx.terminal.interactive
  request.screen.showPage({
    site: request.site.id,
    title: request.site.profile.title,
    issuer: new URL(issuer).host,
    url,
    port,
    problem: judged.openable ? undefined : judged.problem,
    elsewhere: unavailable,
    offersDevice: oidc.offersDevice(),
    enterOpens,
  })
  if (request.browser === 'at-once') {
    if (judged.openable) await openPage(ctx, request, judged.url)
    else request.screen.notOpened(judged.problem)
  }
  return enterOpens ? url : undefined
}

type Waiting = { listener: LoopbackListener; asked: CodeRequest; oidc: Oidc; page: string | undefined }

/** Keys are watched only meanwhile: at other times Ctrl-C must be the signal that ends a request under way. */
async function tokensFrom(
  ctx: SignInContext,
  request: SignInRequest,
  { listener, asked, oidc, page }: Waiting,
): Promise<Tokens> {
  const keys = ctx.terminal.interactive ? (await ctx.prompt()).keys() : undefined
  try {
    return await whileWatching(
      ctx,
      keys,
      () => openPage(ctx, request, page),
      async (signal) => {
        const visit = await awaitedVisit(ctx, request, { listener, asked, signal })
        return redeem(oidc, asked, visit, signal)
      },
    )
  } finally {
    keys?.close()
  }
}

/** The visit that answers this very sign-in. Whatever else comes to the port is told so, and changes nothing. */
async function awaitedVisit(
  ctx: SignInContext,
  request: SignInRequest,
  { listener, asked, signal }: Pick<Waiting, 'listener' | 'asked'> & { signal: AbortSignal },
): Promise<Visit> {
  const over = new AbortController()
  const counting = countDown(ctx, request, AbortSignal.any([signal, over.signal]))
  const waiting = async (): Promise<Visit> => {
    for (;;) {
      const visit = await listener.next(AbortSignal.any([signal, over.signal]))
      if (visit.query.get('state') === asked.state) return visit
      request.screen.strayAnswer()
      visit.answer({
        title: 'Not this sign-in',
        text: 'This page does not belong to the sign-in that icc waits for. Close it, and use the address that your terminal shows.',
        failed: true,
      })
    }
  }
  try {
    return await Promise.race([waiting(), counting])
  } finally {
    over.abort()
  }
}

async function countDown(ctx: SignInContext, request: SignInRequest, signal: AbortSignal): Promise<never> {
  for (;;) {
    const left = request.deadline - ctx.clock.now()
    if (left <= 0) throw late(request)
    request.screen.tick(left, undefined)
    await ctx.clock.sleep(Math.min(left, 1000), signal)
  }
}

function late({ site }: SignInRequest): IccError {
  return new IccError('sign-in-timeout', 'Nobody finished the sign-in in the browser in time. Nothing was changed.', {
    exitCode: ExitCode.signIn,
    hint: `icc login --site ${site.id}, with a longer --timeout if you need it. If the page showed an error about the redirect address, login.oidc.redirectUri of the profile must say the right one: icc site show ${site.id}`,
  })
}

/** The browser learns how it ended, in words that need no terminal. */
async function redeem(oidc: Oidc, asked: CodeRequest, visit: Visit, signal: AbortSignal): Promise<Tokens> {
  try {
    const tokens = await oidc.redeemCode(asked, visit.query, signal)
    visit.answer({ title: 'Signed in', text: 'You can close this tab and go back to your terminal.' })
    return tokens
  } catch (error) {
    const text = error instanceof IccError ? error.message : 'Something failed that icc did not expect.'
    visit.answer({
      title: 'Not signed in',
      text: `${text} You can close this tab and go back to your terminal.`,
      failed: true,
    })
    throw error
  }
}
