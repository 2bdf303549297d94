import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { IccError } from '../errors.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

/** One element of the JSON answer. A broken profile has faults, and neither title nor method. */
type Listed = {
  id: string
  title: string | null
  origin: string
  file: string
  method: string | null
  chosen: boolean
  faults: { file: string; line: number; column: number; field: string; message: string }[]
}

export const siteList = defineCommand({
  name: 'list',
  summary: 'list the sites, the chosen one marked',
  description:
    'List the sites: those built in, those rolled out on this machine, and your own. The one that commands are about now is marked with *',
  arguments: [],
  options: {},
  examples: [
    ['icc site list', 'every site, and how one signs in there'],
    ["icc site list -o json | jq -r '.[].id'", 'the ids alone, for scripts'],
  ],
  async run(ctx) {
    const { listSites } = await import('../features/sites/load.ts')
    const chosen = await chosenId(ctx)
    const sites = listSites(ctx).map((site): Listed => {
      const profile = 'profile' in site ? site.profile : undefined
      return {
        id: site.id,
        title: profile?.title ?? null,
        origin: site.origin,
        file: site.file,
        method: profile?.login.method ?? null,
        chosen: site.id === chosen,
        faults: 'faults' in site ? site.faults : [],
      }
    })
    ctx.output.result(sites, (shown) => wrapped(table(ctx, shown), answerColumns(ctx.terminal)))
  },
})

/** The list is there to help when something is wrong: a broken kubeconfig or setting costs the mark, not the list. */
async function chosenId(ctx: Context): Promise<string | undefined> {
  const { chosenSite } = await import('../features/sites/resolve.ts')
  const { siteHints } = await import('../features/session/which-site.ts')
  try {
    return (await chosenSite(ctx, await siteHints(ctx)))?.id
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    ctx.output.warn(`${error.message} The list shows no chosen site.`)
    return undefined
  }
}

function table(ctx: Context, sites: readonly Listed[]): string {
  const width = (of: (site: Listed) => string): number => Math.max(...sites.map((site) => of(site).length))
  const ids = width((site) => site.id)
  const methods = width((site) => site.method ?? 'broken')
  const origins = width((site) => site.origin)
  return sites
    .map((site) => {
      const id = site.id.padEnd(ids)
      const method = (site.method ?? 'broken').padEnd(methods)
      return [
        site.chosen ? '*' : ' ',
        site.chosen ? ctx.output.style('bold', id) : id,
        site.method === null ? ctx.output.style('red', method) : method,
        site.origin.padEnd(origins),
        site.title ?? `see icc site check ${site.file}`,
      ].join('  ')
    })
    .join('\n')
}
