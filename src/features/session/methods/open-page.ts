import type { SignInContext, SignInRequest } from './method.ts'

/** Opens a page in the user's browser, or says why not. */
export async function openPage(
  ctx: Pick<SignInContext, 'browser'>,
  request: { screen: Pick<SignInRequest['screen'], 'notOpened'> },
  page: string | undefined,
): Promise<void> {
  if (page === undefined) return
  const browser = await ctx.browser()
  const unavailable = browser.unavailable()
  if (unavailable !== undefined) return request.screen.notOpened(unavailable)
  if (!(await browser.open(page))) request.screen.notOpened('no program to open it was found')
}
