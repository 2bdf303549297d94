import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { Campus, CampusOptions, ClientId } from '../playground/campus.ts'
import { createHome, type Home } from '../playground/home.ts'
import { kubectl } from '../tools/kubectl.ts'
import { campusForTest } from './support/campus.ts'
import { iccProcess, startIcc } from './support/icc-process.ts'
import { temporaryFolder, type Ran } from './support/run-icc.ts'

const kubectlPath = await kubectl()
const why = kubectlPath === undefined ? ' (skipped: there is no kubectl here)' : ''

/** A person signed in at a campus by the real program, with a shell in which kubectl finds what it wrote. */
async function signedIn(clientId: ClientId, options: CampusOptions = {}): Promise<{ campus: Campus; home: Home }> {
  const campus = await campusForTest({ pollInterval: 1, ...options })
  const home = await createHome(temporaryFolder(), campus, clientId)
  const login = startIcc(home, ['login'])
  const [, code = ''] = await login.prints(/Code {2}(\S+)/u)
  await campus.approve(code, 'infw001')
  expect(await login.done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('w001-default') })
  return { campus, home }
}

function runKubectl(home: Home, ...args: string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: home.folder, ...home.env }
  return new Promise((resolve) => {
    const child = execFile(kubectlPath ?? '', args, { env }, (_, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: child.exitCode ?? 1 }),
    )
  })
}

test.skipIf(why)(`kubectl works with what a sign-in wrote, and no longer after the sign-out${why}`, async () => {
  const { home } = await signedIn('icc')
  expect(await runKubectl(home, 'auth', 'whoami', '-o', 'json')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('"username": "infw001"'),
  })
  expect((await runKubectl(home, 'get', 'pods')).stdout).toMatch(/^NAME +READY +STATUS/u)
  expect((await runKubectl(home, 'auth', 'can-i', 'list', 'pods')).stdout).toBe('yes\n')
  expect((await runKubectl(home, 'auth', 'can-i', 'list', 'namespaces')).stdout).toBe('no\n')
  expect(await iccProcess(home, ['ns', 'se2-magic-team'])).toMatchObject({ exitCode: 0 })
  expect((await runKubectl(home, 'config', 'view', '--minify', '-o', 'jsonpath={..namespace}')).stdout).toBe(
    'se2-magic-team',
  )
  expect((await runKubectl(home, 'get', 'pods')).exitCode).toBe(0)
  expect(await iccProcess(home, ['logout'])).toMatchObject({ exitCode: 0 })
  expect((await runKubectl(home, 'get', 'pods')).exitCode).toBe(1)
})

test.skipIf(why)(
  `kubectl runs on through the end of short-lived tokens${why}`,
  async () => {
    const { campus, home } = await signedIn('icc-short', { idTokenSeconds: { 'icc-short': 15 } })
    expect(readFileSync(home.kubeconfig, 'utf8')).not.toContain('eyJ')
    const refreshes = () => campus.requests.filter(({ grantType }) => grantType === 'refresh_token').length
    // A token is handed out until a tenth before its end: that must be more than a kubectl on a busy machine needs.
    const until = Date.now() + 45_000
    while (refreshes() < 2 && Date.now() < until)
      expect(await runKubectl(home, 'get', 'pods')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(refreshes()).toBeGreaterThan(1)
  },
  90_000,
)

test.skipIf(why)(`kubectl passes on what to do when the session is over${why}`, async () => {
  const { campus, home } = await signedIn('icc-short', { idTokenSeconds: { 'icc-short': 4 } })
  campus.disable('infw001')
  await expect
    .poll(async () => (await runKubectl(home, 'get', 'pods')).stderr, { timeout: 15_000 })
    .toContain('icc login')
})

test('npm start without a terminal does the main job, ends with 0 and leaves nothing behind', async () => {
  const home = temporaryFolder()
  const temporary = temporaryFolder()
  const start = join(dirname(import.meta.dirname), 'playground', 'start.ts')
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary }
  const child = spawn(process.execPath, [start], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [said, told, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  expect({ exitCode, told }).toMatchObject({ exitCode: 0 })
  for (const line of [
    '$ icc login',
    'Signed in as infw001',
    '$ icc whoami',
    '$ icc ns',
    'se2-magic-team',
    '$ icc ns -',
  ]) {
    expect(said).toContain(line)
  }
  expect(said).toMatch(
    kubectlPath === undefined ? /kubectl is not on this machine/u : /\$ kubectl get pods\nNAME +READY/u,
  )
  expect(told).toContain('Code')
  expect(said + told).not.toContain('eyJ')
  expect(existsSync(home) ? readdirSync(home) : []).toEqual([])
  expect(readdirSync(temporary)).toEqual([])
})
