import type { Kube, KubeTarget, Tokens } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { need } from '../sites/need.ts'
import type { Site } from '../sites/profile.ts'
import { identify, type Claimed } from './claims.ts'
import { clockDriftOf, warnOfDrift } from './clock-drift.ts'
import { chooseCredential } from './credential.ts'
import { ownNamespace, startingNamespace } from './home-namespace.ts'
import type { Given, LoginContext, LoginInput } from './login-input.ts'
import { execCredential, placeOf, type Place, type Prepared } from './login-write.ts'
import type { IssuedSignIn } from './methods/method.ts'
import { readSession, type Session } from './session-file.ts'
import { tokenTimes } from './session-write.ts'

/** What to write of tokens that an identity provider issued. */
export async function prepareIssued(
  ctx: LoginContext,
  input: LoginInput,
  signIn: IssuedSignIn,
  given: Given,
): Promise<Prepared> {
  const { site } = input
  const { tokens } = signIn
  const cluster = placeOf(site, need(ctx, site, 'api.server'))
  const target = targetOf(cluster, tokens.idToken)
  const { claimed, ask } = await nameAtCluster(ctx, site, target, identify(site.profile, tokens.claims))
  const clockDrift = clockDriftOf(ctx, signIn)
  warnOfDrift(ctx, clockDrift)
  const user = { ...claimed, claims: tokens.claims }
  const namespace = await startingNamespace(ctx, site, user, ask, input.namespace)
  const now = ctx.clock.now() + clockDrift
  const { credential, endsAt } = chooseCredential(input.credential, {
    now,
    tokenExpiresAt: tokens.expiresAt,
    sessionEndsAt: now + site.profile.login.sessionHours * 3_600_000,
    hasRefreshToken: canRenew(tokens),
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
    ...tokenTimes(tokens),
    clockDrift,
    personalNamespace: input.namespace === undefined ? namespace : ownNamespace(ctx, site, user),
    previousContext: before && given.known ? before.previousContext : given.currentContext,
    refreshToken: 'none',
  }
  return {
    cluster,
    credential: credential === 'inline' ? { kind: 'token', token: tokens.idToken } : execCredential(ctx, site.id),
    session,
    before,
    tokens,
    namespace,
  }
}

/** A refresh token that ends before the token does, is gone when the time to use it comes. */
function canRenew({ refreshToken, refreshExpiresAt, expiresAt }: Tokens): boolean {
  return refreshToken !== undefined && (refreshExpiresAt === undefined || refreshExpiresAt > expiresAt)
}

/**
 * Which claim a cluster takes for the name, a campus may not have published; then the cluster is asked. What it does not
 * answer stays as the token says it: whether it takes the token at all is told where the namespace is checked, by `ask`,
 * which does not go there once more.
 */
async function nameAtCluster(
  ctx: Pick<LoginContext, 'kube' | 'output'>,
  { profile }: Site,
  target: KubeTarget,
  claimed: Claimed,
): Promise<{ claimed: Claimed; ask: () => Promise<Kube> }> {
  if (profile.login.oidc?.usernameClaim !== undefined) return { claimed, ask: () => ctx.kube(target) }
  const kube = await ctx.kube(target)
  try {
    const identity = await kube.whoAmI()
    const named = identity === 'not-served' ? claimed : { ...claimed, username: identity.username }
    return { claimed: named, ask: async () => kube }
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(`the name at the cluster: ${error.message}`)
    // A cluster that forbids this question, or does not know it, answers others.
    const isFinal = ['api-unreachable', 'api-untrusted', 'token-rejected'].includes(error.code)
    return { claimed, ask: async () => (isFinal ? Promise.reject(error) : kube) }
  }
}

function targetOf({ server, ca, tlsServerName, proxyUrl }: Place, token: string): KubeTarget {
  return { server, ca, tlsServerName, insecureSkipTlsVerify: false, proxyUrl, credential: { kind: 'token', token } }
}
