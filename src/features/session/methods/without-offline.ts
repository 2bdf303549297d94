import { IccError } from '../../../errors.ts'
import type { SignIn, SignInContext, SignInRequest } from './method.ts'
import type { Provider } from './provider.ts'

const OFFLINE = 'offline_access'

/**
 * Signs in, and once more without `offline_access` where the provider does not grant that: not to this client, not to
 * this user, or not at all. Keycloak says so only once the user has approved (`not_allowed`), others at the start
 * (`invalid_scope`). The session may then be shorter, which beats none; how to be asked once only is told.
 *
 * @throws what `signIn` throws
 */
export async function withOrWithoutOffline(
  ctx: Pick<SignInContext, 'output'>,
  { site }: Pick<SignInRequest, 'site'>,
  provider: Provider,
  signIn: (provider: Provider) => Promise<SignIn>,
): Promise<SignIn> {
  try {
    return await signIn(provider)
  } catch (error) {
    const isRefused = error instanceof IccError && error.code === 'scope-refused'
    if (!isRefused || !provider.scopes.includes(OFFLINE)) throw error
    const scopes = provider.scopes.filter((scope) => scope !== OFFLINE)
    ctx.output.progress('')
    ctx.output.warn(
      `${new URL(provider.settings.issuer).host} does not grant ${OFFLINE} here, so icc signs in once more without it. To be asked only once next time: icc site set login.oidc.scopes=${scopes.join(',')} --site ${site.id}`,
    )
    return signIn({ ...provider, scopes })
  }
}
