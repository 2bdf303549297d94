import { mkdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createProbe } from '../../../src/adapters/probe.ts'
import { kubeconfigOf, patient } from '../../commands/doctor-home.ts'
import { createTestContext } from '../../support/run-icc.ts'
import { tlsServerForTest } from '../../support/tls-server.ts'

/** What a network would say is of no interest here. */
const unreachable = async () => ({ kind: 'unreachable' as const, message: 'not asked' })

test.each([
  [{}, 'ok', 'none is set'],
  [
    { HTTPS_PROXY: 'http://me:a-password@proxy.example:3128' },
    'ok',
    'api.example:6443 through proxy.example:3128 (HTTPS_PROXY)',
  ],
  [{ https_proxy: 'proxy.example:3128' }, 'ok', 'through proxy.example:3128 (https_proxy)'],
  [{ HTTPS_PROXY: 'http://proxy.example', NO_PROXY: '.example' }, 'ok', 'api.example:6443 directly'],
  [{ HTTPS_PROXY: 'socks5://proxy.example' }, 'problem', 'of the kind socks5'],
  [{ HTTPS_PROXY: 'http://' }, 'problem', 'HTTPS_PROXY is not the address of a proxy'],
  [{ http_proxy: 'http://proxy.example' }, 'warning', 'HTTP_PROXY is set and HTTPS_PROXY is not'],
  [{ ALL_PROXY: 'http://proxy.example' }, 'warning', 'which neither icc nor kubectl heeds'],
  [{ NO_PROXY: 'a.example;b.example' }, 'warning', 'NO_PROXY is not written as kubectl reads it'],
  [{ NO_PROXY: 'a.example b.example' }, 'warning', 'NO_PROXY is not written'],
  [{ NO_PROXY: 'https://a.example' }, 'warning', 'NO_PROXY is not written'],
  [{ NO_PROXY: 'a.example, .b.example,10.0.0.0/8' }, 'ok', 'none is set'],
])('proxy variables %o', async (variables, status, told) => {
  const home = patient()
  home.put('.kube/config', kubeconfigOf(['a'], { server: 'https://api.example:6443' }))
  const env = { HOME: home.folder, PATH: '', ...variables }
  const real = createProbe(createTestContext({}, { env }))
  const look = await home.doctor([], { env, probe: async () => ({ ...real, ask: unreachable }) })
  expect(look.of('proxy')).toMatchObject({ status, message: expect.stringContaining(told) })
  expect(look.stdout + look.stderr).not.toContain('a-password')
})

test('certificates to trust besides the system’s must be some', async () => {
  const { ca } = await tlsServerForTest((_, response) => void response.end())
  const home = patient()
  const look = async (file: string) => {
    const env = { HOME: home.folder, PATH: '', NODE_EXTRA_CA_CERTS: file }
    return (await home.doctor([], { env })).of('extra-certificates')
  }
  expect(await look(home.put('sound.pem', `# two\n${ca}\n${ca}`))).toMatchObject({ status: 'ok' })
  const broken = `${ca}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`
  expect(await look(home.put('broken.pem', broken))).toMatchObject({
    status: 'problem',
    message: expect.stringMatching(
      /broken\.pem \(NODE_EXTRA_CA_CERTS\) is of no use: certificate 2 of 2 in it cannot be read$/u,
    ),
  })
  expect(
    await look(home.put('key.pem', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')),
  ).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('it holds no certificate in PEM form'),
  })
  expect(await look(home.file('none.pem'))).toMatchObject({ message: expect.stringContaining('is not there') })
  mkdirSync(home.file('folder'))
  expect(await look(home.file('folder'))).toMatchObject({ message: expect.stringContaining('this is a folder') })
})

test('a switch that makes other programs trust everybody is told', async () => {
  const home = patient()
  const env = { HOME: home.folder, PATH: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  expect((await home.doctor([], { env })).of('extra-certificates')).toMatchObject({
    status: 'warning',
    hint: 'unset NODE_TLS_REJECT_UNAUTHORIZED',
  })
})
