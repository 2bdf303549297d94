import { defineCommand } from '../command.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

export const siteUse = defineCommand({
  name: 'use',
  summary: 'make a site the default',
  description:
    'Write a site into your settings as the default: for commands that name no site, when the current context is not one of a sign-in by icc',
  arguments: ['ID'],
  options: {},
  examples: [
    ['icc site use haw-icc', 'work at haw-icc from now on'],
    ['icc login --site haw-icc', 'name a site for one command only'],
  ],
  async run(ctx, { args: [id = ''] }) {
    const { loadSite } = await import('../features/sites/load.ts')
    const { writeSetting } = await import('../features/sites/settings.ts')
    const { profile } = loadSite(ctx, id)
    const { file, previous } = await writeSetting(ctx, 'site', id)
    const fromEnvironment = ctx.env['ICC_SITE']
    if (fromEnvironment && fromEnvironment !== id)
      ctx.output.warn(`ICC_SITE is set to ${fromEnvironment} in this shell and goes before the settings.`)
    const answer = { site: id, title: profile.title, file, previous: previous ?? null }
    ctx.output.result(answer, (shown) => {
      const before = shown.previous === null || shown.previous === shown.site ? '' : ` Before: ${shown.previous}.`
      const text = `Your default site is ${shown.site} (${shown.title}).${before}\nWritten in ${shown.file}.\nNext: icc login`
      return wrapped(text, answerColumns(ctx.terminal))
    })
  },
})
