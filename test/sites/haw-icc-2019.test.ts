import { expect, test } from 'vitest'
import { createClient } from '../playground/campus-client.ts'
import { dayAt, expectTaken, serious, withoutKubectl, type Day } from '../support/campus-day.ts'
import { ldapServiceForTest, PASSWORD, token } from '../support/ldap-service.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'

// A day at HAW Hamburg as its wiki of 2019 tells it: a password for the campus's own service, a namespace for each
// project of GitLab, one taint for all GPUs.

const UNPUBLISHED = { username: 'infw001', namespaces: ['infw001', 'se2-magic-team'] }

async function signedIn(): Promise<Day> {
  const day = await dayAt('haw-icc', UNPUBLISHED, {
    generation: '2019',
    async own(campus) {
      const tokens = await createClient(campus).signIn('infw001')
      const { url, ca } = await ldapServiceForTest(token(String(tokens['id_token'])))
      return { login: { method: 'ldap-basic', sessionHours: 12, ldapBasic: { url, ca } } }
    },
  })
  const argv = ['login', '--username', 'infw001', '--password-stdin']
  const { stdout } = await day.icc(argv, { input: `${PASSWORD}\n` })
  expect(stdout).toMatch(/^Signed in as infw001 at haw-icc until /u)
  return day
}

test('a password signs in; projects of GitLab are namespaces; the sign-out leaves no trace', async () => {
  const day = await signedIn()
  expect(await day.json('whoami')).toMatchObject({ username: 'infw001', namespace: 'infw001', source: 'server' })
  expect(await day.json('ns', 'se2/magic_team')).toMatchObject({ namespace: 'se2-magic-team', previous: 'infw001' })
  await day.icc(['ns', '-'])
  day.write('.git/config', '[remote "origin"]\n\turl = git@gitlab.informatik.haw-hamburg.de:se2/Magic_Team.git\n')
  expect(await day.json('ns', '.')).toMatchObject({ namespace: 'se2-magic-team', previous: 'infw001' })
  const other = await day.tryIcc(['ns', 'se2/other-team'])
  expect(other).toMatchObject({ exitCode: 1, stdout: '' })
  expect(other.stderr).toContain('se2-other-team')
  await day.icc(['logout'])
  expect(day.kubeconfig()).toBe(OTHERS)
})

test(`what scaffold writes is what the campus took${withoutKubectl}`, async () => {
  const day = await signedIn()
  const image = ['--image', 'nginxinc/nginx-unprivileged:1.29']
  await day.scaffold('deployment', 'shop', ...image)
  const argv = [
    'scaffold',
    'ingress',
    'shop',
    '--host',
    'shop.informatik.haw-hamburg.de',
    '--tls',
    '--out',
    'ingress.yaml',
  ]
  const { stderr } = await day.icc(argv)
  expect(stderr).toContain('leads nowhere before')
  expect(day.read('ingress.yaml')).toMatch(/kubernetes.io\/tls-acme: ["']true["']/u)
  const { PersistentVolumeClaim } = await day.scaffold('pvc', 'data')
  expect(PersistentVolumeClaim).toMatchObject({
    spec: { storageClassName: 'standard', accessModes: ['ReadWriteOnce'] },
  })
  const { Job } = await day.scaffold('gpu-job', 'train', '--image', 'pytorch/pytorch:2.9.0')
  expect(Job).toMatchObject({
    spec: { template: { spec: { tolerations: [{ key: 'gpu', operator: 'Equal', value: 'true' }] } } },
  })
  await day.scaffold('statefulset', 'db', '--image', 'postgres:18.1', '--env-secret', 'db')
  await day.scaffold('cronjob', 'report', '--image', 'busybox:1.37', '--command', 'date')
  await expectTaken(day)
})

test('the toleration of the wiki is the right one here', async () => {
  const day = await signedIn()
  const left = await day.mend('old', ['icc-tensorflow-deployment.yaml'], 'resources-missing')
  expect(serious(left)).toEqual([])
  expect(day.read('old/icc-tensorflow-deployment.yaml')).toContain('value: "true"')
})
