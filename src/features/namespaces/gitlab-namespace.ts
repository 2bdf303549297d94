import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { askFor, type AskContext } from './ask.ts'
import { mapGitLabPath, type MappedPath } from './gitlab-path.ts'
import { nameProblem } from './name.ts'
import type { Place } from './place.ts'
import { siteProfile, type SiteContext } from './site.ts'

export type GitLabContext = AskContext & SiteContext & Pick<Context, 'output'>

/** A GitLab path and the namespaces that may be its own and that exist: one or two. */
export type GitLabNamespaces = { mapped: MappedPath; found: string[] }

/**
 * The namespaces of a GitLab path by the rule of the context's site. Which one is right is not decided here.
 *
 * The integrator promises a name with `-1` behind it where another path has taken the first one, so both are asked for.
 *
 * @param force takes the first name without asking the cluster
 * @throws `mapping-unknown`, `path-unmappable`, `namespace-not-found` (exit 1), and what asking throws
 */
export async function gitLabNamespaces(
  ctx: GitLabContext,
  place: Place,
  path: string,
  { force }: { force: boolean },
): Promise<GitLabNamespaces> {
  await checkMapping(ctx, place)
  const mapped = mapGitLabPath(path)
  if (mapped.problem !== undefined) throw unmappable(mapped)
  if (force) return { mapped, found: [mapped.namespace] }
  const candidates = [mapped.namespace, `${mapped.namespace}-1`].filter((name) => nameProblem(name) === undefined)
  const verdicts = await askFor(ctx, place, candidates)
  const found = candidates.filter((_, at) => verdicts[at] === 'found')
  if (found.length > 0) return { mapped, found }
  throw new IccError(
    'namespace-not-found',
    `"${path}" would be the namespace ${candidates.map((name) => `"${name}"`).join(' or ')}, but ${
      verdicts.includes('denied') ? 'the cluster lets you see neither it nor anything in it' : 'there is none'
    } in context "${place.context}". Nothing was changed.`,
    { hint: `icc ns -f ${mapped.namespace}` },
  )
}

async function checkMapping(ctx: GitLabContext, place: Place): Promise<void> {
  const { chosenSite } = await import('../sites/resolve.ts')
  const site = (await chosenSite(ctx, { marker: place.site }))?.id
  const mapping = site === undefined ? undefined : (await siteProfile(ctx, site)).namespace?.mapping
  if (mapping === 'gitlab-integrator') return
  const why =
    site === undefined
      ? `icc does not know which site the context "${place.context}" belongs to`
      : `the profile of the site ${site} names no rule for it`
  throw new IccError(
    'mapping-unknown',
    `A GitLab path cannot be turned into a namespace here: ${why}. Nothing was changed.`,
    { hint: site === undefined ? 'icc ns --site ID GROUP/PROJECT, or icc ns NAME' : 'icc ns NAME' },
  )
}

function unmappable({ path, namespace, problem }: MappedPath): IccError {
  return new IccError(
    'path-unmappable',
    `"${path}" has no namespace (it would be "${namespace}"): ${problem}. Nothing was changed.`,
    { hint: 'icc ns --list' },
  )
}
