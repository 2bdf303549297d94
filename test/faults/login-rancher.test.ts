import { writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as consumers from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { PASSWORD } from '../support/rancher.ts'
import { BY_KEY, BY_PASSWORD, rancherStudent, typing } from '../support/rancher-student.ts'
import { createFastClock } from '../support/scripted-idp-run.ts'
import { noteSecrets } from '../support/secret-watch.ts'
import { tlsServerForTest } from '../support/tls-server.ts'

const page = (response: ServerResponse): unknown =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Rancher</title>')

test.each<[string, (response: ServerResponse, elsewhere: string) => unknown, string, string]>([
  ['a web page instead of JSON', page, 'sign-in-service-invalid', 'a web page'],
  ['an empty answer', (response) => response.end(), 'sign-in-service-invalid', 'something else than JSON'],
  ['JSON without what was asked', (response) => response.end('{}'), 'sign-in-service-', 'Nothing was changed'],
  [
    'a 403',
    (response) => response.writeHead(403).end('{"message":"no \\u001b[2J access"}'),
    'sign-in-service-failed',
    'status 403: no  access',
  ],
  ['a 500', (response) => response.writeHead(500).end('oops'), 'sign-in-service-failed', 'status 500'],
  ['a 429', (response) => response.writeHead(429).end('{}'), 'sign-in-service-failed', 'status 429'],
  [
    'a redirect',
    (response, to) => response.writeHead(307, { location: to }).end(),
    'sign-in-service-invalid',
    'nothing followed',
  ],
  ['a dropped connection', (response) => response.destroy(), 'server-unreachable', 'Use the VPN.'],
])('%s ends the sign-in with its own error, nothing follows, nothing is written', async (_, fault, code, message) => {
  const elsewhere = await tlsServerForTest((_request, response) => response.end('{}'))
  const to = `https://127.0.0.1:${elsewhere.port}/`
  for (const [path, argv] of [
    ['?action=login', BY_PASSWORD],
    ['/v3/clusters', BY_KEY],
  ] as const) {
    const { user, rancher, login } = await rancherStudent(
      {
        instead(request, response) {
          if (!request.url?.endsWith(path)) return false
          request.resume()
          fault(response, to)
          return true
        },
      },
      argv === BY_KEY ? null : 'c-m-abcd1234',
    )
    const { stdout, stderr, exitCode } = await login(argv === BY_KEY ? rancher.key() : PASSWORD, [...argv])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')
    expect(error).toMatchObject({ code: expect.stringContaining(code), message: expect.stringContaining(message) })
    expect(elsewhere.authorizations).toEqual([])
    expect(user.files()).toEqual({})
  }
})

test('a certificate that nobody vouches for is refused before the password is sent', async () => {
  const { rancher, login, profile, path } = await rancherStudent()
  const { url, clusterId } = { ...profile.login.rancher, clusterId: 'c-m-abcd1234' }
  writeFileSync(path, stringify({ ...profile, login: { method: 'token', rancher: { url, clusterId } } }))
  expect(await login(PASSWORD, BY_PASSWORD)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('server-untrusted'),
  })
  expect(rancher.asked).toEqual([])
})

/** A kubeconfig that runs another program than Rancher's. */
const text = (server: string): string =>
  stringify({
    clusters: [{ name: 'x', cluster: { server } }],
    users: [
      {
        name: 'x',
        user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'rm', args: ['token'] } },
      },
    ],
    contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
    'current-context': 'x',
  })
test('a program in the kubeconfig that is not Rancher’s own is asked about as in any other', async () => {
  const { user, rancher, login } = await rancherStudent({
    instead(request, response) {
      if (!request.url?.endsWith('generateKubeconfig')) return false
      response.end(JSON.stringify({ config: text(`https://${request.headers.host}/k8s/clusters/c-m-abcd1234`) }))
      return true
    },
  })
  expect(await login(rancher.key(), BY_KEY)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('import-runs-program'),
  })
  expect(user.files()).toEqual({})
})

/** Answers one request by its path with a status and JSON, or with the text itself. */
const answering =
  (path: RegExp, status: number, body: (sent: string) => unknown) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    if (!path.test(request.url ?? '')) return false
    void consumers.text(request).then((sent) => response.writeHead(status).end(JSON.stringify(body(sent))))
    return true
  }

test('a token of another form stands in no address, which proxies and logs keep', async () => {
  const opaque = 'Zq7Opaque-0123456789abcdefghijklmnopq'
  noteSecrets({ id_token: opaque })
  const { rancher, login } = await rancherStudent({
    instead: answering(/generateKubeconfig$/u, 200, () => ({
      config: text(`${rancher.url}/k8s/clusters/c-m-abcd1234`).replace('command: rm', 'command: rancher'),
    })),
  })
  await login(opaque, BY_KEY)
  expect(rancher.asked.filter((line) => line.includes('Opaque'))).toEqual([])
  expect(rancher.asked).not.toEqual([])
})

test('an answer that repeats the password does not show it', async () => {
  const { login } = await rancherStudent({
    instead: answering(/action=login$/u, 422, (sent) => ({ message: `not with ${JSON.parse(sent).password}` })),
  })
  const { stderr, exitCode } = await login(PASSWORD, BY_PASSWORD)
  expect(exitCode).toBe(1)
  expect(stderr).toContain('status 422: not with [hidden]')
})

test('the token that a password gave is deleted at Rancher when the sign-in fails afterwards', async () => {
  const { user, rancher, login } = await rancherStudent({ clusters: {} }, null)
  const { exitCode, stderr } = await login(PASSWORD, BY_PASSWORD)
  expect(exitCode).toBe(1)
  expect(stderr).toContain('has no cluster for you')
  expect(rancher.tokens()).toEqual([])
  expect(user.files()).toEqual({})
})

test('a provider whose type is a word of JavaScript is none that icc knows', async () => {
  const { login } = await rancherStudent({ providers: ['constructor', 'toString'] })
  const { given, questions } = typing({ picks: [''], secrets: ['short'] })
  await login(undefined, [], given)
  expect(questions[0]?.choices?.map(({ label }) => label)).toEqual([
    'name and password: a local account of Rancher',
    'an API key, made in Rancher',
  ])
})

test.each([
  ['an API key', BY_KEY],
  ['a password', BY_PASSWORD],
])('where the token of %s is over by a clock that is wrong, that is told and nothing is written', async (_, argv) => {
  const { user, rancher, login } = await rancherStudent()
  const clock = { ...createFastClock(), now: () => Date.now() + 2 * 86_400_000 }
  const { exitCode, stderr } = await login(argv === BY_KEY ? rancher.key() : PASSWORD, argv, { clock })
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 4,
    stderr: expect.stringMatching(/"import-expired".*and by the clock of this computer it is \d{4}-/u),
  })
  expect(user.files()).toEqual({})
})

test('of thousands of clusters some are named', async () => {
  const clusters = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [`c-m-${index}`, `cluster ${index}`]),
  )
  const { rancher, login } = await rancherStudent({ clusters }, null)
  const { exitCode, stderr } = await login(rancher.key(), BY_KEY)
  expect(exitCode).toBe(2)
  expect(stderr).toContain('c-m-19 (cluster 19) and 4980 more. Nothing was changed.')
})
