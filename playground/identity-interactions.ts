import type { IncomingMessage } from 'node:http'
import type { Interaction, Provider, ProviderContext } from 'oidc-provider/lib/provider.js'
import { SessionNotFound } from 'oidc-provider/lib/helpers/errors.js'
import { consentPage, errorPage, pageHeaders, signInPage } from './identity-pages.ts'
import { findBySubject, findByUsername, type CampusUser } from './identity-users.ts'

/** Which accounts the sign-in page offers, and which may sign in at all. */
export type Accounts = { offered(): CampusUser[]; mayIn(user: CampusUser): boolean }

/** A form of a few buttons; a megabyte would be no form of ours. */
const LARGEST_FORM = 4096

/** Where an interaction of the provider is answered. */
export const interactionPath = (uid: string): string => `/interaction/${uid}`

/** Answers the pages where the user says who they are and whether the client may in. */
export function createInteractions(
  provider: Provider,
  accounts: Accounts,
): (ctx: ProviderContext, next: () => Promise<void>) => Promise<void> {
  return async (ctx, next) => {
    if (!ctx.path.startsWith(interactionPath(''))) return next()
    try {
      const interaction = await provider.interactionDetails(ctx.req, ctx.res)
      if (ctx.path !== interactionPath(interaction.uid)) return showError(ctx, 404, 'There is no such page.')
      if (ctx.method === 'GET') return await show(provider, accounts, ctx, interaction)
      if (ctx.method === 'POST') return await submit(provider, accounts, ctx, interaction)
      showError(ctx, 405, 'This page takes only what its own buttons send.')
    } catch (error) {
      if (!(error instanceof SessionNotFound)) throw error
      showError(ctx, 400, 'This sign-in has expired, or it was started in another browser.')
    }
  }
}

async function show(
  provider: Provider,
  accounts: Accounts,
  ctx: ProviderContext,
  interaction: Interaction,
): Promise<void> {
  const clientId = interaction.params.client_id
  const clientName = (await provider.Client.find(clientId))?.clientName ?? clientId
  const action = interactionPath(interaction.uid)
  if (interaction.prompt.name === 'login') {
    showPage(ctx, signInPage(action, accounts.offered(), clientName))
  } else {
    const username = findBySubject(interaction.session?.accountId ?? '')?.username ?? 'nobody'
    showPage(ctx, consentPage(action, username, clientName))
  }
}

async function submit(
  provider: Provider,
  accounts: Accounts,
  ctx: ProviderContext,
  interaction: Interaction,
): Promise<void> {
  const form = await readForm(ctx.req)
  if (interaction.prompt.name === 'login') {
    const user = findByUsername(form.get('login') ?? '')
    if (!user) return showError(ctx, 400, 'There is no such account.')
    if (!accounts.mayIn(user)) return showError(ctx, 403, `The account ${user.username} is disabled.`)
    return finish(provider, ctx, { login: { accountId: user.subject } })
  }
  if (form.get('decision') !== 'allow') {
    return finish(provider, ctx, { error: 'access_denied', error_description: 'the user said no' })
  }
  return finish(provider, ctx, { consent: { grantId: await grantEverything(provider, interaction) } })
}

async function grantEverything(provider: Provider, interaction: Interaction): Promise<string> {
  const known = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId)
  const accountId = interaction.session?.accountId ?? ''
  const grant = known ?? new provider.Grant({ accountId, clientId: interaction.params.client_id })
  grant.addOIDCScope(interaction.prompt.details.missingOIDCScope?.join(' ') ?? '')
  return grant.save()
}

async function finish(provider: Provider, ctx: ProviderContext, result: unknown): Promise<void> {
  const next = await provider.interactionResult(ctx.req, ctx.res, result)
  ctx.status = 303
  ctx.redirect(next)
}

function showPage(ctx: ProviderContext, page: string): void {
  ctx.set(pageHeaders)
  ctx.body = page
}

function showError(ctx: ProviderContext, status: number, problem: string): void {
  ctx.status = status
  showPage(ctx, errorPage(problem))
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= LARGEST_FORM) chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
