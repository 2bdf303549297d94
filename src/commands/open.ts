import { defineCommand, mayAsk } from '../command.ts'
import type { Context } from '../context.ts'
import type { Page } from '../features/sites/pages.ts'
import type { Site } from '../features/sites/profile.ts'

export const open = defineCommand({
  name: 'open',
  summary: "open the campus's pages: documentation, portal, help",
  description:
    "Print the address of one of the site's pages, and open it in a browser when you press Enter. Without PAGE, choose from a list. Over SSH, in a container and without a display no browser is opened",
  arguments: ['[PAGE]'],
  argumentOffers: ['page'],
  options: { browser: { type: 'flag', description: 'open it at once' } },
  examples: [
    ['icc open', 'which pages there are'],
    ['icc open docs', "the campus's documentation"],
    ['icc open portal --browser', 'at once, without a question'],
  ],
  async run(ctx, { args: [name], options }) {
    const { siteInUse } = await import('../features/session/which-site.ts')
    const { findSite } = await import('../features/sites/find-site.ts')
    const { findPage, pagesOf } = await import('../features/sites/pages.ts')
    const site = await findSite(ctx, await siteInUse(ctx))
    if (name !== undefined) return show(ctx, findPage(site, name), options.browser ? 'at-once' : 'on-request')
    const pages = pagesOf(site.profile)
    if (!mayAsk(ctx) || pages.length === 0) return printList(ctx, site, pages)
    const choices = pages.map(({ name: value, url }) => ({ value, label: value, hint: url }))
    const chosen = await (await ctx.prompt()).pick(`Which page of ${site.id}?`, choices, undefined)
    // Choosing it was the Enter.
    return show(ctx, findPage(site, chosen), 'at-once')
  },
})

function printList(ctx: Context, site: Site, pages: readonly Page[]): void {
  if (pages.length === 0)
    ctx.output.status(
      `The profile ${site.id} names no pages.\nNext: icc site set docs.help=https://... --site ${site.id}`,
    )
  ctx.output.result(pages, (shown) => {
    const names = Math.max(0, ...shown.map(({ name }) => name.length))
    const urls = Math.max(0, ...shown.map(({ url }) => url.length))
    return shown
      .map(({ name, url, about }) =>
        [ctx.output.style('bold', name.padEnd(names)), url.padEnd(urls), about].join('  '),
      )
      .join('\n')
  })
}

/** The address is the answer; a browser is opened only where somebody asked for it. */
async function show(ctx: Context, page: Page, when: 'at-once' | 'on-request'): Promise<void> {
  ctx.output.result(page, ({ url }) => url)
  if (when === 'on-request' && !(await isWanted(ctx, page))) return
  if (!isSecure(page))
    return ctx.output.warn('No browser was opened: icc opens pages with https:// only, and this one is not.')
  const { createSignInScreen } = await import('./sign-in-screen.ts')
  const { openPage } = await import('../features/session/methods/open-page.ts')
  await openPage(ctx, { screen: createSignInScreen(ctx) }, page.url)
}

/** Asks for Enter, where it would help: on a terminal, for a page and a computer that a browser can be opened for. */
async function isWanted(ctx: Context, page: Page): Promise<boolean> {
  if (!mayAsk(ctx) || !isSecure(page)) return false
  if ((await ctx.browser()).unavailable() !== undefined) return false
  ctx.output.notice('Enter opens it in your browser, any other key does not.')
  const keys = (await ctx.prompt()).keys()
  try {
    return (await keys.next()) === 'enter'
  } finally {
    keys.close()
  }
}

function isSecure({ url }: Page): boolean {
  return url.startsWith('https://')
}
