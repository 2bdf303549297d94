import { readFileSync } from 'node:fs'
import type { KubeCredential, KubeExec, KubeTarget } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { requireContext, requireCurrent } from './contexts.ts'
import { resolveCommand, resolveReference } from './files.ts'
import { broken, loadFiles } from './load.ts'
import type { LoadedFile, ReadContext } from './load.ts'
import { mergedEntries } from './merged-entries.ts'
import type { PlacedEntry } from './merged-entries.ts'
import { NotAKubeconfig, isTrue, itemsOf, textOf } from './model.ts'
import { merge } from './read.ts'
import type { KubeconfigContext } from './read.ts'
import { lookUp } from './tree.ts'
import type { MapNode } from './tree.ts'

/** Where a context leads and as whom. */
export type ClusterOfContext = {
  context: string
  namespace: string | undefined
  /** The site in the context's marker, else in its cluster's. */
  site: string | undefined
  target: KubeTarget
}

/**
 * All that is needed to call the API as a context, the current one if none is named. Files that the kubeconfig names
 * are read; where it holds data too, the data counts, as with kubectl.
 *
 * Throws `no-current-context`, `context-not-found`, `context-incomplete` (its cluster or user is missing),
 * `file-not-readable` (a file it names), and what `readKubeconfig` throws.
 *
 * @see k8s.io/client-go tools/clientcmd `DirectClientConfig.ClientConfig`
 */
export async function clusterOf(ctx: ReadContext, contextName?: string): Promise<ClusterOfContext> {
  const files = await loadFiles(ctx)
  const view = merge(files)
  const context = requireContext(view, contextName ?? requireCurrent(view))
  const cluster = mergedEntries(files, 'clusters').get(context.cluster)
  if (cluster?.body === undefined) throw incomplete(context, `the cluster "${context.cluster}"`)
  const user = context.user === '' ? undefined : mergedEntries(files, 'users').get(context.user)
  if (context.user !== '' && user === undefined) throw incomplete(context, `the user "${context.user}"`)
  const target = inFile(files, cluster, (body) => {
    const server = textOf(body, 'server')
    if (server === '') throw incomplete(context, `a server in the cluster "${context.cluster}"`)
    return {
      server,
      ca: dataOrFile(cluster.file, body, 'certificate-authority'),
      tlsServerName: textOf(body, 'tls-server-name') || undefined,
      insecureSkipTlsVerify: isTrue(body, 'insecure-skip-tls-verify'),
      proxyUrl: textOf(body, 'proxy-url') || undefined,
    }
  })
  const credential =
    user?.body === undefined ? NO_CREDENTIAL : inFile(files, user, (body) => credentialOf(user.file, body))
  const { name, namespace, site = cluster.site } = context
  return { context: name, namespace, site, target: { ...target, credential } }
}

const NO_CREDENTIAL: KubeCredential = { kind: 'none' }

function incomplete(context: KubeconfigContext, what: string): IccError {
  return new IccError(
    'context-incomplete',
    `The context "${context.name}" needs ${what}, which the kubeconfig lacks.`,
    {
      hint: context.site === undefined ? 'choose another context: icc ctx' : `icc login --site ${context.site}`,
    },
  )
}

/** Reads an entry's body; a field of a wrong kind is an error of the file that holds it. */
function inFile<T>(files: LoadedFile[], { file, body }: PlacedEntry, read: (body: MapNode) => T): T {
  try {
    if (body === undefined) throw new Error('An entry without a body was to be read')
    return read(body)
  } catch (error) {
    if (!(error instanceof NotAKubeconfig)) throw error
    throw broken(file, files.find(({ path }) => path === file)?.model.tree.text ?? '', error)
  }
}

/** In client-go's order: a token makes it pass over the plugin, and a plugin over the rest. */
function credentialOf(file: string, body: MapNode): KubeCredential {
  const token = textOf(body, 'token') || fileContent(file, textOf(body, 'tokenFile'))?.trim()
  if (token) return { kind: 'token', token }
  const exec = lookUp(body, 'exec')
  if (exec?.kind === 'map') return { kind: 'exec', exec: execOf(file, exec) }
  const certificate = dataOrFile(file, body, 'client-certificate')
  const key = dataOrFile(file, body, 'client-key')
  if (certificate !== undefined && key !== undefined) return { kind: 'certificate', certificate, key }
  const username = textOf(body, 'username')
  if (username !== '') return { kind: 'basic', username, password: textOf(body, 'password') }
  const provider = authProviderOf(body)
  // Renewing it is kubectl's to do. If it is over, the API server says so.
  return provider?.name === 'oidc' && provider.idToken !== ''
    ? { kind: 'token', token: provider.idToken }
    : NO_CREDENTIAL
}

/**
 * The old way to have kubectl fetch a credential: of all its providers kubectl has kept `oidc` alone, which sends the ID
 * token that it finds here and renews it. Throws `NotAKubeconfig`.
 *
 * @see k8s.io/client-go plugin/pkg/client/auth
 */
export function authProviderOf(body: MapNode): { name: string; idToken: string } | undefined {
  const provider = lookUp(body, 'auth-provider')
  if (provider?.kind !== 'map') return undefined
  const config = lookUp(provider, 'config')
  return { name: textOf(provider, 'name'), idToken: config?.kind === 'map' ? textOf(config, 'id-token') : '' }
}

/** `exec` of a user that stands in a file. Throws `NotAKubeconfig`. */
export function execOf(file: string, exec: MapNode): KubeExec {
  return {
    apiVersion: textOf(exec, 'apiVersion'),
    command: resolveCommand(file, textOf(exec, 'command')),
    args: itemsOf(exec, 'args').map((node) => (node.kind === 'scalar' ? node.value : '')),
    env: itemsOf(exec, 'env').flatMap((node) =>
      node.kind === 'map' ? [{ name: textOf(node, 'name'), value: textOf(node, 'value') }] : [],
    ),
    provideClusterInfo: isTrue(exec, 'provideClusterInfo'),
  }
}

/** `<key>-data` in base64, else the content of the file that `<key>` names. */
function dataOrFile(file: string, body: MapNode, key: string): string | undefined {
  const data = textOf(body, `${key}-data`)
  return data === '' ? fileContent(file, textOf(body, key)) : Buffer.from(data, 'base64').toString('utf8')
}

function fileContent(kubeconfig: string, reference: string): string | undefined {
  if (reference === '') return undefined
  const path = resolveReference(kubeconfig, reference)
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new IccError('file-not-readable', `${path}, which ${kubeconfig} names, cannot be read.`, {
      hint: 'icc doctor',
      cause: error,
    })
  }
}
