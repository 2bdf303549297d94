import { IccError } from '../../../errors.ts'
import type { SignIn, SignInContext, SignInRequest } from './method.ts'
import { signInAtProviderByBrowser } from './browser.ts'
import { signInAtProviderByDevice } from './device.ts'
import { findProvider } from './provider.ts'

/**
 * Signs in by device code, which works everywhere; where the provider has none, or none for this client, in the browser
 * of this computer.
 */
export async function signInByOidc(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  const provider = await findProvider(ctx, request)
  if (provider.oidc.offersDevice()) {
    try {
      return await signInAtProviderByDevice(ctx, request, provider)
    } catch (error) {
      if (!(error instanceof IccError && error.code === 'device-not-offered')) throw error
      ctx.output.debug(error.message)
    }
  }
  return signInAtProviderByBrowser(ctx, request, provider)
}
