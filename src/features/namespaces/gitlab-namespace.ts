import type { Context, Kube } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { member, text } from '../../unknown-json.ts'
import { askAbout, verdict, type AskContext, type Verdict } from './ask.ts'
import { collisions, mapGitLabPath, unmapLabel, type MappedPath } from './gitlab-path.ts'
import { groupPaths } from './group-namespaces.ts'
import { nameProblem } from './name.ts'
import type { Place } from './place.ts'
import { siteProfile, type SiteContext } from './site.ts'

export type GitLabContext = AskContext & SiteContext & Pick<Context, 'output' | 'stateDir'>

/**
 * A namespace that may be the path's own. `origin` is the GitLab path that it is labelled with, where that can be read;
 * undefined also where it is the very path.
 */
export type FoundNamespace = { name: string; origin: string | undefined }

/**
 * A GitLab path and the namespaces that may be its own and that exist: one or two. `sharing` are groups of the user that
 * have the same namespace by the rule.
 */
export type GitLabNamespaces = { mapped: MappedPath; found: FoundNamespace[]; sharing: string[] }

/**
 * The namespaces of a GitLab path by the rule of the context's site. Which one is right is not decided here, unless a
 * label on one of them says so.
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
  const known = [path, ...(await groupPaths(ctx, place))]
  const collision = collisions(known).find(({ paths }) => paths.includes(path))
  const sharing = (collision?.paths ?? []).filter((other) => other !== path)
  if (force) return { mapped, sharing, found: [{ name: mapped.namespace, origin: undefined }] }
  const names = [mapped.namespace, `${mapped.namespace}-1`].filter((name) => nameProblem(name) === undefined)
  const candidates = await askAbout(ctx, place, names, candidate)
  const found = candidates.filter(({ answer }) => answer === 'found')
  const own = found.filter(({ label }) => label?.toLowerCase() === mapped.label.toLowerCase())
  if (own.length === 1) return { mapped, sharing, found: own.map(({ name }) => ({ name, origin: undefined })) }
  if (found.length > 0) return { mapped, sharing, found: found.map((one) => toFound(one, mapped)) }
  throw new IccError(
    'namespace-not-found',
    `"${path}" would be the namespace ${names.map((name) => `"${name}"`).join(' or ')}, but ${
      candidates.some(({ answer }) => answer === 'denied')
        ? 'the cluster lets you see neither it nor anything in it'
        : 'there is none'
    } in context "${place.context}". Nothing was changed.`,
    { hint: `icc ns -f ${mapped.namespace}` },
  )
}

type Candidate = { name: string; answer: Verdict; label: string | undefined }

async function candidate(kube: Kube, name: string): Promise<Candidate> {
  const answer = await verdict(kube, name)
  return { name, answer, label: answer === 'found' ? await originLabel(kube, name) : undefined }
}

/** The label in which the integrator keeps the path; few may read it, and nothing follows from that it is missing. */
async function originLabel(kube: Kube, name: string): Promise<string | undefined> {
  const object = await kube.read({
    resource: { groupVersion: 'v1', plural: 'namespaces' },
    namespace: undefined,
    name,
  })
  if (typeof object === 'string') return undefined
  return text(member(member(member(object, 'metadata'), 'labels'), 'gitlab-origin')) || undefined
}

function toFound({ name, label }: Candidate, mapped: MappedPath): FoundNamespace {
  const isOwn = label === undefined || label.toLowerCase() === mapped.label.toLowerCase()
  return { name, origin: isOwn ? undefined : unmapLabel(label) }
}

async function checkMapping(ctx: GitLabContext, place: Place): Promise<void> {
  const { chosenSite } = await import('../sites/resolve.ts')
  const site = (await chosenSite(ctx, { marker: place.site }))?.id
  if (site !== undefined) return requireMapping(ctx, site)
  const why = `icc does not know which site the context "${place.context}" belongs to`
  throw noMapping(why, 'icc ns --site ID GROUP/PROJECT, or icc ns NAME')
}

/** Throws `mapping-unknown` (exit 1) where the site has no rule by which a GitLab path becomes a namespace. */
export async function requireMapping(ctx: SiteContext, site: string): Promise<void> {
  if ((await siteProfile(ctx, site)).namespace?.mapping === 'gitlab-integrator') return
  throw noMapping(`the profile of the site ${site} names no rule for it`, 'icc ns NAME')
}

function noMapping(why: string, hint: string): IccError {
  const message = `A GitLab path cannot be turned into a namespace here: ${why}. Nothing was changed.`
  return new IccError('mapping-unknown', message, { hint })
}

function unmappable({ path, namespace, problem }: MappedPath): IccError {
  return new IccError(
    'path-unmappable',
    `"${path}" has no namespace (it would be "${namespace}"): ${problem}. Nothing was changed.`,
    { hint: 'icc ns --list' },
  )
}
