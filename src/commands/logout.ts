import { defineCommand } from '../command.ts'
import { cancelled } from '../errors.ts'
import type { Logout, LogoutOutcome } from '../features/session/logout.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

export const logout = defineCommand({
  name: 'logout',
  summary: 'end the session and remove what the sign-in wrote',
  description:
    "End the session: remove icc's own entries from the kubeconfig, go back to the context before, forget the tokens and revoke them at the identity provider. Entries of others are left alone",
  arguments: [],
  options: {
    all: { type: 'flag', description: 'at every site you are signed in to' },
    revoke: {
      type: 'flag',
      description: 'revoke the session at the identity provider (default)',
      negated: 'forget it on this computer only',
    },
  },
  examples: [
    ['icc logout', 'end the current session'],
    ['icc logout --all', 'end every session on this computer'],
  ],
  async run(ctx, { options }) {
    const columns = answerColumns(ctx.terminal)
    const feature = await import('../features/session/logout.ts')
    const { siteSignedIn } = await import('../features/session/which-site.ts')
    const revoke = { revoke: options.revoke ?? true }
    if (!options.all) {
      const { logout: ended, hadSession } = await feature.logout(ctx, await siteSignedIn(ctx), revoke)
      return ctx.output.result(ended, (shown) => wrapped(logoutText(shown, hadSession), columns))
    }
    const all: LogoutOutcome[] = []
    const sites = await feature.sitesSignedIn(ctx)
    for (const [index, site] of sites.entries()) {
      if (ctx.signal.aborted)
        throw cancelled(`Cancelled. You are still signed in at ${sites.slice(index).join(', ')}.`)
      all.push(await feature.logout(ctx, site, revoke))
    }
    return ctx.output.result(
      all.map((one) => one.logout),
      (shown) =>
        wrapped(
          shown.map((one, index) => logoutText(one, all[index]?.hadSession === true)).join('\n') ||
            'You are not signed in anywhere.',
          columns,
        ),
    )
  },
})

function logoutText({ site, removed, restoredContext, revoked }: Logout, hadSession: boolean): string {
  if (removed.length === 0 && !hadSession) return `There was no session at ${site}. Nothing was changed.`
  const lines = [`Signed out of ${site}${revoked ? '; the session was revoked' : ''}.`]
  if (removed.length > 0) lines.push(`  removed  ${removed.join(', ')}`)
  if (restoredContext !== null) lines.push(`  context  ${restoredContext}, as before`)
  return lines.join('\n')
}
