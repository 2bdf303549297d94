import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { ClusterBinaries } from '../tools/cluster/binaries.ts'
import { apiServerArguments, etcdArguments, type Addresses } from './real-files.ts'
import type { Guarded } from './real-guard.ts'

/** A running etcd and kube-apiserver. */
export type RealServers = {
  /** `https://127.0.0.1:PORT` */
  url: string
  /** Where etcd listens, with the certificate in the folder as its key. */
  etcd: string
  /** What the API server wrote to its log so far. */
  log(): string
  /** Throws if one of the programs ended. */
  check(): void
  /** Ends both at once and removes their folder. */
  close(): Promise<void>
}

const GUARD = join(import.meta.dirname, 'real-guard.ts')

/**
 * Starts both programs on loopback, on ports that are free now, with what `writeClusterFiles` left in the folder. They end,
 * and the folder goes, with this process, however that ends. They are not ready yet.
 */
export async function startServers(folder: string, binaries: ClusterBinaries): Promise<RealServers> {
  const [apiPort = 0, etcdPort = 0, etcdPeerPort = 0] = await freePorts(3)
  const ports: Addresses = { apiPort, etcdPort, etcdPeerPort }
  const log = join(folder, 'kube-apiserver.log')
  const guarded: Guarded = {
    folder,
    programs: [
      { path: binaries.etcd, args: etcdArguments(folder, ports), log: join(folder, 'etcd.log') },
      { path: binaries.apiServer, args: apiServerArguments(folder, ports), log },
    ],
  }
  const guard = spawn(process.execPath, [GUARD], { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const told: string[] = []
  guard.stdout.setEncoding('utf8').on('data', (text: string) => told.push(text))
  // A guard that is gone is told by check().
  guard.stdin.on('error', () => undefined)
  const closed = once(guard, 'close')
  guard.stdin.write(`${JSON.stringify(guarded)}\n`)
  return {
    url: `https://127.0.0.1:${apiPort}`,
    etcd: `https://127.0.0.1:${etcdPort}`,
    log: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    check() {
      if (guard.exitCode === null && guard.signalCode === null && told.length === 0) return
      const logs = guarded.programs.map((program) => lastLines(program.log)).join('\n')
      throw new Error(`The cluster ended. ${told.join('')}\n${logs}`)
    },
    async close() {
      guard.stdin.end()
      await closed
    },
  }
}

function lastLines(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-15).join('\n') : ''
}

/** Ports that nobody listens on, all different. Another program may take one before it is used. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
