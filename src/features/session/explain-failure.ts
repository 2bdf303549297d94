import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { nearestNames } from '../../nearest-names.ts'
import type { SitesContext } from '../sites/layers.ts'
import { loadSite } from '../sites/load.ts'
import { contactLine } from '../sites/contact-line.ts'
import type { Profile } from '../sites/schema.ts'
import { isOver, readSession } from './session-file.ts'

export type ExplainContext = SitesContext & Pick<Context, 'stateDir' | 'clock'>

/** What a question to a cluster was about. Without a site there is nothing to add to what the cluster said. */
export type About = { site: string | undefined; namespace?: string | undefined; kind?: string | undefined }

/**
 * The failure of a question to a cluster, with what icc knows of its cause: how the site is reached from outside, whether
 * the session goes on, which namespaces are the user's own. The code and the exit code stay.
 */
export function explainFailure(ctx: ExplainContext, about: About, error: unknown): unknown {
  const { site } = about
  if (!(error instanceof IccError) || site === undefined) return error
  switch (error.code) {
    case 'api-unreachable':
      return withMore(error, profileOf(ctx, site)?.network?.vpnHint)
    case 'token-rejected':
      return withMore(error, sessionWords(ctx, site), `icc login --site ${site}`)
    case 'api-forbidden': {
      const why = whyForbidden(ctx, about)
      return withMore(error, why && `${sentenceCase(why.words)}.`, why?.hint)
    }
    default:
      return error
  }
}

/**
 * Why the user was not allowed something, as far as the site's profile and the session tell: to follow a sentence.
 * `kind` of what was to be changed, or the `namespace` in which nothing is open to the user.
 */
export function whyForbidden(ctx: ExplainContext, about: About): { words: string; hint: string } | undefined {
  const { site, namespace, kind } = about
  const profile = site === undefined ? undefined : profileOf(ctx, site)
  if (site === undefined) return undefined
  if (profile && kind !== undefined && profile.rules?.forbiddenKinds?.includes(kind)) {
    const onRequest = kind === 'ServiceAccount' && profile.rules.serviceAccounts === 'on-request'
    const words = `${kind} is forbidden at ${site}${onRequest ? ', unless it was asked for and approved' : ''}`
    return { words, hint: `ask: ${contactLine(profile)}` }
  }
  const own = ownNamespaces(ctx, site)
  if (namespace === undefined || own.length === 0 || own.includes(namespace)) return undefined
  const [near = own[0] ?? ''] = nearestNames(namespace, new Set(own))
  return { words: `the namespace ${namespace} may not be yours; ${near} is`, hint: `icc ns ${near}` }
}

/** The namespaces that are the user's at a site for sure: the personal one, and those that the profile opens to all. */
function ownNamespaces(ctx: ExplainContext, site: string): string[] {
  const personal = readSession(ctx, site)?.personalNamespace
  return [...(personal === undefined ? [] : [personal]), ...(profileOf(ctx, site)?.namespace?.known ?? [])]
}

function sessionWords(ctx: ExplainContext, site: string): string | undefined {
  const session = readSession(ctx, site)
  if (!session || isOver(session, ctx.clock.now())) return undefined
  return `Your session at ${site} was to go on until ${session.endsAt}: it was ended there, or the cluster has changed.`
}

/** The same failure with a sentence more, and perhaps another hint. */
export function withMore(error: IccError, words: string | undefined, hint = error.hint): IccError {
  return new IccError(error.code, words === undefined ? error.message : `${error.message} ${words}`, {
    exitCode: error.exitCode,
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  })
}

function profileOf(ctx: SitesContext, site: string): Profile | undefined {
  try {
    return loadSite(ctx, site).profile
  } catch (error) {
    // The cluster is what the user asked for: a faulty or missing profile must not take the place of its failure.
    if (error instanceof IccError) return undefined
    throw error
  }
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
