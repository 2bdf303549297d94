import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AccessRequest, Kube } from '../../src/context.ts'
import { IccError } from '../../src/errors.ts'
import { runIcc, temporaryFolder, type Given } from '../support/run-icc.ts'

/** A cluster by what it answers; `asked` collects the questions in order. */
export type Cluster = {
  /** The namespaces there are. */
  names?: string[]
  /** Those that the user may see one by one; all if not given. */
  visible?: string[]
  /** The `gitlab-origin` labels of namespaces, where they can be read. */
  origins?: Record<string, string>
  /** Whether the user may list them. */
  listable?: boolean
  /** What the user may do: `verb namespace`. */
  allowed?: string[]
  /** Thrown instead of every answer. */
  failure?: Error
  asked: string[]
}

/** The Kube port over such a cluster. */
export function kubeOf(cluster: Cluster): () => Promise<Kube> {
  const answer = async <T>(question: string, value: () => T): Promise<T> => {
    cluster.asked.push(question)
    if (cluster.failure) throw cluster.failure
    return value()
  }
  return async () => ({
    whoAmI: unexpected,
    rules: unexpected,
    version: unexpected,
    resources: unexpected,
    read: async ({ resource, name }) => {
      if (resource.plural !== 'namespaces') return unexpected()
      const origin = cluster.origins?.[name]
      return origin === undefined ? 'forbidden' : { metadata: { name, labels: { 'gitlab-origin': origin } } }
    },
    list: unexpected,
    metadata: unexpected,
    descriptions: unexpected,
    description: unexpected,
    apply: unexpected,
    dryRun: unexpected,
    canI: ({ verb, namespace, group, resource }: AccessRequest) =>
      answer(`may ${verb} ${resource}${group} in ${namespace}`, () =>
        (cluster.allowed ?? []).includes(`${verb} ${namespace}`),
      ),
    getNamespace: (name) =>
      answer(`get ${name}`, () => {
        if (cluster.visible && !cluster.visible.includes(name)) return 'forbidden' as const
        return (cluster.names ?? []).includes(name) ? ('found' as const) : ('missing' as const)
      }),
    listNamespaces: () => answer('list', () => (cluster.listable ? (cluster.names ?? []) : ('forbidden' as const))),
  })
}

function unexpected(): Promise<never> {
  return Promise.reject(new Error('this test expects no such question'))
}

/** What the adapter throws where no answer comes. */
export const unreachable = (): IccError =>
  new IccError('api-unreachable', 'The cluster (api.campus.example) could not be reached.', {
    hint: 'check your VPN',
  })

export type HomeOptions = Given & {
  /** The namespace of the context `campus`; undefined: none. */
  namespace?: string | undefined
  /** The site that `campus` is marked with. */
  site?: string
  cluster?: Omit<Cluster, 'asked'>
}

/** A home folder with the contexts `campus` (current) and `other`, and a cluster that is asked about both. */
export function namespacesHome({ namespace, site, cluster = {}, ...given }: HomeOptions = {}) {
  const home = temporaryFolder()
  const file = join(home, '.kube', 'config')
  const state = join(home, '.local', 'state', 'icc')
  const asked: string[] = []
  mkdirSync(join(home, '.kube'))
  writeFileSync(file, kubeconfig(namespace, site), { mode: 0o600 })
  const text = () => readFileSync(file, 'utf8')
  return {
    home,
    file,
    state,
    asked,
    text,
    icc: (...args: string[]) => runIcc(['ns', ...args], { home, kube: kubeOf({ ...cluster, asked }), ...given }),
    /** The same home, but the cluster now answers otherwise. */
    iccWith: (other: Omit<Cluster, 'asked'>, ...args: string[]) =>
      runIcc(['ns', ...args], { home, kube: kubeOf({ ...other, asked }), ...given }),
    /** The namespace that the kubeconfig sets for a context. */
    namespaceOf: (context: string) =>
      new RegExp(
        `cluster: ${context}\\n(?: +extensions:[^]*?)?(?: +namespace: (\\S+)\\n)? +user: ${context}`,
        'u',
      ).exec(text())?.[1],
    memories: () => readdirSync(join(state, 'namespaces')).map((name) => join(state, 'namespaces', name)),
    write: (name: string, content: string) => {
      mkdirSync(join(home, name, '..'), { recursive: true })
      writeFileSync(join(home, name), content)
    },
  }
}

function kubeconfig(namespace: string | undefined, site: string | undefined): string {
  const mark = site === undefined ? '' : `    extensions:\n    - extension:\n        site: ${site}\n      name: icc\n`
  return `apiVersion: v1
kind: Config
current-context: campus
clusters:
- cluster:
    server: https://api.campus.example
  name: campus
- cluster:
    server: https://api.other.example
  name: other
contexts:
- context:
    cluster: campus
${mark}${namespace === undefined ? '' : `    namespace: ${namespace}\n`}    user: campus
  name: campus
- context:
    cluster: other
    user: other
  name: other
users:
- name: campus
  user:
    token: not-a-real-token
- name: other
  user:
    token: not-a-real-token
`
}
