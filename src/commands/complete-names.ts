import type { Context } from '../context.ts'
import type { LocalNames, Name } from '../features/completion/sources.ts'

/** What files of this computer name. Each module is loaded when it is asked, as every TAB costs a start of icc. */
export function localNames(ctx: Context): LocalNames {
  return {
    sites: () => sites(ctx),
    contexts: () => contexts(ctx),
    namespaces: async (context) => (await import('../features/namespaces/known.ts')).knownNamespaces(ctx, context),
    pages: (site) => pages(ctx, site),
  }
}

/** Profiles are not read as such: one that is broken has a name all the same. */
async function sites(ctx: Context): Promise<Name[]> {
  const { profileFiles } = await import('../features/sites/layers.ts')
  const { winners } = await import('../features/sites/site-names.ts')
  return winners(profileFiles(ctx)).map((file) => {
    const read = file.read()
    const [, title] = 'text' in read ? (/^title: *(\S.*?) *$/mu.exec(read.text) ?? []) : []
    return { name: file.id, text: title }
  })
}

async function contexts(ctx: Context): Promise<Name[]> {
  const { listContexts } = await import('../features/namespaces/contexts.ts')
  return (await listContexts(ctx)).map(({ name, namespace, current }) => ({
    name,
    text: `${current ? 'current, ' : ''}namespace ${namespace ?? 'default'}`,
  }))
}

/** None where nothing says which site is meant: nobody can be asked now. */
async function pages(ctx: Context, site: string | undefined): Promise<Name[]> {
  const { chosenSite } = await import('../features/sites/resolve.ts')
  const { siteHints } = await import('../features/session/which-site.ts')
  const { findSite } = await import('../features/sites/find-site.ts')
  const { pagesOf } = await import('../features/sites/pages.ts')
  const id = site ?? (await chosenSite(ctx, await siteHints(ctx)))?.id
  if (id === undefined) return []
  return pagesOf((await findSite(ctx, id)).profile).map(({ name, url }) => ({ name, text: url }))
}
