import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PREFIX } from '../../playground/real-campus.ts'
import { iccProcess } from '../support/icc-process.ts'
import { describeOnCluster, runKubectl, signedIn } from './real-cluster.ts'

type Review = { status: { userInfo: { username: string; groups: string[] } } }

describeOnCluster('a session at a real API server', { idTokenSeconds: { 'icc-short': 15 } }, (campus) => {
  test('the token of a sign-in is accepted, from the kubeconfig alone', async () => {
    const home = await signedIn(campus())
    expect(readFileSync(home.kubeconfig, 'utf8')).toMatch(/token: "?eyJ/u)
    expect(await runKubectl(home, 'get', 'pods')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/w001/u),
    })
    expect((await runKubectl(home, 'auth', 'can-i', 'create', 'deployments')).stdout).toBe('yes\n')
    for (const forbidden of ['list namespaces', 'create daemonsets', 'create serviceaccounts', 'get nodes'])
      expect((await runKubectl(home, 'auth', 'can-i', ...forbidden.split(' '))).stdout).toBe('no\n')
  })

  test.each(['infw001', 'staff01'])('icc whoami says of %s what kubectl auth whoami says', async (username) => {
    const home = await signedIn(campus(), username)
    const asked = await runKubectl(home, 'auth', 'whoami', '-o', 'json')
    const { username: known, groups } = (JSON.parse(asked.stdout) as Review).status.userInfo
    const { stdout, exitCode } = await iccProcess(home, ['whoami', '-o', 'json'])
    expect(exitCode).toBe(0)
    const said = JSON.parse(stdout) as { username: string; groups: string[] }
    expect(known).toBe(PREFIX + username)
    expect(said.username).toBe(known)
    expect(said.groups.toSorted()).toEqual(groups.toSorted())
  })

  test('a student finds their namespaces without the right to list them', async () => {
    const home = await signedIn(campus())
    const current = async () =>
      (await runKubectl(home, 'config', 'view', '--minify', '-o', 'jsonpath={..namespace}')).stdout
    expect(await current()).toBe('w001-default')
    const { stdout, exitCode } = await iccProcess(home, ['ns', '--list'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('w001-default')
    expect(await iccProcess(home, ['ns', 'se2-magic-team'])).toMatchObject({ exitCode: 0 })
    expect(await current()).toBe('se2-magic-team')
    expect((await runKubectl(home, 'get', 'pods')).exitCode).toBe(0)
    expect(await iccProcess(home, ['ns', '-'])).toMatchObject({ exitCode: 0 })
    expect(await iccProcess(home, ['ns', 'w002-default'])).toMatchObject({ exitCode: 1 })
    expect(await current()).toBe('w001-default')
  })

  test('kubectl runs on through the end of short-lived tokens', { timeout: 120_000 }, async () => {
    const home = await signedIn(campus(), 'infw002', 'icc-short')
    expect(readFileSync(home.kubeconfig, 'utf8')).not.toContain('eyJ')
    const since = campus().requests.length
    const refreshes = () =>
      campus()
        .requests.slice(since)
        .filter(({ grantType }) => grantType === 'refresh_token').length
    const until = Date.now() + 90_000
    while (refreshes() < 2 && Date.now() < until)
      expect(await runKubectl(home, 'get', 'deployments')).toMatchObject({ exitCode: 0 })
    expect(refreshes()).toBeGreaterThan(1)
  })

  test('a sign-out leaves nobody signed in', async () => {
    const home = await signedIn(campus())
    const before = readFileSync(home.kubeconfig, 'utf8')
    expect(before).toContain('playground')
    expect(await iccProcess(home, ['logout'])).toMatchObject({ exitCode: 0 })
    expect((await runKubectl(home, 'auth', 'whoami')).exitCode).toBe(1)
    const server = ['--server', campus().apiServer, '--insecure-skip-tls-verify', '--token', 'none']
    const anonymous = await runKubectl(home, ...server, 'get', 'pods', '-n', 'w001-default')
    expect(anonymous.exitCode).toBe(1)
    expect(anonymous.stderr).toContain('must be logged in to the server')
  })

  test('what is left of a session after its end is refused with what to do', async () => {
    const home = await signedIn(campus(), 'staff01', 'icc-short')
    campus().disable('staff01')
    await expect
      .poll(async () => (await runKubectl(home, 'get', 'pods')).stderr, { timeout: 45_000 })
      .toContain('icc login')
  })
})
