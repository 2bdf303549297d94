import { homedir } from 'node:os'
import { join } from 'node:path'
import { findOnPath, isProgram } from '../../src/program-path.ts'
import { KUBERNETES } from './version.ts'

/** Absolute paths of the two programs that make a Kubernetes API. */
export type ClusterBinaries = { apiServer: string; etcd: string }

/** What was found, or what is missing and where it would come from, one sentence each. */
export type FoundBinaries = { found: ClusterBinaries } | { missing: string[] }

const BUILD = 'npm run cluster:build makes one where Go is installed'

/**
 * The programs that `ICC_KUBE_APISERVER` and `ICC_ETCD` name; else those in the folder `KUBEBUILDER_ASSETS`; else the
 * kube-apiserver of `npm run cluster:build`, and the etcd on `PATH`.
 */
export function findBinaries(env: NodeJS.ProcessEnv = process.env): FoundBinaries {
  const apiServer = find(env, 'ICC_KUBE_APISERVER', 'kube-apiserver', [builtApiServer(env)])
  const etcd = find(
    env,
    'ICC_ETCD',
    'etcd',
    [findOnPath({ env, platform: process.platform }, 'etcd') ?? ''].filter(Boolean),
  )
  const missing = [
    ...(apiServer.path === undefined ? [`There is no kube-apiserver (${apiServer.looked}): ${BUILD}.`] : []),
    ...(etcd.path === undefined
      ? [`There is no etcd (${etcd.looked}): install it, on Debian as etcd-server, or name one in ICC_ETCD.`]
      : []),
  ]
  if (apiServer.path === undefined || etcd.path === undefined) return { missing }
  return { found: { apiServer: apiServer.path, etcd: etcd.path } }
}

/** Where `npm run cluster:build` leaves what it builds: in the user's cache folder, as it outlives the checkout. */
export function builtApiServer(env: NodeJS.ProcessEnv): string {
  const caches = env['XDG_CACHE_HOME']
  const cache = caches === undefined || caches === '' ? join(homedir(), '.cache') : caches
  return join(cache, 'icc-cluster', `kube-apiserver-${KUBERNETES}-${process.platform}-${process.arch}`)
}

type Looked = { path: string | undefined; looked: string }

/** A path that was named is the only one looked at: another program than the one asked for would be a surprise. */
function find(env: NodeJS.ProcessEnv, variable: string, name: string, usual: readonly string[]): Looked {
  const [named, assets] = [env[variable], env['KUBEBUILDER_ASSETS']]
  if (named !== undefined && named !== '') return look([named], `${variable} is ${named}`)
  if (assets !== undefined && assets !== '') return look([join(assets, name)], `KUBEBUILDER_ASSETS is ${assets}`)
  return look(usual, name === 'etcd' ? 'not on PATH' : `not at ${usual.join(', ')}`)
}

function look(candidates: readonly string[], looked: string): Looked {
  return { path: candidates.find(isProgram), looked }
}
