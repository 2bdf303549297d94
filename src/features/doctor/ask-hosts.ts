import type { ProbeAnswer, ProbeTarget } from '../../context.ts'
import { Skip, unlessSkipped } from './check.ts'
import type { Profile } from '../sites/schema.ts'
import type { Facts } from './facts.ts'
import { LIMIT, TimeIsUp, until } from './time-limit.ts'

/** A host that was asked without a credential. */
export type Asked = { host: string; target: ProbeTarget; answer: ProbeAnswer }

/** Where one signs in: an identity provider, which has to answer as one, or a page or service that has to answer. */
export type AskedSignIn = Asked & { issuer: string | undefined }

/**
 * The configuration of the identity provider, of the session's or else of the site's; where there is none, the page or
 * service at which people of the site sign in.
 *
 * @see OpenID Connect Discovery 1.0 section 4.1
 */
export async function askSignIn(facts: Facts): Promise<AskedSignIn> {
  const session = await facts.session().catch(unlessSkipped)
  const login = (await facts.site().catch(unlessSkipped))?.profile.login
  const issuer = session?.issuer || (session?.issuer === undefined ? login?.oidc?.issuer : undefined)
  const address = issuer
    ? `${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`
    : login && serviceOf(login)
  if (!address) throw new Skip('no address is known at which one signs in here')
  const url = URL.parse(address)
  if (!url) throw new Skip('the address at which one signs in is no URL')
  const asked = await ask(facts, {
    url,
    ca: session?.issuerCa ?? login?.oidc?.ca,
    alone: false,
    tlsServerName: undefined,
    insecureSkipTlsVerify: false,
    proxyUrl: undefined,
  })
  return { ...asked, issuer }
}

function serviceOf({ portal, kubeconfigUrl, ldapBasic, rancher, openshift }: Profile['login']): string | undefined {
  return portal?.url ?? kubeconfigUrl ?? ldapBasic?.url ?? rancher?.url ?? openshift?.api
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
