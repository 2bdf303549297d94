import type { IncomingMessage, ServerResponse } from 'node:http'
import { createKubernetesApi } from '../../playground/kubernetes-api.ts'
import type { ScriptedIdp } from './scripted-idp.ts'

/** Answers like the Kubernetes API of a campus, to holders of tokens that say nothing about themselves. */
export type OpaqueApi = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * A Kubernetes API behind something that knows opaque tokens, as OpenShift and Rancher have it: a token that is known
 * is the student infw001's, another one is nobody's.
 */
export function opaqueApi(idp: ScriptedIdp, isKnown: (token: string) => boolean): OpaqueApi {
  const kubernetes = createKubernetesApi(
    { issuer: idp.issuer, jwksUri: `${idp.issuer}/jwks`, audiences: ['icc'], ca: idp.ca },
    0,
  )
  return async (request, response) => {
    const token = /^Bearer (.*)$/u.exec(request.headers.authorization ?? '')?.[1]
    const passed = token !== undefined && isKnown(token) ? await idp.signer.sign() : 'nobody'
    request.headers.authorization = `Bearer ${passed}`
    kubernetes.listener(request, response)
  }
}
