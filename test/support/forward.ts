import { request as send } from 'node:https'
import type { Campus } from '../../playground/campus.ts'
import type { OpaqueApi } from './opaque-tokens.ts'

/** Leads requests to the Kubernetes API of a campus, as something before it does, with all that they carry. */
export function forwardTo({ apiServer, ca }: Pick<Campus, 'apiServer' | 'ca'>): OpaqueApi {
  return (incoming, response) => {
    const { method, headers, url = '/' } = incoming
    const { host: _, ...passed } = headers
    const { promise, resolve } = Promise.withResolvers<void>()
    const outgoing = send(apiServer + url, { method, headers: passed, ca, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response).once('finish', resolve)
    })
    outgoing.once('error', () => {
      response.writeHead(502).end()
      resolve()
    })
    incoming.pipe(outgoing)
    return promise
  }
}
