import { chmodSync } from 'node:fs'
import { expect, test } from 'vitest'
import { kubectl } from '../../../tools/kubectl.ts'
import { kubeconfigOf, patient, putKubectl, putProgram, type Patient } from '../../commands/doctor-home.ts'
import { tlsServerForTest } from '../../support/tls-server.ts'

const kubectlPath = await kubectl()
const why = kubectlPath === undefined ? ' (skipped: there is no kubectl here)' : ''

/** A kubeconfig whose cluster says that it is of a version, to anybody. */
async function clusterOf(home: Patient, version: { minor: string; emulationMinor?: string }): Promise<void> {
  const server = await tlsServerForTest(
    (_, response) => void response.end(JSON.stringify({ major: '1', ...version })),
  )
  const ca = Buffer.from(server.ca).toString('base64')
  const text = kubeconfigOf(['a'], { server: `https://127.0.0.1:${server.port}` })
  home.put('.kube/config', text.replace('"server"', `"certificate-authority-data": "${ca}", "server"`))
}

test.each([
  ['1.35.1', { minor: '36+' }, 'ok', 'for a cluster of 1.36'],
  ['1.35.1', { minor: '34' }, 'ok', 'for a cluster of 1.34'],
  ['1.35.1', { minor: '37' }, 'warning', 'is 2 minor versions older than the cluster (1.37)'],
  ['1.35.1', { minor: '31' }, 'warning', 'is 4 minor versions newer than the cluster (1.31)'],
  ['1.35.1', { minor: '37', emulationMinor: '36' }, 'ok', 'for a cluster of 1.36'],
])('kubectl %s and a cluster of %o', async (own, there, status, told) => {
  const home = patient()
  putKubectl(home, own)
  await clusterOf(home, there)
  expect((await home.doctor()).of('kubectl')).toMatchObject({ status, message: expect.stringContaining(told) })
})

test('without kubectl it is said how to get one that fits', async () => {
  const home = patient()
  await clusterOf(home, { minor: '36' })
  const linux = (await home.doctor([], { platform: 'linux' })).of('kubectl')
  expect(linux).toMatchObject({ status: 'problem', hint: expect.stringContaining('release/stable-1.36.txt') })
  expect((await home.doctor([], { platform: 'darwin' })).of('kubectl')?.hint).toBe('brew install kubernetes-cli')
})

test('a kubectl that says no version is told, and one that may not be started is none', async () => {
  const home = patient()
  const path = putProgram(home, 'kubectl', 'no JSON')
  expect((await home.doctor()).of('kubectl')).toMatchObject({ status: 'warning' })
  chmodSync(path, 0o600)
  expect((await home.doctor()).wrong).toContain('kubectl')
})

test.skipIf(why)(`a real kubectl says its version${why}`, async () => {
  const home = patient()
  home.put('bin/kubectl', `#!/bin/sh\nexec '${kubectlPath ?? ''}' "$@"\n`, 0o755)
  const look = await home.doctor([], { env: { HOME: home.folder, PATH: home.file('bin') } })
  expect(look.of('kubectl')?.message).toMatch(/^1\.\d+\.\d+ \(.*kubectl\); the version of the cluster is not known$/u)
})

const exec = (command: string, args: string[] = [], more: object = {}) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args, ...more },
})

test('a program of the current context that is not there is a problem, with its own word on how to get it', async () => {
  const home = patient()
  home.put(
    '.kube/config',
    kubeconfigOf(['a'], { user: exec('campus-login', [], { installHint: 'apt install it\nmore' }) }),
  )
  expect((await home.doctor()).of('programs')).toEqual({
    id: 'programs',
    status: 'problem',
    message: 'campus-login, which kubectl starts for the user "a", is not there',
    hint: 'apt install it',
  })
  putProgram(home, 'campus-login')
  const look = await home.doctor()
  expect(look.of('programs')).toMatchObject({ status: 'ok', message: 'campus-login found' })
  expect(look.of('token')).toMatchObject({ status: 'skipped' })
})

test("icc's own entry names a file that is gone", async () => {
  const home = patient()
  const marked = exec('/opt/old/icc', ['token', '--site', 'haw-icc'], {})
  const user = { ...marked, extensions: [{ name: 'icc', extension: { site: 'haw-icc' } }] }
  home.put('.kube/config', kubeconfigOf(['a'], { user }))
  expect((await home.doctor()).of('programs')).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('/opt/old/icc'),
    hint: 'icc login --site haw-icc (writes the new place)',
  })
  const script = { ...user, ...exec(process.execPath, ['/gone/bin/icc.ts', 'token', '--site', 'haw-icc']) }
  home.put('.kube/config', kubeconfigOf(['a'], { user: script }))
  expect((await home.doctor()).of('programs')?.message).toContain('/gone/bin/icc.ts')
})
