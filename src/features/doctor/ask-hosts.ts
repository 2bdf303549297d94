import type { ProbeAnswer, ProbeTarget } from '../../context.ts'
import { Skip, unlessSkipped } from './check.ts'
import type { Facts } from './facts.ts'
import { LIMIT, TimeIsUp, until } from './time-limit.ts'

/** A host that was asked without a credential. */
export type Asked = { host: string; target: ProbeTarget; answer: ProbeAnswer }

/**
 * The configuration of the identity provider: of the session's, else of the site's.
 *
 * @see OpenID Connect Discovery 1.0 section 4.1
 */
export async function askProvider(facts: Facts): Promise<Asked> {
  const session = await facts.session().catch(unlessSkipped)
  const oidc = (await facts.site().catch(unlessSkipped))?.profile.login.oidc
  const issuer = session === undefined ? oidc?.issuer : session.issuer
  if (!issuer) throw new Skip('the sign-in here needs no identity provider, or none is named')
  const url = URL.parse(`${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`)
  if (!url) throw new Skip('the address of the identity provider is no URL')
  return ask(facts, {
    url,
    ca: session?.issuerCa ?? oidc?.ca,
    alone: false,
    tlsServerName: undefined,
    insecureSkipTlsVerify: false,
    proxyUrl: undefined,
  })
}

/** The version of the API server: of the context's, else, before a sign-in, of the site's. Most tell it to anybody. */
export async function askApi(facts: Facts): Promise<Asked> {
  const found = await facts.cluster().catch(orSkip)
  const target = found instanceof Skip ? await apiOfSite(facts, found) : found.target
  const { server, ca, tlsServerName, insecureSkipTlsVerify, proxyUrl } = target
  const url = URL.parse(`${server.replace(/\/+$/u, '')}/version`)
  if (!url) throw new Skip('the address of the API server is no URL')
  return ask(facts, { url, ca, alone: ca !== undefined, tlsServerName, insecureSkipTlsVerify, proxyUrl })
}

function orSkip(error: unknown): Skip {
  if (error instanceof Skip) return error
  throw error
}

/** @param why there is no cluster in the kubeconfig: says more than that the profile names none either */
async function apiOfSite(facts: Facts, why: Skip) {
  const api = (await facts.site().catch(unlessSkipped))?.profile.api
  if (api?.server === undefined) throw why
  const { server, ca, tlsServerName, proxyUrl } = api
  return { server, ca, tlsServerName, proxyUrl, insecureSkipTlsVerify: false }
}

async function ask({ ctx, deadline }: Facts, target: ProbeTarget): Promise<Asked> {
  const { host } = target.url
  const probe = await ctx.probe()
  const answer = await until(deadline, probe.ask(target, deadline)).catch((error: unknown): ProbeAnswer => {
    if (!(error instanceof TimeIsUp)) throw error
    return { kind: 'unreachable', message: `${host} did not answer within ${LIMIT / 1000} seconds.` }
  })
  return { host, target, answer }
}
