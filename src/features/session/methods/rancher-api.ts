import type { HttpReply } from '../../../context.ts'
import { ExitCode, IccError } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { list, member, members, parseJson, text } from '../../../unknown-json.ts'
import { need } from '../../sites/need.ts'
import type { Site } from '../../sites/profile.ts'
import { seenFromOutside } from './from-outside.ts'
import type { SignInContext } from './method.ts'

/** A way to sign in: its type (`openLdapProvider`), what it is called in addresses, and what its users need. */
export type RancherProvider = { type: string; name: string; title: string; wants: 'password' | 'browser' }

/** `endsAt` in milliseconds since the epoch; undefined where Rancher does not say, or it never ends. */
export type RancherToken = { token: string; endsAt: number | undefined }

export type RancherCluster = { id: string; name: string }

/** Rancher's management API (`/v3`, `/v3-public`) at one site. Nothing of it follows a redirect. */
export type Rancher = {
  /** `https://host`, perhaps with a path, without a slash at its end. */
  address: string
  /** The providers that icc can sign in at. */
  providers(): Promise<RancherProvider[]>
  /** Undefined where Rancher does not take the name and password. */
  signIn(provider: RancherProvider, sent: Password): Promise<RancherToken | undefined>
  /** What the user's browser has brought to Rancher for a request; undefined as long as that is nothing. Takes it away. */
  collect(id: string): Promise<RancherToken | undefined>
  /** Forgets a token at Rancher; best effort, since it ends by itself. False where that did not work. */
  signOut(token: string): Promise<boolean>
  /** The same for another one (`NAME:SECRET`) of the holder of `token`: one for a single cluster cannot forget itself. */
  forget(token: string, of: string): Promise<boolean>
  /** Throws `import-rejected` (exit 4) where Rancher does not take the token. */
  clusters(token: string): Promise<RancherCluster[]>
  /** The text of a kubeconfig; undefined where this token gets none: it may be for its cluster alone. */
  kubeconfig(token: string, cluster: string): Promise<string | undefined>
  /** When a token (`NAME:SECRET`) ends, as far as Rancher tells the holder of `token`. */
  endOf(token: string, of: string): Promise<number | undefined>
}

export type Password = { username: string; password: string; responseType: string }

/** By their types, as `rancher token` knows them. */
const KNOWN: Readonly<Record<string, Pick<RancherProvider, 'title' | 'wants'>>> = {
  localProvider: { title: 'a local account of Rancher', wants: 'password' },
  openLdapProvider: { title: 'OpenLDAP', wants: 'password' },
  freeIpaProvider: { title: 'FreeIPA', wants: 'password' },
  activeDirectoryProvider: { title: 'Active Directory', wants: 'password' },
  shibbolethProvider: { title: 'Shibboleth', wants: 'browser' },
  keyCloakProvider: { title: 'Keycloak (SAML)', wants: 'browser' },
  adfsProvider: { title: 'AD FS', wants: 'browser' },
  oktaProvider: { title: 'Okta', wants: 'browser' },
  pingProvider: { title: 'PingIdentity', wants: 'browser' },
}

/** Milliseconds that deleting a token may take: nobody waits for it. */
const SIGN_OUT_LIMIT = 3000

/** `signal` ends it instead of Ctrl-C. */
type Question = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  token?: string
  body?: object
  signal?: AbortSignal
}
type Answer = { status: number; body: unknown }

/** @see https://ranchermanager.docs.rancher.com/api/v3-rancher-api-guide */
export function createRancher(ctx: SignInContext, site: Site): Rancher {
  const address = need(ctx, site, 'login.rancher').url.replace(/\/+$/u, '')
  const ask: Ask = (question) => send(ctx, site, address, question)
  return {
    address,
    async providers() {
      const answer = await ask({ method: 'GET', path: '/v3-public/authProviders' })
      return dataOf(expected(site, answer)).flatMap(knownProvider)
    },
    async signIn({ type, name }, sent) {
      const path = `/v3-public/${type}s/${encodeURIComponent(name)}?action=login`
      const answer = await ask({ method: 'POST', path, body: sent })
      if (answer.status === 401) return undefined
      return tokenIn(site, expected(site, answer, sent.password))
    },
    async collect(id) {
      const path = `/v3-public/authTokens/${encodeURIComponent(id)}`
      const answer = await ask({ method: 'GET', path })
      if (answer.status === 404 || !members(answer.body)['token']) return undefined
      const found = tokenIn(site, expected(site, answer))
      await ask({ method: 'DELETE', path }).catch(passing(ctx, undefined))
      return found
    },
    signOut: (token) => ended(ctx, ask, { method: 'POST', path: '/v3/tokens?action=logout', token, body: {} }),
    forget(token, of) {
      const path = `/v3/tokens/${encodeURIComponent(of.split(':')[0] ?? '')}`
      return ended(ctx, ask, { method: 'DELETE', path, token })
    },
    async clusters(token) {
      const answer = await ask({ method: 'GET', path: '/v3/clusters', token })
      if (answer.status === 401) throw rejected(site)
      return dataOf(expected(site, answer)).flatMap(({ id, name }) =>
        typeof id === 'string' ? [{ id, name: typeof name === 'string' ? name : id }] : [],
      )
    },
    async kubeconfig(token, cluster) {
      const path = `/v3/clusters/${encodeURIComponent(cluster)}?action=generateKubeconfig`
      const answer = await ask({ method: 'POST', path, token, body: {} })
      if (answer.status === 401 || answer.status === 403) return undefined
      if (answer.status === 404) throw unknownCluster(site, cluster)
      const { config } = expected(site, answer)
      if (typeof config === 'string') return config
      throw invalid(site, 'answered without a kubeconfig')
    },
    endOf: (token, of) => endOf(ctx, ask, token, of),
  }
}

