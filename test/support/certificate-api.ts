import type { TLSSocket } from 'node:tls'
import { base64 } from './portal-file.ts'
import { tlsServerForTest } from './tls-server.ts'

/** An API that takes the holder of any client certificate for whom it names. */
export async function certificateApi(): Promise<{ apiServer: string; ca: string }> {
  const server = await tlsServerForTest(
    (request, response) => {
      const username = (request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'system:anonymous'
      const status = request.url?.includes('selfsubjectreviews') ? { userInfo: { username } } : { allowed: true }
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ status }))
    },
    {},
    { requestCert: true, rejectUnauthorized: false },
  )
  return { apiServer: `https://127.0.0.1:${server.port}`, ca: server.ca }
}

/** The user of a kubeconfig that holds a certificate and its key. */
export function certificateUser({ certificate, key }: { certificate: string; key: string }) {
  return { user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) } }
}
