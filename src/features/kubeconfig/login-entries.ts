import type { Data } from './value.ts'
import { markerFor } from './marker.ts'

/** What a sign-in puts into the kubeconfig. */
export type LoginEntries = {
  /** The id of the site, kept in the marker by which the entries are known later. */
  site: string
  /** The name of a new context. */
  context: string
  cluster: LoginCluster
  user: { name: string; credential: LoginCredential }
  /** The namespace of a new context, and with `keepNamespace: false` of one that is there. */
  namespace?: string
}

export type LoginCluster = {
  name: string
  server: string
  /** PEM certificates. */
  ca?: string
  tlsServerName?: string
  proxyUrl?: string
}

export type LoginCredential =
  | { kind: 'token'; token: string }
  | {
      kind: 'exec'
      command: string
      args: string[]
      env: { name: string; value: string }[]
      /** What kubectl says when the command is not found. */
      installHint: string
    }
  /** PEM texts. */
  | { kind: 'certificate'; certificate: string; key: string }
  /** A program of others, as it was found in a kubeconfig. */
  | { kind: 'program'; exec: Program }

/** `exec` of a kubeconfig user. @see k8s.io/client-go tools/clientcmd/api/v1 `ExecConfig` */
export type Program = {
  apiVersion: string
  command: string
  args: string[]
  env: { name: string; value: string }[]
  installHint?: string
  interactiveMode?: string
  provideClusterInfo: boolean
}

/** A field of an entry and its value; undefined where the entry must not have it. */
export type Fields = { [field: string]: Data | undefined }

/**
 * The fields of a cluster that belong to the sign-in. A proxy that the site does not name is not among them: it may be
 * the user's own.
 */
export function clusterFields({ server, ca, tlsServerName, proxyUrl }: LoginCluster): Fields {
  return {
    'certificate-authority-data': ca === undefined ? undefined : Buffer.from(ca).toString('base64'),
    ...(proxyUrl === undefined ? {} : { 'proxy-url': proxyUrl }),
    server,
    'tls-server-name': tlsServerName,
  }
}

/** An entry is renewed with another kind of credential: what the one before had must not stay beside it. */
const NO_CREDENTIAL: Fields = {
  'client-certificate-data': undefined,
  'client-key-data': undefined,
  exec: undefined,
  token: undefined,
}

/**
 * The fields of a user that belong to the sign-in.
 *
 * @see client.authentication.k8s.io/v1 and k8s.io/client-go tools/clientcmd/api/v1 `ExecConfig`, whose empty `env`
 * kubectl writes as null
 */
export function userFields(credential: LoginCredential): Fields {
  switch (credential.kind) {
    case 'token':
      return { ...NO_CREDENTIAL, token: credential.token }
    case 'certificate': {
      const [certificate, key] = [credential.certificate, credential.key].map((pem) =>
        Buffer.from(pem).toString('base64'),
      )
      return { ...NO_CREDENTIAL, 'client-certificate-data': certificate, 'client-key-data': key }
    }
    case 'program': {
      const { args, env } = credential.exec
      const exec = { ...credential.exec, args: args.length === 0 ? null : args, env: env.length === 0 ? null : env }
      return { ...NO_CREDENTIAL, exec }
    }
    case 'exec': {
      const { command, args, env, installHint } = credential
      const exec = {
        apiVersion: 'client.authentication.k8s.io/v1',
        args,
        command,
        env: env.length === 0 ? null : env,
        installHint,
        interactiveMode: 'Never',
        provideClusterInfo: false,
      }
      return { ...NO_CREDENTIAL, exec }
    }
  }
}

/** The body of a new entry: its fields and the marker, in kubectl's order. */
export function markedBody(site: string, fields: Fields): Data {
  const all: Fields = { ...fields, extensions: markerFor(site) }
  return Object.fromEntries(Object.entries(all).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
