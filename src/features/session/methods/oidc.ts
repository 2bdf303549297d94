import type { SignIn, SignInContext, SignInRequest } from './method.ts'
import { signInAtProviderByBrowser } from './browser.ts'
import { signInAtProviderByDevice } from './device.ts'
import { findProvider } from './provider.ts'

/** Signs in by device code, which works everywhere; where the provider has none, in the browser of this computer. */
export async function signInByOidc(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  const provider = await findProvider(ctx, request)
  if (provider.oidc.offersDevice()) return signInAtProviderByDevice(ctx, request, provider)
  return signInAtProviderByBrowser(ctx, request, provider)
}
