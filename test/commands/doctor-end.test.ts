import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHome, type Home } from '../../playground/home.ts'
import type { Doctor } from '../../src/commands/doctor.ts'
import { kubectl } from '../../tools/kubectl.ts'
import { campusForTest } from '../support/campus.ts'
import { campusBehindProxyForTest } from '../support/connect-proxy-campus.ts'
import { connectProxyForTest } from '../support/connect-proxy.ts'
import { iccProcess, noTerminal, startIcc, startIccOnTerminal } from '../support/icc-process.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

// The program as people start it, against a campus with a real identity provider and with a real kubectl.

const kubectlPath = await kubectl()
const why = kubectlPath === undefined ? ' (skipped: there is no kubectl here)' : ''

async function look(home: Home, changes: Record<string, string | undefined> = {}) {
  const ran = await iccProcess(home, ['doctor', '-o', 'json'], changes)
  const { checks } = JSON.parse(ran.stdout) as Doctor
  return { ...ran, checks, of: (id: string) => checks.find((one) => one.id === id) }
}

test.skipIf(why).each(['icc', 'icc-short'] as const)(
  `after a sign-in as the client %s nothing is wrong${why}`,
  async (clientId) => {
    const campus = await campusForTest({ pollInterval: 1 })
    const home = await createHome(temporaryFolder(), campus, clientId)
    symlinkSync(kubectlPath ?? '', join(home.folder, 'bin', 'kubectl'))
    const login = startIcc(home, ['login'])
    const [, code = ''] = await login.prints(/Code {2}(\S+)/u)
    await campus.approve(code, 'infw001')
    expect(await login.done).toMatchObject({ exitCode: 0 })
    const asked = campus.requests.length
    const { checks, stderr, exitCode, of } = await look(home)
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(checks.filter(({ status }) => status === 'problem' || status === 'warning')).toEqual([])
    expect(of('token')?.message).toBe('the cluster takes you for infw001')
    expect(of('programs')?.status).toBe(clientId === 'icc' ? 'skipped' : 'ok')
    expect(of('kubectl')?.message).toMatch(/ for a cluster of 1\.\d+$/u)
    expect(campus.requests.slice(asked).map(({ path }) => path)).toEqual(['/.well-known/openid-configuration'])
  },
)

test('the way through a proxy is told, and so is a proxy that fails', async () => {
  const works = await connectProxyForTest()
  const user = await userOf(await campusBehindProxyForTest())
  const env = { HTTPS_PROXY: `http://somebody:a-password@${works.host}`, NO_PROXY: '' }
  expect(await iccProcess(user.home, ['login'], env)).toMatchObject({ exitCode: 0 })
  const through = await look(user.home, env)
  expect(through.of('proxy')).toMatchObject({ status: 'ok' })
  expect(through.of('proxy')?.message).toContain(`through ${works.host} (HTTPS_PROXY)`)
  expect(through.of('api')?.status).toBe('ok')
  const gone = await look(user.home, { ...env, HTTPS_PROXY: 'http://somebody:a-password@127.0.0.1:1' })
  expect(gone.of('api')).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('through the proxy 127.0.0.1:1 that HTTPS_PROXY names'),
    hint: expect.stringContaining('HTTPS_PROXY'),
  })
  const none = await look(user.home, { ...env, HTTPS_PROXY: 'socks5://127.0.0.1:1' })
  expect(none.of('proxy')).toMatchObject({ status: 'problem', message: expect.stringContaining('socks5') })
  for (const { stdout, stderr } of [through, gone, none]) expect(stdout + stderr).not.toContain('a-password')
})

test.skipIf(noTerminal)(
  `on a terminal what kubelogin left is shown, asked about and removed${noTerminal ? ` (skipped: ${noTerminal})` : ''}`,
  async () => {
    const user = await userOf(await scriptedIdpForTest())
    await user.icc(['login'])
    const before = readFileSync(user.home.kubeconfig, 'utf8')
    const server = /server: (\S+)/u.exec(before)?.[1] ?? ''
    const old = before
      .replace('clusters:\n', `clusters:\n- cluster: {server: "${server}"}\n  name: old\n`)
      .replace('contexts:\n', 'contexts:\n- context: {cluster: old, user: old}\n  name: old\n')
      .replace('users:\n', 'users:\n- name: old\n  user: {exec: {command: kubectl, args: [oidc-login, get-token]}}\n')
    writeFileSync(user.home.kubeconfig, old)
    const no = startIccOnTerminal(user.home, ['doctor', '--fix'])
    await no.prints(/Shall icc remove "old" and what only it used/u)
    no.type('n\r')
    expect((await no.done).stdout).toContain('Not done: remove "old"')
    expect(readFileSync(user.home.kubeconfig, 'utf8')).toBe(old)
    const yes = startIccOnTerminal(user.home, ['doctor', '--fix'])
    await yes.prints(/Shall icc remove "old"/u)
    yes.type('y\r')
    const { stdout, stderr } = await yes.done
    expect(stdout).toContain('Done: remove "old"')
    expect(stderr).toContain('-- name: old')
    expect(readFileSync(user.home.kubeconfig, 'utf8')).toBe(before)
  },
)
