import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Binding } from './kubernetes-access.ts'
import type { Policy } from './kubernetes-admission.ts'
import type { Holders, Requester } from './kubernetes-authentication.ts'
import type { ClusterThing } from './kubernetes-cluster.ts'

/** The cluster of another campus than the playground's: everything that is there, and whom it lets do what. */
export type ClusterSetup = {
  /** What is there, by `group/plural`. */
  things: Readonly<Record<string, readonly ClusterThing[]>>
  bindings: readonly Binding[]
  /** What the operators' own webhooks say of what people make. */
  policies?: readonly Policy[]
  holders?: Holders
  /** True: client certificates of the campus's own authority are taken too. */
  clientCertificates?: boolean
  /** Where on the host the API begins, as behind Rancher: `/k8s/clusters/ID`. */
  path?: string
}

/** The holder of a client certificate, if there was one; the TLS layer has seen who signed it. */
export function certificateHolder({ socket }: IncomingMessage): Requester | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  const { CN, O = [] } = socket.getPeerCertificate().subject
  const groups = Array.isArray(O) ? O : [O]
  return typeof CN === 'string' ? { username: CN, groups: [...groups, 'system:authenticated'] } : undefined
}
