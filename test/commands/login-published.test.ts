import { readFileSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { createHttp } from '../../src/adapters/http-port.ts'
import { createTestContext, type Ran } from '../support/run-icc.ts'
import { scriptedIdpForTest, type ScriptedIdp } from '../support/scripted-idp.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'
import { tlsServerForTest } from '../support/tls-server.ts'

// A site whose kubeconfig everybody can fetch: it holds no secret, but the client id and the cluster's certificate.

function publishedBy({ issuer, apiServer, ca }: ScriptedIdp, args?: readonly string[]): string {
  const authority = Buffer.from(ca).toString('base64')
  const usual = ['oidc-login', 'get-token', `--oidc-issuer-url=${issuer}`, '--oidc-client-id', 'icc']
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command: '/nowhere/kubectl',
    args: args ?? usual,
  }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'open',
    clusters: [{ name: 'open', cluster: { server: apiServer, 'certificate-authority-data': authority } }],
    contexts: [{ name: 'open', context: { cluster: 'open', user: 'oidc' } }],
    users: [{ name: 'oidc', user: { exec } }],
  })
}

type Visitor = { user: User; login: () => Promise<Ran>; asked: string[] }

/** Somebody at a site of which the profile says where its kubeconfig is; `/config` leads to `answer`. */
async function visitor(
  answer: (idp: ScriptedIdp, response: ServerResponse, path: string) => void,
  profile: object = {},
  client: object = {},
): Promise<Visitor> {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const asked: string[] = []
  const { port, ca } = await tlsServerForTest((request, response) => {
    asked.push(request.url ?? '')
    answer(idp, response, request.url ?? '')
  })
  const login = {
    method: 'device',
    kubeconfigUrl: `https://127.0.0.1:${port}/config`,
    oidc: { issuer: idp.issuer, ca: idp.ca, usernameClaim: 'preferred_username', ...client },
  }
  const file = join(user.home.folder, 'config', 'sites', 'open.yaml')
  writeFileSync(file, stringify({ id: 'open', title: 'An open cloud', login, ...profile }))
  const http = createHttp(createTestContext())
  const given = {
    http: async () => ({ send: (question: Parameters<typeof http.send>[0]) => http.send({ ...question, ca }) }),
  }
  return { user, asked, login: () => user.icc(['login', '--site', 'open'], given) }
}

test('what the profile leaves out is read from the kubeconfig that the site publishes', async () => {
  const { user, asked, login } = await visitor((idp, response, path) => {
    if (path === '/config') response.writeHead(302, { location: '/files/config' }).end()
    else response.end(publishedBy(idp))
  })
  expect(await login()).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Signed in as infw001 at open /u),
  })
  expect(asked).toEqual(['/config', '/files/config'])
  const written = readFileSync(user.home.kubeconfig, 'utf8')
  // Its program is neither run nor written.
  expect(written).not.toContain('/nowhere/kubectl')
  const { clusters } = parse(written) as { clusters: { cluster: Record<string, string> }[] }
  expect(clusters[0]?.cluster).toHaveProperty('certificate-authority-data')
})

test('where the profile does not say which claim is the name, the cluster says it', async () => {
  const { user, login } = await visitor(
    (idp, response) => void response.end(publishedBy(idp)),
    {},
    { usernameClaim: undefined },
  )
  const { stdout } = await login()
  expect(stdout).toMatch(/^Signed in as infw001 at open /u)
  expect((await user.icc(['status', '-o', 'json'])).stdout).toContain('"infw001"')
})

test('a profile that says everything has nothing fetched', async () => {
  const idp = await scriptedIdpForTest()
  const { asked, login } = await visitor((_, response) => void response.writeHead(500).end(), {
    login: {
      method: 'device',
      kubeconfigUrl: 'https://127.0.0.1:1/config',
      oidc: { issuer: idp.issuer, clientId: 'icc', ca: idp.ca, usernameClaim: 'preferred_username' },
    },
    api: { server: idp.apiServer, ca: idp.ca },
  })
  expect(await login()).toMatchObject({ exitCode: 0 })
  expect(asked).toEqual([])
})

test.each<[string, (idp: ScriptedIdp, response: ServerResponse) => void, RegExp]>([
  ['is not there', (_, response) => void response.writeHead(404).end('no'), /answers 404 instead/u],
  [
    'is a web page',
    (_, response) => void response.end('<!doctype html><p>Sign in'),
    /is a web page, not a kubeconfig/u,
  ],
  [
    'leads round in a circle',
    (_, response) => void response.writeHead(302, { location: '/config' }).end(),
    /more than 4 times/u,
  ],
  ['leads to http', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1/' }).end(), /https/u],
  ['names no client', (idp, response) => void response.end(publishedBy(idp, ['get-token'])), /--oidc-client-id/u],
  [
    'names another identity provider',
    (idp, response) =>
      void response.end(publishedBy(idp, ['--oidc-issuer-url=https://evil.example/', '--oidc-client-id=x'])),
    /names the identity provider https:\/\/evil\.example\/, but the profile open says/u,
  ],
  [
    'has an address that would hide a word',
    (idp, response) =>
      void response.end(publishedBy(idp, [`--oidc-issuer-url=${idp.issuer}`, '--oidc-client-id=a b'])),
    /does not say which client/u,
  ],
])('nobody is asked anything where the file %s', async (_, answer, said) => {
  const { user, login } = await visitor(answer)
  const before = user.files()
  const { stdout, stderr, exitCode } = await login()
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toMatch(said)
  expect(stderr).not.toContain('Code')
  expect(user.files()).toEqual(before)
})
