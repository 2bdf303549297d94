import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { readKubeconfig, type Kubeconfig, type ReadContext } from '../kubeconfig/read.ts'
import type { JsonObject } from '../manifests/document.ts'
import type { Schemas } from '../manifests/schema/schemas.ts'
import { sitesInUse } from '../session/sites-in-use.ts'
import { findSite } from '../sites/find-site.ts'
import type { SitesContext } from '../sites/layers.ts'
import { chosenSite } from '../sites/resolve.ts'
import type { ProjectConfig } from './config-schema.ts'
import type { Facts } from './facts.ts'
import { chooseTarget } from './target.ts'

export type FactsContext = SitesContext & ReadContext & Pick<Context, 'stateDir' | 'siteFlag' | 'output'>

export type Wanted = {
  config: ProjectConfig | undefined
  kubeVersion: string | undefined
  /** As the server said, where it was asked. */
  serverVersion?: string | undefined
  wholeProject: boolean
  schemas: Schemas
  definitions: readonly JsonObject[]
}

/**
 * What manifests are held against: the campus, the version, the namespace. The campus is `--site`, `ICC_SITE`, the
 * project's, that of the current context, the settings', or the only one in use; without any, none.
 *
 * @throws `site-unknown`, `usage` (exit 2), `site-broken`, `settings-broken` (exit 1)
 */
export async function gatherFacts(ctx: FactsContext, wanted: Wanted): Promise<Facts> {
  const { config, wholeProject, schemas, definitions } = wanted
  const kubeconfig = await kubeconfigOf(ctx)
  const current = kubeconfig?.contexts.find(({ name }) => name === kubeconfig.currentContext)
  const site = await siteOf(ctx, config, current?.site)
  const target = chooseTarget(
    {
      flag: wanted.kubeVersion,
      server: wanted.serverVersion,
      config: config?.kubernetesVersion,
      profile: site && { id: site.id, version: site.profile.api?.kubernetesVersion },
    },
    schemas.minors,
  )
  return { target, site, schemas, definitions, namespace: config?.namespace ?? current?.namespace, wholeProject }
}

/** Manifests can be checked without a kubeconfig, so a broken one is worth a word and no more. */
async function kubeconfigOf(ctx: FactsContext): Promise<Kubeconfig | undefined> {
  try {
    return await readKubeconfig(ctx)
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    ctx.output.status(`The kubeconfig says nothing about site and namespace: ${error.message}`)
    return undefined
  }
}

async function siteOf(
  ctx: FactsContext,
  config: ProjectConfig | undefined,
  marker: string | undefined,
): Promise<Facts['site']> {
  const chosen = await chosenSite(ctx, { marker, inUse: sitesInUse(ctx) })
  const explicit = chosen?.by === 'flag' || chosen?.by === 'environment'
  const id = explicit ? chosen.id : (config?.site ?? chosen?.id)
  if (id === undefined) return undefined
  try {
    return { id, profile: (await findSite(ctx, id)).profile }
  } catch (error) {
    // A context may be marked with a site whose profile is gone; somebody who names a site wants that one.
    const named = explicit || config?.site !== undefined
    if (named || !(error instanceof IccError) || error.code !== 'site-unknown') throw error
    ctx.output.status(`There is no profile of the site ${id} any more: only what holds everywhere is checked.`)
    return undefined
  }
}
