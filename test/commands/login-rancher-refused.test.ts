import { expect, test } from 'vitest'
import { PASSWORD, type RancherOptions } from '../support/rancher.ts'
import { BY_KEY, BY_PASSWORD, rancherStudent } from '../support/rancher-student.ts'

/** The cluster behind Rancher does not take the token that Rancher made. */
const REFUSING: RancherOptions = {
  instead: (request, response) => {
    if (request.url?.startsWith('/k8s/clusters/') !== true) return false
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"kind":"Status","code":401}')
    return true
  },
}

test('a sign-in with name and password that the cluster refuses leaves no token behind', async () => {
  const { user, rancher, login } = await rancherStudent(REFUSING, null)
  const { stdout, stderr, exitCode } = await login(PASSWORD, BY_PASSWORD)
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 })
  expect(stderr).not.toContain('stays valid')
  expect(rancher.tokens()).toEqual([])
  expect(user.files()).toEqual({})
})

test('of an API key only the token that Rancher made for the kubeconfig is taken back: the key is the user’s', async () => {
  const { rancher, login } = await rancherStudent(REFUSING)
  const key = rancher.key()
  expect((await login(key, BY_KEY)).exitCode).toBe(4)
  expect(rancher.tokens()).toEqual([key])
})

test('what cannot be taken back is told: a token for one cluster cannot forget itself', async () => {
  const { rancher, login } = await rancherStudent(REFUSING)
  const { stderr, exitCode } = await login(PASSWORD, ['--username', 'infw001', '--password-stdin'])
  expect(exitCode).toBe(4)
  const [left = ''] = rancher.tokens()
  const [name = '', secret = ''] = left.split(':')
  expect(stderr).toContain(`warning: Rancher made the token ${name} for this sign-in, and it stays valid`)
  expect(stderr).toContain(`${rancher.url}/dashboard/account`)
  expect(stderr).not.toContain(secret)
})

test.each([
  ['a key', BY_KEY],
  ['name and password', BY_PASSWORD],
])('a rehearsal with %s leaves no token behind', async (_, how) => {
  const { rancher, login } = await rancherStudent({}, null)
  const kept = how === BY_KEY ? [rancher.key()] : []
  expect((await login(kept[0] ?? PASSWORD, [...how, '--dry-run'])).exitCode).toBe(0)
  expect(rancher.tokens()).toEqual(kept)
})
