import { basename } from 'node:path'
import type { Choice } from '../../../context.ts'
import { IccError, wrongCall } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { credentialOfToken } from '../import/import-credential.ts'
import { importFromHost } from '../import/import-text.ts'
import type { Imported, ImportOrigin } from '../import/imported.ts'
import { allowProgram, judgeImport, refuseExpired } from '../import/judge-import.ts'
import { placeOf, type Place } from '../login-write.ts'
import { askUsername, withPassword } from './credentials-input.ts'
import { createRancher, type RancherProvider, type Rancher, type RancherToken } from './rancher-api.ts'
import { askToken, importedToken } from './given-token.ts'
import { tokenByBrowser } from './rancher-browser.ts'
import type { SignIn, SignInContext, SignInRequest } from './method.ts'

/**
 * Signs in at the site's Rancher: with an API key of the user, with name and password where one of its providers takes
 * those, or in the browser where one is of the kind SAML. What is written is the kubeconfig that Rancher makes for the cluster, or a token of it.
 *
 * @throws `usage` (exit 2), `password-wrong`, `import-rejected`, `import-expired` (exit 4), `sign-in-service-failed`,
 * `sign-in-service-invalid`, the `server-` and `import-` codes (exit 1), `cancelled` (exit 130)
 */
export async function signInAtRancher(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  const rancher = createRancher(ctx, request.site)
  const provider = await chosenProvider(ctx, request, rancher)
  const imported =
    provider === undefined ? await byKey(ctx, request, rancher) : await bySignIn(ctx, request, rancher, provider)
  // Rancher tells the end of its tokens, which say nothing themselves.
  try {
    refuseExpired(ctx, 'what Rancher gave', imported, imported.origin.again)
  } catch (error) {
    await imported.settle?.(false)
    throw error
  }
  return { kind: 'imported', imported }
}

/** How to sign in there; undefined for an API key. */
async function chosenProvider(
  ctx: SignInContext,
  { site, username, passwordFromInput, tokenFromInput }: SignInRequest,
  rancher: Rancher,
): Promise<RancherProvider | undefined> {
  const wantsPassword = username !== undefined || passwordFromInput
  if (tokenFromInput || (!wantsPassword && !ctx.terminal.interactive)) return undefined
  const all = await rancher.providers()
  const offered = wantsPassword ? all.filter(({ wants }) => wants === 'password') : all
  if (offered.length === 0) {
    if (wantsPassword) throw noPasswords(site.id)
    return undefined
  }
  if (wantsPassword && offered.length === 1) return offered[0]
  if (!ctx.terminal.interactive) {
    const [external, ...more] = offered.filter(({ type }) => type !== 'localProvider')
    if (external && more.length === 0) return external
    throw ambiguous(site.id, offered)
  }
  const choices: Choice[] = offered.map(({ type, title, wants }) => ({
    value: type,
    label: wants === 'password' ? `name and password: ${title}` : `in the browser: ${title}`,
  }))
  if (!wantsPassword) choices.push({ value: '', label: 'an API key, made in Rancher' })
  const picked = await (await ctx.prompt()).pick('How do you sign in to Rancher?', choices, choices[0]?.value)
  return offered.find(({ type }) => type === picked)
}

async function byKey(ctx: SignInContext, request: SignInRequest, rancher: Rancher): Promise<Imported> {
  const page = `${rancher.address}/dashboard/account`
  const notes = ['Press "Create API Key", and copy the bearer token.']
  const line = { program: 'rancher', server: rancher.address } as const
  const token = await askToken(ctx, request, { page, notes }, line)
  const again = `make a new API key at ${page}, then: icc login --site ${request.site.id}`
  const given: Given = { token, origin: { method: 'token', called: 'Rancher', again } }
  const { imported, isOwn } = await generated(ctx, request, rancher, given)
  const settle = async (isInUse: boolean): Promise<void> => {
    if (isOwn && !isInUse) await takeBack(ctx, rancher, imported, (own) => rancher.forget(token, own))
  }
  return { ...imported, settle }
}

