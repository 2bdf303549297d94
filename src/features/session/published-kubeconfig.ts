import type { Context, HttpReply } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { itemsOf } from '../kubeconfig/model.ts'
import { lookUp, type MapNode } from '../kubeconfig/tree.ts'
import type { Site } from '../sites/profile.ts'
import type { SignInMethod } from '../sites/schema.ts'
import { clusterToImport } from './import/import-cluster.ts'
import { entriesToImport, reading } from './import/import-entries.ts'
import { importFromHost } from './import/import-text.ts'

/** How often one may be sent on; a browser goes on longer. */
const MOST_REDIRECTS = 4

/**
 * A site that publishes one kubeconfig for everybody, with what its profile leaves out: the client of the identity
 * provider, the API server and its certificates. Other sites stay as they are. What the profile says counts more, and
 * must not be contradicted; the program that the file wants kubectl to run is read, and never run or written.
 *
 * @throws `published-kubeconfig` and the `import-*` codes, `server-*` (exit 1): nobody was asked anything yet
 */
export async function withPublished(
  ctx: Pick<Context, 'http' | 'signal' | 'output'>,
  site: Site,
  method: SignInMethod,
): Promise<Site> {
  const { login, api } = site.profile
  const url = login.kubeconfigUrl
  const isIssued = method === 'device' || method === 'browser' || method === 'oidc'
  const isComplete = login.oidc?.clientId !== undefined && api?.server !== undefined && api.ca !== undefined
  if (url === undefined || !isIssued || isComplete) return site
  const hint = `try again later, or set what it would say: icc site show ${site.id}`
  const source = importFromHost(url, new URL(url).host, await fetchText(ctx, url, hint), hint)
  const { cluster, user } = await entriesToImport(source, hint)
  return reading(source, hint, async () => {
    const { server, ca, tlsServerName, proxyUrl } = await clusterToImport(ctx, source, cluster, site, hint)
    const oidc = { ...login.oidc, ...clientOf(site, url, user, hint) }
    const place = { server, ca, tlsServerName, proxyUrl }
    return { ...site, profile: { ...site.profile, login: { ...login, oidc }, api: { ...api, ...place } } }
  })
}

/** It holds nothing secret, so that one may be sent on, by https. */
async function fetchText(ctx: Pick<Context, 'http' | 'signal'>, url: string, hint: string): Promise<string> {
  const http = await ctx.http()
  let at = url
  for (let sentOn = 0; sentOn <= MOST_REDIRECTS; sentOn += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each answer says where to ask next
    const reply = await http.send({ url: at, method: 'GET', signal: ctx.signal })
    const next = reply.status >= 300 && reply.status < 400 ? nextAddress(at, reply) : undefined
    if (next === undefined) {
      if (reply.status === 200) return reply.body
      throw refused(`${oneLine(at)} answers ${reply.status} instead of the kubeconfig that everybody may have.`, hint)
    }
    at = next
  }
  throw refused(`${url} sends one on more than ${MOST_REDIRECTS} times.`, hint)
}

function nextAddress(from: string, { headers }: HttpReply): string | undefined {
  const next = headers['location'] === undefined ? null : URL.parse(headers['location'], from)
  if (next === null) return undefined
  next.hash = ''
  return next.href
}

/**
 * The arguments of kubelogin (`kubectl oidc-login get-token`).
 *
 * @see https://github.com/int128/kubelogin/blob/master/docs/usage.md
 */
function clientOf(site: Site, url: string, user: MapNode, hint: string): { issuer: string; clientId: string } {
  const exec = lookUp(user, 'exec')
  const words =
    exec?.kind === 'map' ? itemsOf(exec, 'args').map((node) => (node.kind === 'scalar' ? node.value : '')) : []
  const said = { issuer: valueOf(words, '--oidc-issuer-url'), clientId: valueOf(words, '--oidc-client-id') }
  const { issuer = said.issuer, clientId = said.clientId } = site.profile.login.oidc ?? {}
  if (said.issuer !== undefined && said.issuer !== issuer)
    throw refused(
      `The kubeconfig at ${url} names the identity provider ${oneLine(said.issuer)}, but the profile ${site.id} says ${String(issuer)}.`,
      `has the campus changed it? Then: icc site set login.oidc.issuer=ADDRESS --site ${site.id}`,
    )
  if (
    issuer === undefined ||
    clientId === undefined ||
    !/^https:\/\/[!-~]+$/u.test(issuer) ||
    !/^[!-~]+$/u.test(clientId)
  )
    throw refused(
      `The kubeconfig at ${url} does not say which client of which identity provider to be (--oidc-issuer-url, --oidc-client-id).`,
      hint,
    )
  return { issuer, clientId }
}

/** `--name=value`, or `--name value`. */
function valueOf(words: readonly string[], name: string): string | undefined {
  const joined = words.find((word) => word.startsWith(`${name}=`))
  if (joined !== undefined) return joined.slice(name.length + 1)
  const at = words.indexOf(name)
  return at < 0 ? undefined : words[at + 1]
}

function refused(what: string, hint: string): IccError {
  return new IccError('published-kubeconfig', `${what} Nothing was changed.`, { hint })
}
