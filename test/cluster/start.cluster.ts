import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'
import { binaries, skipped } from './real-cluster.ts'

const START = join(import.meta.dirname, '../../playground/start.ts')

async function start(changes: Record<string, string>) {
  const child = spawn(process.execPath, [START, '--real'], {
    env: { ...process.env, HOME: temporaryFolder(), ...changes },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [said, told, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { said, told, exitCode: exitCode as number | null }
}

/** By their paths: what was built is in the cache folder of another home. */
const named: Record<string, string> =
  'found' in binaries ? { ICC_KUBE_APISERVER: binaries.found.apiServer, ICC_ETCD: binaries.found.etcd } : {}

describe('npm start -- --real', () => {
  test.skipIf(skipped)(`does the main job at a real Kubernetes API and leaves nothing behind${skipped}`, async () => {
    const temporary = temporaryFolder()
    const { said, told, exitCode } = await start({ TMPDIR: temporary, ...named })
    expect({ exitCode, told }).toMatchObject({ exitCode: 0 })
    expect(said).toMatch(/a real Kubernetes API \(1\.\d+/u)
    for (const line of ['Signed in as infw001', 'oidc:infw001', 'se2-magic-team', '$ kubectl get pods'])
      expect(said).toContain(line)
    expect(readdirSync(temporary)).toEqual([])
  })

  test('says what is missing where the programs are not there', async () => {
    const { said, told, exitCode } = await start({
      ICC_KUBE_APISERVER: '/nowhere/kube-apiserver',
      ICC_ETCD: '/nowhere/etcd',
    })
    expect({ said, exitCode }).toEqual({ said: '', exitCode: 1 })
    expect(told).toContain('There is no kube-apiserver (ICC_KUBE_APISERVER is /nowhere/kube-apiserver)')
    expect(told).toContain('There is no etcd (ICC_ETCD is /nowhere/etcd)')
  })
})