/** With a token for the known cluster, or with one that finds the cluster first. */
async function bySignIn(
  ctx: SignInContext,
  request: SignInRequest,
  rancher: Rancher,
  provider: RancherProvider,
): Promise<Imported> {
  const { site } = request
  const origin: ImportOrigin = { method: 'token', called: 'Rancher', again: `icc login --site ${site.id}` }
  const cluster = site.profile.login.rancher?.clusterId
  const responseType = cluster === undefined ? 'json' : `kubeconfig_${cluster}`
  const signedIn =
    provider.wants === 'browser'
      ? await tokenByBrowser(ctx, request, rancher, cluster === undefined ? 'kubeconfig' : responseType)
      : await tokenByPassword(ctx, request, { rancher, provider, responseType })
  const { token } = signedIn
  if (cluster !== undefined) {
    const imported = asItIs(request, rancher, { ...signedIn, origin, cluster })
    const settle = async (isInUse: boolean): Promise<void> => {
      if (!isInUse) await takeBack(ctx, rancher, imported, () => rancher.signOut(token))
    }
    return { ...imported, settle }
  }
  const { imported, isOwn } = await generated(ctx, request, rancher, { ...signedIn, origin }).catch(
    async (error: unknown): Promise<never> => {
      await rancher.signOut(token)
      throw error
    },
  )
  const settle = async (isInUse: boolean): Promise<void> => {
    if (isOwn && !isInUse) await takeBack(ctx, rancher, imported, (own) => rancher.forget(token, own))
    // The kubeconfig has a token of its own, or is not used: nobody needs the one that asked for it.
    if (isOwn || !isInUse) await rancher.signOut(token)
  }
  return { ...imported, settle }
}

/** Has Rancher forget the token that it made for nothing; where it does not, the user can. */
async function takeBack(
  ctx: Pick<SignInContext, 'output'>,
  { address }: Rancher,
  { credential }: Imported,
  forget: (token: string) => Promise<boolean>,
): Promise<void> {
  if (credential.kind !== 'token' || (await forget(credential.token))) return
  const [name = ''] = credential.token.split(':')
  ctx.output.warn(
    `Rancher made the token ${oneLine(name)} for this sign-in, and it stays valid until it ends. To delete it: ${address}/dashboard/account`,
  )
}

type Attempt = { rancher: Rancher; provider: RancherProvider; responseType: string }

async function tokenByPassword(
  ctx: SignInContext,
  request: SignInRequest,
  { rancher, provider, responseType }: Attempt,
): Promise<RancherToken> {
  const { id } = request.site
  const username = await askUsername(ctx, request, `User name at ${id} (${provider.title})`)
  return withPassword(ctx, request, { username, service: `Rancher of ${id}` }, (password) =>
    rancher.signIn(provider, { responseType, username, password }),
  )
}

type Given = { token: string; endsAt?: number | undefined; origin: ImportOrigin }

/**
 * What Rancher's own kubeconfig for the cluster holds. Where it holds a call of `rancher token` (generation of tokens
 * is off), or where Rancher makes none for this token, the token itself is taken.
 */
async function generated(
  ctx: SignInContext,
  request: SignInRequest,
  rancher: Rancher,
  given: Given,
): Promise<{ imported: Imported; isOwn: boolean }> {
  const { site } = request
  const cluster = await chosenCluster(ctx, request, rancher, given.token)
  const text = await rancher.kubeconfig(given.token, cluster)
  if (text === undefined) {
    ctx.output.status(`Rancher of ${site.id} makes no kubeconfig for this token: it is used as it is.`)
    return { imported: asItIs(request, rancher, { ...given, cluster }), isOwn: false }
  }
  const host = new URL(rancher.address).host
  const source = importFromHost(`The kubeconfig that ${host} made`, host, text, given.origin.again)
  const imported = trusting(site, rancher, await judgeImport(ctx, site, source, given.origin))
  if (callsRancher(imported)) {
    ctx.output.status(
      `Rancher of ${site.id} puts no tokens into kubeconfigs, but a call of its own program: your token stands in its place.`,
    )
    const credential = credentialOfToken('What was given', given.token, given.origin.again)
    return { imported: { ...imported, ...(await dated(rancher, given, credential)) }, isOwn: false }
  }
  if (imported.runs !== undefined) {
    await allowProgram(ctx, imported.runs, {
      allowed: request.allowExec,
      canAsk: ctx.terminal.interactive,
      show: (command) => request.screen.showProgram(command),
      call: `icc login --site ${site.id}`,
    })
  }
  if (imported.credential.kind !== 'token') return { imported, isOwn: true }
  const own = { token: given.token, of: imported.credential.token }
  return {
    imported: { ...imported, endsAt: imported.endsAt ?? (await rancher.endOf(own.token, own.of)) },
    isOwn: true,
  }
}

