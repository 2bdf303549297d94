import type { webcrypto } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
// The certificate library's dependency injection wants this polyfill loaded before it.
// oxlint-disable-next-line import/no-unassigned-import -- a polyfill has nothing to name
import 'reflect-metadata'
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509'
import { stringify } from 'yaml'
import type { ScriptedIdp } from './scripted-idp.ts'
import type { User } from './scripted-idp-run.ts'
import { noteSecrets } from './secret-watch.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000

export type PortalFile = {
  cluster?: Record<string, unknown>
  user?: Record<string, unknown>
  context?: Record<string, unknown>
  /** Of the whole file. */
  top?: Record<string, unknown>
}

/** The text of a kubeconfig as a portal hands it out; a change that is undefined leaves the field out. */
export function portalText(
  idp: Pick<ScriptedIdp, 'apiServer' | 'ca'>,
  { cluster, user, context, top }: PortalFile,
): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'portal',
    clusters: [
      {
        name: 'cluster.local',
        cluster: { server: idp.apiServer, 'certificate-authority-data': base64(idp.ca), ...cluster },
      },
    ],
    users: [{ name: 'somebody', user: { ...user } }],
    contexts: [{ name: 'portal', context: { cluster: 'cluster.local', user: 'somebody', ...context } }],
    ...top,
  })
}

/** Writes it to `config.txt` in the user's home and returns the path. */
export function portalFile(user: User, text: string, name = 'config.txt'): string {
  const path = join(user.home.folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

/** A token that the API takes, and that no test may see printed. */
export async function tokenOf(
  idp: ScriptedIdp,
  claims: Record<string, unknown> = {},
  seconds?: number,
): Promise<string> {
  const token = await idp.signer.sign(claims, seconds)
  noteSecrets({ id_token: token })
  return token
}

/** A client certificate with its key, both PEM, valid from yesterday to in some days. */
export async function clientCertificate(name: string, days: number): Promise<{ certificate: string; key: string }> {
  const keys: webcrypto.CryptoKeyPair = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const made = await X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    notBefore: new Date(Date.now() - 10 * DAY),
    notAfter: new Date(Date.now() + days * DAY),
    signingAlgorithm: ALGORITHM,
  })
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { certificate: made.toString('pem'), key: PemConverter.encode(pkcs8, 'PRIVATE KEY') }
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
