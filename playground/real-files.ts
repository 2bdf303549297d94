import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { CertificateAuthority } from './certificates.ts'

/** How the API server is to read the ID tokens of the playground's identity provider. */
export type TokenTrust = { issuer: string; audiences: string[]; ca: string; prefix: string }

/** Arguments of the two programs, and where they listen. */
export type Addresses = { apiPort: number; etcdPort: number; etcdPeerPort: number }

/** Writes keys, certificates and settings of both programs into a folder that only its owner may read. */
export async function writeClusterFiles(
  folder: string,
  authority: CertificateAuthority,
  trust: TokenTrust,
  adminToken: string,
): Promise<void> {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o600 })
  const [api, etcd] = await Promise.all([
    authority.issue('Playground Campus Kubernetes API'),
    authority.issue('Playground Campus etcd'),
  ])
  write('ca.crt', authority.ca)
  write('api.crt', api.cert)
  write('api.key', api.key)
  write('etcd.crt', etcd.cert)
  write('etcd.key', etcd.key)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  write('service-accounts.key', privateKey.export({ format: 'pem', type: 'sec1' }))
  write('admin.csv', `${adminToken},admin,admin,system:masters\n`)
  write('authentication.yaml', stringify(authentication(trust)))
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration */
function authentication({ issuer, audiences, ca, prefix }: TokenTrust): object {
  return {
    apiVersion: 'apiserver.config.k8s.io/v1beta1',
    kind: 'AuthenticationConfiguration',
    jwt: [
      {
        issuer: { url: issuer, certificateAuthority: ca, audiences, audienceMatchPolicy: 'MatchAny' },
        claimMappings: {
          username: { claim: 'preferred_username', prefix },
          groups: { claim: 'groups', prefix },
        },
      },
    ],
  }
}

/** Only the API server may talk to it: both sides show certificates. */
export function etcdArguments(folder: string, { etcdPort, etcdPeerPort }: Addresses): string[] {
  const client = `https://127.0.0.1:${etcdPort}`
  const peer = `http://127.0.0.1:${etcdPeerPort}`
  return [
    ['data-dir', join(folder, 'etcd')],
    ['listen-client-urls', client],
    ['advertise-client-urls', client],
    ['listen-peer-urls', peer],
    ['initial-advertise-peer-urls', peer],
    ['initial-cluster', `default=${peer}`],
    ['cert-file', join(folder, 'etcd.crt')],
    ['key-file', join(folder, 'etcd.key')],
    ['client-cert-auth', 'true'],
    ['trusted-ca-file', join(folder, 'ca.crt')],
    // Nothing of it outlives the process.
    ['unsafe-no-fsync', 'true'],
  ].map(([name, value]) => `--${name}=${value}`)
}

export function apiServerArguments(folder: string, { apiPort, etcdPort }: Addresses): string[] {
  return [
    ['etcd-servers', `https://127.0.0.1:${etcdPort}`],
    ['etcd-cafile', join(folder, 'ca.crt')],
    ['etcd-certfile', join(folder, 'etcd.crt')],
    ['etcd-keyfile', join(folder, 'etcd.key')],
    ['bind-address', '127.0.0.1'],
    ['secure-port', String(apiPort)],
    ['tls-cert-file', join(folder, 'api.crt')],
    ['tls-private-key-file', join(folder, 'api.key')],
    ['cert-dir', join(folder, 'certificates')],
    ['service-cluster-ip-range', '10.96.0.0/12'],
    // Whether pods may be privileged is for Pod Security to say, as everywhere.
    ['allow-privileged', 'true'],
    ['service-account-issuer', 'https://kubernetes.default.svc'],
    ['service-account-key-file', join(folder, 'service-accounts.key')],
    ['service-account-signing-key-file', join(folder, 'service-accounts.key')],
    ['authentication-config', join(folder, 'authentication.yaml')],
    ['token-auth-file', join(folder, 'admin.csv')],
    ['authorization-mode', 'RBAC'],
    ['profiling', 'false'],
  ].map(([name, value]) => `--${name}=${value}`)
}
