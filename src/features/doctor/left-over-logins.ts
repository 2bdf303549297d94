import { createTwoFilesPatch } from 'diff'
import { add } from '../kubeconfig/contexts.ts'
import { authProviderOf } from '../kubeconfig/cluster-of.ts'
import type { Change } from '../kubeconfig/edit.ts'
import { kubeloginArguments } from '../kubeconfig/kubelogin-entry.ts'
import type { LoadedFile } from '../kubeconfig/load.ts'
import { allEntries, mergedEntries, type PlacedEntry } from '../kubeconfig/merged-entries.ts'
import { textOf } from '../kubeconfig/model.ts'
import { modify, preview, type Plan, type WriteContext } from '../kubeconfig/modify.ts'
import { merge, type KubeconfigContext } from '../kubeconfig/read.ts'
import { lookUp } from '../kubeconfig/tree.ts'
import { withoutSecrets } from '../session/secret-free-diff.ts'

/**
 * Users by which people signed in before icc: entries of kubelogin, and of the auth-provider `oidc` that it filled once.
 * `left`: icc leads to the same cluster by a context of its own, or no context uses them, so that nobody needs them.
 * `inUse`: the only way to their cluster, or current. `byProvider`: those of both without kubelogin, which kubectl
 * itself can only renew. `dead`: kubectl no longer has their auth-provider.
 */
export type OldLogins = {
  left: string[]
  inUse: string[]
  byProvider: string[]
  dead: { user: string; provider: string }[]
}

/** @throws `kubeconfig-broken` */
export function findOldLogins(files: readonly LoadedFile[]): OldLogins {
  const foreign = [...mergedEntries(files, 'users').values()].filter(({ site }) => site === undefined)
  const old = foreign.filter(isOld).map((user) => ({ user, uses: usesOf(files, user) }))
  const isLeft = ({ uses }: { uses: KubeconfigContext[] }): boolean =>
    uses.every((context) => isReplaced(files, context))
  return {
    left: old.filter(isLeft).map(({ user }) => user.name),
    inUse: old.filter((one) => !isLeft(one)).map(({ user }) => user.name),
    byProvider: old.filter(({ user }) => providerOf(user) !== undefined).map(({ user }) => user.name),
    dead: foreign.flatMap((user) => {
      const provider = providerOf(user)
      return provider === undefined || provider === 'oidc' ? [] : [{ user: user.name, provider }]
    }),
  }
}

/** Removes what is left: users, the contexts that use them, and clusters that nothing else uses. */
export async function removeOldLogins(ctx: WriteContext): Promise<void> {
  await modify(ctx, plan)
}

/** The lines that would go, without anything that may be a secret. */
export async function previewRemoval(ctx: WriteContext): Promise<string[]> {
  const { edits } = await preview(ctx, plan)
  return edits.flatMap(({ file, before = '', after }) => {
    // Without lines around: they belong to entries that are not concerned.
    const patch = createTwoFilesPatch(file, file, before, after, 'now', 'afterwards', { context: 0 })
    // A tab behind a file's name would be lost on a terminal.
    const lines = patch.trimEnd().split('\n').slice(2)
    return lines.map((line, at) => (at < 2 ? line.replace('\t', '  ') : shown(line)))
  })
}

/** Flags of kubelogin whose values are in public documentation of any campus. */
const PUBLIC_FLAGS = /^--(?:oidc-issuer-url|oidc-client-id|oidc-extra-scope|grant-type|listen-address)$/u

/** What a person needs to know an entry by. Any other value may be a secret: nobody knows what programs take. */
function shown(line: string): string {
  const [, start = '', key = '', value = ''] = /^([-+]\s*(?:- )*)([\w-]+:|--[\w-]+=?)?\s*(.*)$/u.exec(line) ?? []
  if (!/^[-+]/u.test(line) || /^(?:---|\+\+\+) /u.test(line) || value === '') return line
  if (key.startsWith('--'))
    return PUBLIC_FLAGS.test(key.replace(/=$/u, '')) ? withoutSecrets(line) : `${start}${key}[hidden]`
  if (/^(?:name|cluster|user|server|command|namespace|apiVersion|interactiveMode):$/u.test(key))
    return withoutSecrets(withoutComment(line))
  if (/^(?:get-token|oidc-login)$/u.test(value)) return line
  return `${start}${key === '' ? '' : `${key} `}[hidden]`
}

function withoutComment(line: string): string {
  return line.replace(/ #.*$/u, '')
}

function plan(files: LoadedFile[]): Plan<undefined> {
  const { left } = findOldLogins(files)
  const changes = new Map<string, Change[]>()
  const contexts = allContexts(files)
  const going = contexts.filter(({ user }) => left.includes(user))
  const staying = contexts.filter((context) => !going.includes(context))
  const clusters = new Set(
    going.map(({ cluster }) => cluster).filter((name) => !staying.some(({ cluster }) => cluster === name)),
  )
  for (const { name, file } of going) add(changes, file, { kind: 'remove', section: 'contexts', name })
  for (const { name, file, site } of allEntries(files, 'clusters'))
    if (clusters.has(name) && site === undefined) add(changes, file, { kind: 'remove', section: 'clusters', name })
  for (const { name, file, site } of allEntries(files, 'users'))
    if (left.includes(name) && site === undefined) add(changes, file, { kind: 'remove', section: 'users', name })
  return { changes, result: undefined }
}

function allContexts(files: readonly LoadedFile[]): KubeconfigContext[] {
  return files.flatMap(({ model }) => [...model.contexts.values()])
}

function usesOf(files: readonly LoadedFile[], { name }: PlacedEntry): KubeconfigContext[] {
  return allContexts(files).filter(({ user }) => user === name)
}

/** True for a context that is not current and to whose API server a context of icc leads as well. */
function isReplaced(files: readonly LoadedFile[], context: KubeconfigContext): boolean {
  const view = merge(files)
  if (context.site !== undefined || view.currentContext === context.name) return false
  const clusters = mergedEntries(files, 'clusters')
  const server = serverOf(clusters.get(context.cluster))
  if (server === undefined) return false
  return view.contexts.some(({ site, cluster }) => site !== undefined && serverOf(clusters.get(cluster)) === server)
}

function serverOf(cluster: PlacedEntry | undefined): string | undefined {
  const server = cluster?.body && textOf(cluster.body, 'server')
  return server ? (URL.parse(server)?.href.replace(/\/+$/u, '') ?? server) : undefined
}

/** The auth-provider that kubectl would ask: a token or a program beside it counts before. */
function providerOf({ body }: PlacedEntry): string | undefined {
  if (body === undefined || textOf(body, 'token') !== '' || lookUp(body, 'exec')?.kind === 'map') return undefined
  return authProviderOf(body)?.name
}

/** True for a user that calls kubelogin, or that a tool of that name wrote. */
function isOld(user: PlacedEntry): boolean {
  const { name, body } = user
  if (body === undefined) return false
  if (providerOf(user) === 'oidc' || kubeloginArguments(user) !== undefined) return true
  // The campus's own kubelogin put a token into the file, under a name of its own.
  return lookUp(body, 'exec')?.kind !== 'map' && /\bkubelogin\b/iu.test(name) && textOf(body, 'token') !== ''
}
