import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { cancelled, wrongCall } from '../errors.ts'
import type { Offered } from '../features/sites/add-site.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

export const siteAdd = defineCommand({
  name: 'add',
  summary: 'take over a profile from a file or an https address',
  description:
    'Take over the profile of a campus, into your own profiles. It is checked first, and you are shown what it would let icc do: whom icc talks to there, what it runs, which pages it opens. FILE may also be a kubeconfig in which kubelogin signs you in: a profile that does the same is made of its current context. Where nobody can be asked, --yes says yes',
  arguments: ['FILE|URL'],
  options: { yes: { type: 'flag', short: 'y', description: 'do not ask' } },
  examples: [
    ['icc site add mycampus.yaml', 'a file that your campus gave you'],
    ['icc site add ~/.kube/config', 'what kubelogin is told there'],
    ['icc site add https://www.example.org/icc/mycampus.yaml', 'an address that your campus tells you'],
  ],
  async run(ctx, { args: [source = ''], options }) {
    const { offerSite, storeSite } = await import('../features/sites/add-site.ts')
    const offered = await offerSite(ctx, source)
    const isNew = !offered.isThere
    if (isNew) {
      ctx.output.notice(reachText(offered))
      await confirm(ctx, offered, options.yes === true)
      await storeSite(ctx, offered)
    }
    const { site, file, replaces, reach } = offered
    const answer = {
      id: site.id,
      title: site.profile.title,
      file,
      replaces: isNew ? (replaces?.origin ?? null) : null,
      changed: isNew,
      ...reach,
    }
    ctx.output.result(answer, (shown) =>
      wrapped(
        shown.changed
          ? `Written in ${shown.file}.\nNext: icc login --site ${shown.id}, or icc site use ${shown.id} to make it the default`
          : `${shown.file} holds this very profile already. Nothing was changed.`,
        answerColumns(ctx.terminal),
      ),
    )
  },
})

/** What one is asked to agree to. */
function reachText({ site, replaces, leftOut, reach: { talksTo, runs, opens, trusts } }: Offered): string {
  const lines = [`${site.id}  ${site.profile.title}`]
  const add = (heading: string, items: readonly string[]): void => {
    if (items.length > 0) lines.push(`${heading}:`, ...items.map((item) => `  ${item}`))
  }
  add('With it icc talks to these servers, and sends tokens or passwords that are for them', placed(talksTo))
  add('runs on this computer', runs)
  add('shows or opens these pages', placed(opens))
  add('trusts certificates of its own', trusts)
  add('Left out, as icc has nothing like it', leftOut)
  if (site.basedOn.length > 0) lines.push(`It builds on ${site.basedOn.join(', ')}.`)
  if (replaces !== undefined) lines.push(`It takes the place of ${REPLACED[replaces.origin]} ${replaces.file}.`)
  return lines.join('\n')
}

function placed(items: Offered['reach']['opens']): string[] {
  const width = Math.max(...items.map(({ where }) => where.length))
  return items.map(({ field, where }) => `${where.padEnd(width)}  (${field})`)
}

const REPLACED = {
  'built-in': 'the profile that comes with icc,',
  system: 'the profile that was rolled out on this computer,',
  user: 'your own profile',
} as const

async function confirm(ctx: Context, { site }: Offered, isSaid: boolean): Promise<void> {
  if (isSaid) return
  if (!ctx.terminal.interactive)
    throw wrongCall(
      'Whether to take this profile over, nobody could be asked. Nothing was written.',
      'the same again with --yes',
    )
  const agreed = await (await ctx.prompt()).confirm(`Take over the profile ${site.id}?`, false)
  if (!agreed) throw cancelled('Nothing was written.')
}
