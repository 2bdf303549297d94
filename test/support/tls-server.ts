import type { webcrypto } from 'node:crypto'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
// The certificate library's dependency injection wants this polyfill loaded before it.
// oxlint-disable-next-line import/no-unassigned-import -- a polyfill has nothing to name
import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { onTestFinished } from 'vitest'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const NAME = 'CN=Authority of the tests'
const DAY = 86_400_000

export type CertificateWish = {
  /** Default: `127.0.0.1`. */
  names?: { type: 'dns' | 'ip'; value: string }[]
  /** From when to when it is valid, in days from now; default -1 to 1. */
  days?: [from: number, to: number]
  /** True: it vouches for itself. */
  selfSigned?: boolean
}

export type TestServer = {
  port: number
  /** The certificate (PEM) of the authority behind the server's; of a self-signed one, another authority's. */
  ca: string
  /** The `authorization` header of each request, oldest first. */
  authorizations: readonly (string | undefined)[]
}

/** An https server on this machine that ends with the test. */
export async function tlsServerForTest(
  listener: RequestListener,
  wish: CertificateWish = {},
  options: ServerOptions & { address?: string } = {},
): Promise<TestServer> {
  const { address = '127.0.0.1', ...rest } = options
  const { ca, ...certificate } = await createCertificate(wish)
  const authorizations: (string | undefined)[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ ...certificate, ...rest }, (request, response) => {
    authorizations.push(request.headers.authorization)
    listener(request, response)
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await once(server.listen(0, address), 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, ca, authorizations }
}

async function createCertificate(wish: CertificateWish): Promise<{ ca: string; cert: string; key: string }> {
  const { names = [{ type: 'ip', value: '127.0.0.1' }], days = [-1, 1], selfSigned = false } = wish
  const [authority, keys] = await Promise.all([createKeys(), createKeys()])
  const root = await X509CertificateGenerator.createSelfSigned({
    name: NAME,
    keys: authority,
    ...validity([-2, 2]),
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  })
  const body = {
    ...validity(days),
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension(names)],
  }
  const certificate = selfSigned
    ? await X509CertificateGenerator.createSelfSigned({ name: 'CN=Nobody', keys, ...body })
    : await X509CertificateGenerator.create({
        subject: 'CN=A server of the tests',
        issuer: NAME,
        publicKey: keys.publicKey,
        signingKey: authority.privateKey,
        ...body,
      })
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { ca: root.toString('pem'), cert: certificate.toString('pem'), key }
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

function validity([from, to]: [number, number]): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() + from * DAY), notAfter: new Date(Date.now() + to * DAY) }
}
