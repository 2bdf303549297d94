import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ClusterBinaries } from '../tools/cluster/binaries.ts'
import { textAt } from '../src/features/manifests/json.ts'
import { startIdentity, type Campus, type CampusOptions } from './campus.ts'
import { createCertificateAuthority } from './certificates.ts'
import { extraNames } from './kubernetes-contents.ts'
import { createApiClient, type ApiClient } from './real-client.ts'
import { fillCluster } from './real-contents.ts'
import { writeClusterFiles } from './real-files.ts'
import { storeNamespaces } from './real-store.ts'
import { startServers, type RealServers } from './real-servers.ts'

/** A campus whose Kubernetes API is a real kube-apiserver with an etcd. Nothing schedules or runs pods there. */
export type RealCampus = Omit<Campus, 'apiRequests'> & {
  /** Of the kube-apiserver: `1.36.4`, or `1.36` where its build knows no more. */
  version: string
  /** Its operators, who may do everything. */
  operators: ApiClient
}

/** What stands before the names of users and groups that come from the identity provider. */
export const PREFIX = 'oidc:'

const READY_WITHIN = 120_000

/** Starts a campus on real programs; it lives until it is closed, or until this process ends in any way. */
export async function startRealCampus(binaries: ClusterBinaries, options: CampusOptions = {}): Promise<RealCampus> {
  const authority = await createCertificateAuthority()
  const { close: closeIdentity, ...identity } = await startIdentity(authority, options)
  const folder = mkdtempSync(join(tmpdir(), 'icc-cluster-'))
  const adminToken = randomBytes(32).toString('base64url')
  const audiences = options.audiences ?? ['icc', 'icc-short']
  const trust = { issuer: identity.issuer, audiences, ca: authority.ca, prefix: PREFIX }
  await writeClusterFiles(folder, authority, trust, adminToken)
  const servers = await startServers(folder, binaries)
  const operators = createApiClient(servers.url, { ca: authority.ca }, adminToken)
  const close = async (): Promise<void> => {
    operators.close()
    await Promise.all([servers.close(), closeIdentity()])
  }
  try {
    await untilReady(servers, operators)
    await fillCluster(operators, PREFIX)
    await storeNamespaces(folder, servers.etcd, extraNames(options.extraNamespaces ?? 0))
    const version = await versionOf(operators)
    await untilReady(servers, operators, () =>
      identity.requests.some(({ path }) => path.endsWith('/openid-configuration')),
    )
    return { ...identity, apiServer: servers.url, ca: authority.ca, version, operators, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The API server reads the identity provider's configuration on its own, after it says that it is ready. */
async function untilReady(servers: RealServers, api: ApiClient, also = (): boolean => true): Promise<void> {
  const until = Date.now() + READY_WITHIN
  for (;;) {
    servers.check()
    if (also() && (await isReady(api))) return
    if (Date.now() > until) throw new Error(`The cluster is not ready after 120 s:\n${servers.log().slice(-3000)}`)
    await pause(50)
  }
}

/** A build that nobody told its version still knows the minor one. */
async function versionOf(api: ApiClient): Promise<string> {
  const said = await api.must('GET', '/version')
  const full = /^v(\d+\.\d+\.\d+)$/u.exec(textAt(said, 'gitVersion') ?? '')?.[1]
  return full ?? `${textAt(said, 'major')}.${textAt(said, 'minor')}`
}

async function isReady(api: ApiClient): Promise<boolean> {
  try {
    return (await api.send('GET', '/readyz')).status === 200
  } catch {
    // It does not listen yet, or just stopped: servers.check() tells the second.
    return false
  }
}
