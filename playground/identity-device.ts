import { createHash } from 'node:crypto'
import { InvalidGrant, InvalidRequest } from 'oidc-provider/lib/helpers/errors.js'
import type { Client, DeviceCode, Provider, ProviderContext } from 'oidc-provider/lib/provider.js'
import { confirmCodePage, deniedPage, enterCodePage, errorPage, pageHeaders, successPage } from './identity-pages.ts'
import type { DeviceForm } from './identity-pages.ts'

/**
 * The device flow's feature of the provider: our pages, and PKCE, which oidc-provider itself knows only in the
 * authorization code flow.
 *
 * @see RFC 8628 and RFC 7636
 */
export function deviceFlow(provider: () => Provider, echoNonce: boolean): Record<string, unknown> {
  return {
    enabled: true,
    deviceInfo: (ctx: ProviderContext) => ({ codeChallenge: challengeOf(ctx) }),
    async userCodeInputSource(ctx: ProviderContext, _form: string, _out: unknown, error?: Error) {
      ctx.set(pageHeaders)
      const { userCode } = ctx.state
      if (error === undefined && userCode !== undefined) return showLinkedCode(provider(), ctx, userCode)
      ctx.body = afterError(ctx, error)
    },
    async userCodeConfirmSource(
      ctx: ProviderContext,
      _form: string,
      client: Client,
      _deviceInfo: unknown,
      userCode: string,
    ) {
      ctx.set(pageHeaders)
      ctx.body = confirmCodePage(formOf(ctx), userCode, nameOf(client))
    },
    async successSource(ctx: ProviderContext) {
      const code = ctx.oidc?.deviceCode
      if (echoNonce && code) {
        code.nonce = ctx.oidc?.params?.['nonce']
        await code.save()
      }
      ctx.set(pageHeaders)
      ctx.body = successPage(ctx.oidc?.client ? nameOf(ctx.oidc.client) : 'Your device')
    },
  }
}

/**
 * Refuses a device code whose verifier is missing or wrong. Called when the provider looks up the account of the code,
 * which is before it makes any token; the code is used up by then.
 *
 * @see RFC 7636 section 4.6
 */
export function checkVerifier(ctx: ProviderContext, code: DeviceCode): void {
  const verifier = ctx.oidc?.body?.['code_verifier']
  const challenge = createHash('sha256')
    .update(String(verifier ?? ''))
    .digest('base64url')
  if (challenge !== code.deviceInfo?.codeChallenge) {
    throw new InvalidGrant('code_verifier does not match the code_challenge of the device code')
  }
}

/** A link with the code in it needs no typing, so it leads straight to the comparison. @see RFC 8628 section 3.3.1 */
async function showLinkedCode(provider: Provider, ctx: ProviderContext, userCode: string): Promise<void> {
  const normalized = userCode.toUpperCase().replaceAll(/\W/g, '')
  const code = await provider.DeviceCode.findByUserCode(normalized, { ignoreExpiration: true })
  if (!code) ctx.body = enterCodePage(formOf(ctx), 'The code in this link is not known.')
  else if (code.isExpired) ctx.body = enterCodePage(formOf(ctx), 'The code in this link has expired.')
  else if (code.accountId !== undefined || code.error !== undefined || code.inFlight === true) {
    ctx.body = enterCodePage(formOf(ctx), 'The code in this link was used already.')
  } else {
    const client = await provider.Client.find(code.clientId)
    ctx.body = confirmCodePage(
      formOf(ctx),
      normalized.replace(/^(.{4})/, '$1-'),
      client ? nameOf(client) : code.clientId,
    )
  }
}

function afterError(ctx: ProviderContext, error: Error | undefined): string {
  switch (error?.name) {
    case undefined:
      return enterCodePage(formOf(ctx), undefined)
    case 'NoCodeError':
      return enterCodePage(formOf(ctx), 'Type the code first.')
    case 'NotFoundError':
      return enterCodePage(formOf(ctx), 'This code is not known. Look at your terminal again.')
    case 'ExpiredError':
      return enterCodePage(formOf(ctx), 'This code has expired. Start the sign-in in your terminal again.')
    case 'AlreadyUsedError':
      return enterCodePage(formOf(ctx), 'This code was used already.')
    case 'AbortedError':
      return deniedPage()
    default:
      return errorPage('The sign-in could not be finished. It may have been started in another browser tab.')
  }
}

function formOf(ctx: ProviderContext): DeviceForm {
  return { action: '/device', xsrf: ctx.oidc?.session?.state?.secret ?? '' }
}

function nameOf(client: Client): string {
  return client.clientName ?? client.clientId
}

/** The request's S256 challenge; a request without one is refused. */
function challengeOf(ctx: ProviderContext): string {
  const { code_challenge: challenge, code_challenge_method: method } = ctx.oidc?.body ?? {}
  if (typeof challenge !== 'string') throw new InvalidRequest('code_challenge is missing: PKCE is required here')
  if (method !== 'S256') throw new InvalidRequest('code_challenge_method must be S256')
  if (!/^[\w-]{43}$/.test(challenge)) throw new InvalidRequest('code_challenge is not a SHA-256 hash in base64url')
  return challenge
}
