import type { webcrypto } from 'node:crypto'
// The library's dependency injection wants this polyfill loaded before it.
// oxlint-disable-next-line import/no-unassigned-import -- a polyfill has nothing to name
import 'reflect-metadata'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A server's certificate and key, both PEM. */
export type ServerCertificate = { cert: string; key: string }

export type CertificateAuthority = {
  /** The CA's own certificate, PEM. */
  ca: string
  /** A certificate for a server on this machine's loopback addresses (`localhost`, 127.0.0.1, ::1). */
  issue(commonName: string): Promise<ServerCertificate>
  /** A certificate for somebody who signs in by it: the common name is the user, organizations are groups. */
  issueTo(username: string, groups: readonly string[]): Promise<ServerCertificate>
}

const DAY = 86_400_000
const NAME = 'CN=Playground Campus CA'

/** ECDSA P-256, because its keys cost a millisecond where RSA keys cost fifty. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * A certificate authority that lives in memory only.
 *
 * @see RFC 5280 section 4.2.1 (the extensions)
 */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const keys = await createKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: NAME,
    keys,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      // oxlint-disable-next-line eslint/no-bitwise -- key usages are bits of one value
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return {
    ca: certificate.toString('pem'),
    issue: (commonName) => issue(keys, `CN=${commonName}`),
    issueTo: (username, groups) => issue(keys, [`CN=${username}`, ...groups.map((group) => `O=${group}`)].join(', ')),
  }
}

async function issue(authority: webcrypto.CryptoKeyPair, subject: string): Promise<ServerCertificate> {
  const keys = await createKeys()
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: NAME,
    publicKey: keys.publicKey,
    signingKey: authority.privateKey,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      // A real API server shows its certificate to etcd, as a client.
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { cert: certificate.toString('pem'), key }
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

/** From yesterday, for clocks that are behind, to in 30 days: a playground is started anew long before. */
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now()
  return { notBefore: new Date(now - DAY), notAfter: new Date(now + 30 * DAY) }
}
