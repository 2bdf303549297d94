import type { RequestListener } from 'node:http'
import { request as startRequest } from 'node:https'
import { createKubernetesApi } from '../../playground/kubernetes-api.ts'
import { deviceCode, json, metadata, scriptedIdpForTest, tokens } from './scripted-idp.ts'
import { tlsServerForTest } from './tls-server.ts'

export type CampusBehindProxy = {
  /** `https://idp.example:PORT`, which no resolver knows: only a proxy of `connectProxyForTest` gets there. */
  issuer: string
  /** `https://0.0.0.0:PORT`, which gets there through the proxy and without it. */
  apiServer: string
  ca: string
}

/**
 * This machine, but no loopback address: who connects to it reaches what listens on 127.0.0.1, and a proxy of the
 * environment is for it as for any other host. (Not on Windows, which refuses to connect to it.)
 */
export const THIS_MACHINE = '0.0.0.0'

/** A campus in good order whose hosts are not loopback, so that a proxy of the environment is asked for them. */
export async function campusBehindProxyForTest(): Promise<CampusBehindProxy> {
  const idp = await scriptedIdpForTest()
  const forward = forwardTo(idp.issuer, idp.ca)
  const front = await tlsServerForTest(
    (request, response) =>
      request.headers.host?.startsWith(THIS_MACHINE)
        ? kubernetes.listener(request, response)
        : forward(request, response),
    {
      names: [
        { type: 'dns', value: 'idp.example' },
        { type: 'ip', value: THIS_MACHINE },
      ],
    },
  )
  const issuer = `https://idp.example:${front.port}`
  const kubernetes = createKubernetesApi({ issuer, jwksUri: `${idp.issuer}/jwks`, audiences: ['icc'], ca: idp.ca }, 0)
  const page = `${issuer}/device`
  idp.script('discovery', [json(metadata(issuer))])
  idp.script('device', [deviceCode({ verification_uri: page, verification_uri_complete: page })])
  idp.script('token', [tokens({ claims: { iss: issuer } })])
  return { issuer, apiServer: `https://${THIS_MACHINE}:${front.port}`, ca: front.ca }
}

/** Hands requests on to another server. */
function forwardTo(origin: string, ca: string): RequestListener {
  const { host } = new URL(origin)
  return (request, response) => {
    const { method, headers, url = '/' } = request
    // The runtime takes the name that the certificate must have from the header `host`.
    const sent = startRequest(`${origin}${url}`, { method, headers: { ...headers, host }, ca, agent: false })
    sent.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    sent.once('error', () => response.destroy())
    request.pipe(sent)
  }
}