function knownProvider({ type, id }: Record<string, unknown>): RancherProvider[] {
  const known = typeof type === 'string' && Object.hasOwn(KNOWN, type) ? KNOWN[type] : undefined
  if (typeof type !== 'string' || known === undefined) return []
  return [{ type, name: typeof id === 'string' ? id : type.replace('Provider', '').toLowerCase(), ...known }]
}

type Ask = (question: Question) => Promise<Answer>

/** Whether Rancher forgot a token when it was asked to; also after Ctrl-C. */
async function ended(ctx: SignInContext, ask: Ask, question: Question): Promise<boolean> {
  const signal = AbortSignal.timeout(SIGN_OUT_LIMIT)
  try {
    const { status } = await ask({ ...question, signal })
    return status >= 200 && status < 300
  } catch (error) {
    if (!(error instanceof IccError || error === signal.reason)) throw error
    ctx.output.debug(`a token was not deleted: ${(error as Error).message}`)
    return false
  }
}

async function endOf(ctx: SignInContext, ask: Ask, token: string, of: string): Promise<number | undefined> {
  const [name = '', secret] = of.split(':')
  // Of another form, all of it may be secret; proxies and logs keep addresses.
  if (secret === undefined) return undefined
  const path = `/v3/tokens/${encodeURIComponent(name)}`
  const answer = await ask({ method: 'GET', path, token }).catch(passing(ctx, undefined))
  return answer?.status === 200 ? momentOf(members(answer.body)['expiresAt']) : undefined
}

async function send(ctx: SignInContext, site: Site, address: string, question: Question): Promise<Answer> {
  const { method, path, token, body, signal = ctx.signal } = question
  const reply = await (
    await ctx.http()
  )
    .send({
      url: address + path,
      method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ca: site.profile.login.rancher?.ca ?? site.profile.api?.ca,
      signal,
    })
    .catch((error: unknown) => {
      throw seenFromOutside(site, error)
    })
  return judged(site, address, reply)
}

/** What no caller can make anything of. */
function judged(site: Site, address: string, { status, headers, body }: HttpReply): Answer {
  if (status >= 300 && status < 400) {
    const to = URL.parse(headers['location'] ?? '', address)
    throw invalid(site, `sends on to ${to === null ? 'somewhere else' : oneLine(to.host)}; nothing followed`)
  }
  if (status >= 500 || status === 429) throw failed(site, status)
  const parsed = parseJson(body)
  // A 401 or 403 may be a proxy's page, and says the same.
  if (parsed === undefined && ![401, 403, 404].includes(status))
    throw invalid(site, `answered with ${/^\s*</u.test(body) ? 'a web page' : 'something else than JSON'}`)
  return { status, body: parsed }
}

/** @param secret what was sent, which a careless server may repeat in what it says about it */
function expected(site: Site, { status, body }: Answer, secret?: string): Record<string, unknown> {
  if (status >= 200 && status < 300) return members(body)
  const message = text(member(body, 'message'))
  const said = oneLine(secret === undefined ? message : message.replaceAll(secret, '[hidden]')).slice(0, 200)
  const why = said === '' ? '' : `: ${said}`
  throw new IccError(
    'sign-in-service-failed',
    `Rancher of ${site.id} refuses this (status ${status}${why}). Nothing was changed.`,
    { hint: `may you use this cluster at all? Ask your campus: icc site show ${site.id}` },
  )
}

function tokenIn(site: Site, { token, expiresAt }: Record<string, unknown>): RancherToken {
  if (typeof token === 'string' && /^[!-~]{8,}$/u.test(token)) return { token, endsAt: momentOf(expiresAt) }
  throw invalid(site, 'answered without a token')
}

/** RFC 3339; empty for a token that never ends. */
function momentOf(written: unknown): number | undefined {
  const at = Date.parse(text(written))
  return Number.isNaN(at) ? undefined : at
}

function dataOf({ data }: Record<string, unknown>): Record<string, unknown>[] {
  return list(data).map(members)
}

/** For what is an extra: without it the sign-in goes on. */
function passing<T>(ctx: SignInContext, instead: T): (error: unknown) => T {
  return (error) => {
    if (!(error instanceof IccError) || ctx.signal.aborted) throw error
    ctx.output.debug(error.message)
    return instead
  }
}

function invalid(site: Site, what: string): IccError {
  const message = `Rancher of ${site.id} ${what}. Nothing was changed.`
  return new IccError('sign-in-service-invalid', message, {
    hint: `ask your campus, and correct login.rancher.url of the profile: icc site show ${site.id}`,
  })
}

function failed(site: Site, status: number): IccError {
  return new IccError(
    'sign-in-service-failed',
    `Rancher of ${site.id} has trouble (status ${status}). Nothing was changed.`,
    { hint: `try again in a few minutes: icc login --site ${site.id}` },
  )
}

function rejected(site: Site): IccError {
  return new IccError(
    'import-rejected',
    `Rancher of ${site.id} does not accept the token: it may have expired, been deleted, or be for one cluster only. Nothing was changed.`,
    { exitCode: ExitCode.signIn, hint: `make a new API key there, then: icc login --site ${site.id}` },
  )
}

function unknownCluster(site: Site, cluster: string): IccError {
  return new IccError(
    'sign-in-service-failed',
    `Rancher of ${site.id} has no cluster ${oneLine(cluster)} for you. Nothing was changed.`,
    { hint: `correct login.rancher.clusterId of the profile: icc site show ${site.id}` },
  )
}