/** Who reached Rancher by a certificate of the profile's reaches the cluster behind the same address by it. */
function trusting(site: SignInRequest['site'], { address }: Rancher, imported: Imported): Imported {
  const { place } = imported
  const isBehind = new URL(place.server).origin === new URL(address).origin
  if (place.ca !== undefined || !isBehind) return imported
  return { ...imported, place: { ...place, ca: site.profile.login.rancher?.ca } }
}

async function dated(rancher: Rancher, given: Given, credential: ReturnType<typeof credentialOfToken>) {
  const endsAt = credential.endsAt ?? given.endsAt ?? (await rancher.endOf(given.token, given.token))
  return { ...credential, endsAt }
}

/** `rancher token` would ask for a password in the middle of each kubectl call, and wants that program. */
function callsRancher({ credential }: Imported): boolean {
  if (credential.kind !== 'program') return false
  const { command, args } = credential.exec
  return /^rancher(?:\.exe)?$/iu.test(basename(command.replaceAll('\\', '/'))) && args[0] === 'token'
}

/** Clusters that a message names. */
const MOST_NAMED = 20

async function chosenCluster(
  ctx: SignInContext,
  { site }: SignInRequest,
  rancher: Rancher,
  token: string,
): Promise<string> {
  const known = site.profile.login.rancher?.clusterId
  if (known !== undefined) return known
  const all = await rancher.clusters(token)
  const [first, ...more] = all
  if (!first) {
    throw new IccError(
      'sign-in-service-failed',
      `Rancher of ${site.id} has no cluster for you. Nothing was changed.`,
      {
        hint: 'ask your campus for access',
      },
    )
  }
  if (more.length === 0) return first.id
  if (ctx.terminal.interactive) {
    const choices = all.map(({ id, name }) => ({ value: id, label: name, hint: id }))
    return (await ctx.prompt()).pick('Which cluster?', choices, undefined)
  }
  const shown = all.slice(0, MOST_NAMED).map(({ id, name }) => `${oneLine(id)} (${oneLine(name)})`)
  const list =
    shown.length < all.length ? `${shown.join(', ')} and ${all.length - shown.length} more` : shown.join(', ')
  throw wrongCall(
    `Rancher of ${site.id} has several clusters: ${list}. Nothing was changed.`,
    `write the one you use to login.rancher.clusterId of the profile: icc site show ${site.id}`,
  )
}

/** The token alone, for the cluster behind Rancher's own address. */
function asItIs({ site }: SignInRequest, rancher: Rancher, given: Given & { cluster: string }): Imported {
  const { token, endsAt, origin, cluster } = given
  const credential = credentialOfToken('What Rancher gave', token, origin.again)
  const end = credential.endsAt ?? endsAt
  return importedToken(origin, clusterPlace(site, rancher, cluster), { ...credential, endsAt: end })
}

function clusterPlace(site: SignInRequest['site'], { address }: Rancher, cluster: string): Place {
  const known = site.profile.api?.server
  if (known !== undefined) return placeOf(site, known)
  const place = placeOf(site, `${address}/k8s/clusters/${encodeURIComponent(cluster)}`)
  return { ...place, ca: place.ca ?? site.profile.login.rancher?.ca }
}

function noPasswords(site: string): IccError {
  return wrongCall(
    `Rancher of ${site} does not sign in by name and password, but in the browser. Nothing was changed.`,
    `make an API key there, then: icc login --site ${site} --method token`,
  )
}

function ambiguous(site: string, offered: readonly RancherProvider[]): IccError {
  const list = offered.map(({ title }) => title).join(', ')
  return wrongCall(
    `Rancher of ${site} has several ways to sign in: ${list}. Nothing was changed.`,
    `on a terminal icc asks which: icc login --site ${site}; or make an API key: --token-stdin`,
  )
}
