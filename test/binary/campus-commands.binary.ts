import { get } from 'node:http'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Campus } from '../../playground/campus.ts'
import type { Doctor } from '../../src/commands/doctor.ts'
import { kubectl } from '../../tools/kubectl.ts'
import { campusForTest } from '../support/campus.ts'
import { temporaryFolder, type Ran } from '../support/run-icc.ts'
import { executable, memberOf, ran, run, signedIn, start, type Place } from './executable.ts'

const kubectlPath = await kubectl()
const why = kubectlPath === undefined ? ' (skipped: there is no kubectl here)' : ''

test.skipIf(why)(`after a sign-in the doctor finds nothing wrong${why}`, async () => {
  const bin = temporaryFolder()
  symlinkSync(kubectlPath ?? '', join(bin, 'kubectl'))
  const { place } = await signedIn('icc', (env) => ({ env: { ...env, PATH: bin } }))
  const { stdout, stderr, exitCode } = await run(['doctor', '-o', 'json'], place)
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  const { site, checks } = JSON.parse(stdout) as Doctor
  expect(site).toBe('playground')
  expect(checks.filter(({ status }) => status === 'problem' || status === 'warning')).toEqual([])
  expect(checks.find(({ id }) => id === 'token')?.message).toBe('the cluster takes you for infw001')
  const report = await run(['doctor', '--report'], place)
  expect(report).toMatchObject({ exitCode: 0, stderr: '' })
  expect(report.stdout).not.toContain('infw001')
})

test('signs in by a browser of this computer, which ends on a page that says so', async () => {
  const campus = await campusForTest()
  const { env } = await memberOf(campus)
  const { login, page } = await signInByBrowser(campus, { env })
  expect(login).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Signed in as infw001 /u) })
  expect(page).toContain('You can close this tab')
  expect(campus.requests.map(({ grantType }) => grantType).filter(Boolean)).toEqual(['authorization_code'])
  const whoami = await run(['whoami', '-o', 'json'], { env })
  expect(JSON.parse(whoami.stdout)).toMatchObject({ username: 'infw001', source: 'server' })
})

/** Somebody opens the address that icc shows, and agrees. */
async function signInByBrowser(campus: Campus, place: Place): Promise<{ login: Ran; page: string }> {
  const child = start(executable, ['login', '--method', 'browser'], place)
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = ran(child)
  const address = await new Promise<string>((resolve, reject) => {
    let shown = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      shown += bytes.toString()
      const [, url] = /^ {2}Open {2}(https:\S+)\n/mu.exec(shown) ?? []
      if (url !== undefined) resolve(url)
    })
    child.once('close', () => reject(new Error(`It ended without an address: ${shown}`)))
  })
  const page = await pageAt(await campus.authorize(address, 'infw001'))
  return { login: await ended, page }
}

function pageAt(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(address, { agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.once('end', () => resolve(body)).once('error', reject)
    }).once('error', reject)
  })
}
