import type { Oidc, OidcSettings } from '../../../context.ts'
import { need } from '../../sites/need.ts'
import type { SignInContext, SignInRequest } from './method.ts'

/** What is asked for where the profile names no scopes: who the user is, and a refresh token. */
const DEFAULT_SCOPES = ['openid', 'profile', 'email', 'offline_access']

/** The site's identity provider, found and ready. */
export type Provider = { oidc: Oidc; settings: OidcSettings; scopes: string[] }

/** Finds the identity provider. Throws `site-incomplete` and what `Context.oidc` throws (exit 1). */
export async function findProvider(ctx: SignInContext, { site }: Pick<SignInRequest, 'site'>): Promise<Provider> {
  // Without it the approval would be of no use.
  need(ctx, site, 'api.server')
  const provider = site.profile.login.oidc
  const settings = {
    site: site.id,
    issuer: need(ctx, site, 'login.oidc.issuer'),
    clientId: need(ctx, site, 'login.oidc.clientId'),
    ca: provider?.ca,
  }
  return { oidc: await ctx.oidc(settings), settings, scopes: provider?.scopes ?? DEFAULT_SCOPES }
}
