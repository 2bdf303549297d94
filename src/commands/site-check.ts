import { resolve } from 'node:path'
import { defineCommand } from '../command.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

export const siteCheck = defineCommand({
  name: 'check',
  summary: "check a profile's file",
  description:
    'Check a profile before it is rolled out: YAML, names, values, and what it extends. Every fault is told with its line. Servers are not asked',
  arguments: ['FILE'],
  options: {},
  examples: [
    ['icc site check haw-icc.yaml', 'check a profile that you are writing'],
    ['icc site check ~/.config/icc/sites/haw-icc.yaml', 'check the one that is in force'],
  ],
  async run(ctx, { args: [file = ''] }) {
    const { checkSiteFile } = await import('../features/sites/load.ts')
    const { missingFields } = await import('../features/sites/missing.ts')
    const site = checkSiteFile(ctx, resolve(ctx.cwd, file))
    const answer = {
      id: site.id,
      file: site.file,
      basedOn: site.basedOn,
      method: site.profile.login.method,
      missing: missingFields(site.profile),
    }
    ctx.output.result(answer, (shown) => {
      const base = shown.basedOn.length > 0 ? ` on top of ${shown.basedOn.join(', ')}` : ''
      const lines = [
        `${shown.file} is a sound profile of the site ${shown.id}${base}.`,
        'Checked: YAML, names of fields, form of values. Not checked: whether the servers it names answer.',
      ]
      if (shown.missing.length > 0) lines.push(`It does not say: ${shown.missing.map(({ path }) => path).join(', ')}`)
      return wrapped(lines.join('\n'), answerColumns(ctx.terminal))
    })
  },
})
