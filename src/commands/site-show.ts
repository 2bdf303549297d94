import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { profileText } from './site-profile-text.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

export const siteShow = defineCommand({
  name: 'show',
  summary: 'show what icc knows about a site',
  description:
    "Show a site's profile: sign-in, namespaces, ingress, storage, GPUs, rules, whom to ask; and what the profile does not say. Without ID, the site that commands are about now",
  arguments: ['[ID]'],
  options: {
    earlier: { type: 'flag', description: 'tell also how the site was before, for old course material' },
  },
  examples: [
    ['icc site show', 'the site you are working at'],
    ['icc site show haw-icc -o json | jq .profile.storage', 'one part of a profile as data'],
  ],
  async run(ctx, { args: [id], options }) {
    const { loadSite } = await import('../features/sites/load.ts')
    const { missingFields } = await import('../features/sites/missing.ts')
    const site = loadSite(ctx, id ?? ctx.siteFlag ?? (await siteInUse(ctx)))
    const { origin, file, basedOn, profile } = site
    ctx.output.result({ origin, file, basedOn, missing: missingFields(profile), profile }, (shown) =>
      wrapped(
        profileText(shown, (style, text) => ctx.output.style(style, text), { earlier: options.earlier === true }),
        answerColumns(ctx.terminal),
      ),
    )
  },
})

async function siteInUse(ctx: Context): Promise<string> {
  const { siteInUse: find } = await import('../features/session/which-site.ts')
  return find(ctx)
}
