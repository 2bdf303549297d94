import { constants, generateKeyPair, privateDecrypt, randomInt, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { ExitCode, IccError } from '../../../errors.ts'
import { openPage } from './open-page.ts'
import type { Rancher, RancherToken } from './rancher-api.ts'
import type { SignInContext, SignInRequest } from './method.ts'
import { whileWatching } from './while-watching.ts'

/** Letters that nobody takes for others, and how many of them name a request: as `rancher token` has it. */
const LETTERS = 'abcdfghjklmnpqrstvwxz12456789'
const LENGTH = 32

/** Milliseconds between two questions, and how long Rancher keeps a request. */
const PAUSE = 10_000
const LONGEST = 15 * 60_000

/**
 * Signs in with any browser, at a provider of the kind SAML: the user signs in to Rancher's page, and Rancher keeps a
 * token for the request, which only this process can decrypt.
 *
 * @throws `sign-in-timeout` (exit 4), `sign-in-service-invalid` (exit 1), `cancelled` (exit 130), what `Rancher` throws
 * @see https://github.com/rancher/cli/blob/main/cmd/kubectl_token.go for the protocol
 */
export async function tokenByBrowser(
  ctx: SignInContext,
  request: SignInRequest,
  rancher: Rancher,
  responseType: string,
): Promise<RancherToken> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const id = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  const query = new URLSearchParams({ requestId: id, publicKey: encoded(publicKey), responseType })
  const page = `${rancher.address}/dashboard/auth/login?${query.toString()}`
  const enterOpens = await present(ctx, request, page, id)
  const keys = ctx.terminal.interactive ? (await ctx.prompt()).keys() : undefined
  try {
    const found = await whileWatching(
      ctx,
      keys,
      () => openPage(ctx, request, enterOpens ? page : undefined),
      (signal) => collected({ clock: ctx.clock, signal }, request, rancher, id),
    )
    return { ...found, token: decrypted(request, privateKey, found.token) }
  } finally {
    keys?.close()
  }
}

async function present(ctx: SignInContext, request: SignInRequest, url: string, id: string): Promise<boolean> {
  const { site, screen } = request
  const browser = request.browser === 'never' ? undefined : await ctx.browser()
  const enterOpens = browser !== undefined && browser.unavailable() === undefined && ctx.terminal.interactive
  screen.showRancherPage({ site: site.id, title: site.profile.title, url, id, enterOpens })
  if (request.browser === 'at-once') await openPage(ctx, request, url)
  return enterOpens
}

/** The public key as Rancher reads it: JSON of the modulus, in decimal, and the exponent; in base64. */
function encoded(key: KeyObject): string {
  const { n = '' } = key.export({ format: 'jwk' })
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
  return Buffer.from(`{"N":${modulus},"E":65537}`).toString('base64')
}

async function collected(
  ctx: Pick<SignInContext, 'clock' | 'signal'>,
  request: SignInRequest,
  rancher: Rancher,
  id: string,
): Promise<RancherToken> {
  const deadline = Math.min(request.deadline, ctx.clock.now() + LONGEST)
  for (let asked = ctx.clock.now(); ;) {
    const left = deadline - ctx.clock.now()
    if (left <= 0) throw late(request)
    request.screen.tick(left, undefined)
    await ctx.clock.sleep(Math.min(left, 1000), ctx.signal)
    if (ctx.clock.now() - asked < PAUSE) continue
    asked = ctx.clock.now()
    const found = await rancher.collect(id)
    if (found) return found
  }
}

function decrypted({ site }: SignInRequest, key: KeyObject, token: string): string {
  try {
    const settings = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
    const found = privateDecrypt(settings, Buffer.from(token, 'base64')).toString('utf8')
    // It goes into a header.
    if (/^[!-~]{8,}$/u.test(found)) return found
    throw new RangeError('it decrypts to no token')
  } catch (cause) {
    throw new IccError(
      'sign-in-service-invalid',
      `Rancher of ${site.id} gave a token that was made for somebody else. Nothing was changed.`,
      { hint: `icc login --site ${site.id}`, cause },
    )
  }
}

function late({ site }: SignInRequest): IccError {
  return new IccError('sign-in-timeout', 'Nobody finished the sign-in in the browser in time. Nothing was changed.', {
    exitCode: ExitCode.signIn,
    hint: `icc login --site ${site.id}, with a longer --timeout if you need it (15m at most)`,
  })
}
