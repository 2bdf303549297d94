import { mkdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sessionAt } from '../../support/session.ts'
import { kubeconfigOf, patient, type Patient } from '../../commands/doctor-home.ts'

/** Somebody whose name is in the home folder, the session, the namespace and the names of contexts. */
function somebody(): { home: Patient; env: Record<string, string> } {
  const home = patient()
  const folder = home.file('home/infw001')
  mkdirSync(folder, { recursive: true })
  const env = { HOME: folder, PATH: '', USER: 'infw001', HTTPS_PROXY: 'http://infw001:a-password@proxy.example:3128' }
  home.put(
    'home/infw001/.kube/config',
    kubeconfigOf(['infw001@haw', 'minikube'], { user: { token: 'a-secret-token' } }),
  )
  const session = sessionAt('haw-icc', {
    username: 'infw001',
    personalNamespace: 'w001-default',
    method: 'kubeconfig',
  })
  home.put('home/infw001/.local/state/icc/sessions/haw-icc.json', JSON.stringify(session))
  return { home, env }
}

test('the report has what a help desk asks for, and neither secrets nor names', async () => {
  const { home, env } = somebody()
  const { stdout, stderr } = await home.icc(['doctor', '--report'], { env })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^icc doctor, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n\nversion +icc \d/u)
  expect(stdout).toMatch(/^system +\S+ \S+, \w+$/mu)
  expect(stdout).toMatch(/^contexts +NAME@haw and minikube$/mu)
  expect(stdout).toMatch(/^files +~\/\.kube\/config$/mu)
  expect(stdout).toMatch(
    /^sessions +haw-icc: kubeconfig, inline, 2030-01-01T09:00:00\.000Z to 2040-\S+, refresh token: none$/mu,
  )
  expect(stdout).toMatch(/^variables +HTTPS_PROXY$/mu)
  expect(stdout).toMatch(/^problem +kubectl +there is none on PATH$/mu)
  for (const never of ['infw001', 'w001-default', 'a-secret-token', 'a-password', home.folder])
    expect(stdout).not.toContain(never)
})

test('--with-name leaves the name in, and still no secret', async () => {
  const { home, env } = somebody()
  const { stdout } = await home.icc(['doctor', '--report', '--with-name'], { env })
  expect(stdout).toMatch(/^contexts +infw001@haw and minikube$/mu)
  for (const never of ['a-secret-token', 'a-password', home.folder]) expect(stdout).not.toContain(never)
})

test('in JSON the report is one text', async () => {
  const { home, env } = somebody()
  const { stdout, exitCode } = await home.icc(['doctor', '--report', '-o', 'json'], { env })
  expect(exitCode).toBe(1)
  expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['report'])
})

test('a name is taken out as a word, not out of words', async () => {
  const { home, env } = somebody()
  const { stdout } = await home.icc(['doctor', '--report'], { env: { ...env, USER: 'kube' } })
  expect(stdout).toContain('kubeconfig-files')
  expect(stdout).toMatch(/^files +~\/\.NAME\/config$/mu)
})

test('a report is made also where nothing can be read', async () => {
  const home = patient()
  home.put('.kube/config', 'users: [')
  const { stdout } = await home.icc(['doctor', '--report'])
  expect(stdout).toMatch(/^contexts +not readable$/mu)
  expect((await home.icc(['doctor', '--report'], { env: { PATH: '' } })).stdout).toMatch(/^files +not readable$/mu)
})
