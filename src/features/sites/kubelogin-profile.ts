import { readFileSync } from 'node:fs'
import { stringify } from 'yaml'
import type { Context } from '../../context.ts'
import { IccError, systemCode } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { resolveReference } from '../kubeconfig/files.ts'
import { kubeloginArguments } from '../kubeconfig/kubelogin-entry.ts'
import { broken, parse, type LoadedFile } from '../kubeconfig/load.ts'
import { mergedEntries } from '../kubeconfig/merged-entries.ts'
import { NotAKubeconfig, textOf, toModel } from '../kubeconfig/model.ts'
import type { KubeconfigContext } from '../kubeconfig/read.ts'
import type { MapNode } from '../kubeconfig/tree.ts'
import { kubeloginFlags, notConvertible, type Flags } from './kubelogin-flags.ts'

/** A profile that signs in as an entry of kubelogin did. */
export type KubeloginProfile = {
  text: string
  /** Flags of the entry that icc has nothing like. */
  leftOut: string[]
}

/** True for a text that can be a kubeconfig, and no profile. */
export function isKubeconfig(text: string): boolean {
  return /^\s*["']?(?:contexts|clusters|users|current-context)["']?\s*:/mu.test(text)
}

/**
 * Makes a profile of the current context of a kubeconfig, if that signs in with kubelogin, else of the only one that does.
 * What kubelogin listens on stays the redirect address, as the provider knows that one.
 *
 * @throws `kubeconfig-broken`, `no-kubelogin-entry`, `kubelogin-not-convertible`, `file-not-readable` (exit 1)
 */
export async function profileOfKubeconfig(
  ctx: Pick<Context, 'homeDir'>,
  path: string,
  text: string,
): Promise<KubeloginProfile> {
  try {
    const file: LoadedFile = { path, stats: undefined, model: toModel(await parse(text), path), utf16: false }
    const { context, flags } = chosenEntry(file)
    const cluster = mergedEntries([file], 'clusters').get(context.cluster)?.body
    const profile = {
      id: idOf(context.name),
      title: oneLine(context.name).trim(),
      extends: 'generic',
      login: loginOf(ctx, path, flags),
      api: apiOf(path, context, cluster),
    }
    const head = `# What the entry of kubelogin for the context "${oneLine(context.name)}" says. It holds no secret.\n`
    return { text: head + stringify(profile, { lineWidth: 0 }), leftOut: flags.leftOut }
  } catch (error) {
    if (error instanceof NotAKubeconfig) throw broken(path, text, error)
    throw error
  }
}

function chosenEntry(file: LoadedFile): { context: KubeconfigContext; flags: Flags } {
  const users = mergedEntries([file], 'users')
  const found = [...file.model.contexts.values()].flatMap((context) => {
    const user = users.get(context.user)
    const args = user && kubeloginArguments(user)
    return args === undefined ? [] : [{ context, args }]
  })
  const chosen =
    found.find(({ context }) => context.name === file.model.currentContext) ??
    (found.length === 1 ? found[0] : undefined)
  if (chosen) return { context: chosen.context, flags: kubeloginFlags(chosen.args) }
  if (found.length > 1) {
    const names = found.map(({ context }) => `"${oneLine(context.name)}"`).join(', ')
    throw new IccError(
      'no-kubelogin-entry',
      `${file.path} has several contexts that sign in with kubelogin (${names}), and none of them is current. Nothing was written.`,
      { hint: 'icc ctx NAME, and the same again' },
    )
  }
  throw new IccError(
    'no-kubelogin-entry',
    `${file.path} is a kubeconfig in which no context signs in with kubelogin, so no profile can be made of it. Nothing was written.`,
    { hint: `icc login --import ${file.path}, if a page of your campus handed it out` },
  )
}

function loginOf(ctx: Pick<Context, 'homeDir'>, path: string, flags: Flags): object {
  const { issuer, clientId, scopes, grant, redirectUris, ca } = flags
  if (issuer === undefined || clientId === undefined)
    throw notConvertible('it does not say the issuer and the client id', 'ask the people who run the cluster')
  const certificates = 'data' in ca ? ca.data : ca.files.map((file) => certificateFile(ctx, path, file)).join('')
  const oidc = { issuer, clientId, scopes: ['openid', ...scopes], ...(certificates && { ca: certificates }) }
  if (grant === 'device') return { method: 'device', oidc }
  const [redirectUri, ...otherRedirectUris] = redirectUris
  const others = otherRedirectUris.length === 0 ? {} : { otherRedirectUris }
  return { method: 'browser', oidc: { ...oidc, redirectUri, ...others } }
}

function apiOf(path: string, context: KubeconfigContext, cluster: MapNode | undefined): object {
  const of = (key: string): string => (cluster === undefined ? '' : textOf(cluster, key))
  const server = of('server')
  if (!server.startsWith('https://'))
    throw notConvertible(
      `its context "${oneLine(context.name)}" names no server with https://`,
      'kubectl config view --minify',
    )
  const data = Buffer.from(of('certificate-authority-data'), 'base64').toString()
  const ca =
    data || (of('certificate-authority') && readCertificates(resolveReference(path, of('certificate-authority'))))
  return {
    server,
    ...(ca && { ca }),
    ...(of('tls-server-name') && { tlsServerName: of('tls-server-name') }),
    ...(of('proxy-url') && { proxyUrl: of('proxy-url') }),
  }
}

/** kubelogin takes `~` for the home folder. */
function certificateFile({ homeDir }: Pick<Context, 'homeDir'>, path: string, file: string): string {
  return readCertificates(
    resolveReference(
      path,
      file.replace(/^~(?=[/\\])/u, () => homeDir()),
    ),
  )
}

function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    throw new IccError(
      'file-not-readable',
      `${file}, which holds the certificates, cannot be read. Nothing was written.`,
      {
        hint: `ls -l ${file}`,
        cause: error,
      },
    )
  }
}

/** As a campus is called by its id: what is left of the context's name. */
function idOf(context: string): string {
  const words = context.toLowerCase().match(/[a-z0-9]+/gu) ?? []
  return words.join('-').slice(0, 40).replace(/-$/u, '') || 'campus'
}
