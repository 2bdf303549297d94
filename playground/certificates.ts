import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import {
  bitString,
  boolean,
  context,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8,
} from './der.ts'

/** A server's certificate and key, both PEM. */
export type ServerCertificate = { cert: string; key: string }

export type CertificateAuthority = {
  /** The CA's own certificate, PEM. */
  ca: string
  /** A certificate for a server on this machine's loopback addresses (`localhost`, 127.0.0.1, ::1). */
  issue(commonName: string): ServerCertificate
}

type Pair = { publicKey: KeyObject; privateKey: KeyObject }
type Extension = { id: string; critical: boolean; value: Buffer }

const DAY = 86_400_000
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'

/**
 * A certificate authority that lives in memory only. ECDSA P-256, because its keys cost a millisecond where RSA keys
 * cost fifty.
 *
 * @see RFC 5280 section 4.1 (the certificate) and 4.2.1 (the extensions)
 */
export function createCertificateAuthority(): CertificateAuthority {
  const authority = keyPair()
  const authorityName = 'Playground Campus CA'
  const keyId = keyIdentifier(authority)
  const ca = certificate(authorityName, authority, { name: authorityName, key: authority.privateKey }, [
    { id: '2.5.29.19', critical: true, value: sequence(boolean(true), integer(0)) },
    // keyCertSign and cRLSign: bits 5 and 6, so one unused bit at the end of the byte.
    { id: '2.5.29.15', critical: true, value: bitString(Buffer.from([0x06]), 1) },
    { id: '2.5.29.14', critical: false, value: octetString(keyId) },
  ])
  return {
    ca,
    issue(commonName) {
      const server = keyPair()
      const cert = certificate(commonName, server, { name: authorityName, key: authority.privateKey }, [
        { id: '2.5.29.19', critical: true, value: sequence() },
        { id: '2.5.29.15', critical: true, value: bitString(Buffer.from([0x80]), 7) }, // digitalSignature
        { id: '2.5.29.37', critical: false, value: sequence(objectIdentifier('1.3.6.1.5.5.7.3.1')) }, // serverAuth
        { id: '2.5.29.17', critical: false, value: loopbackNames() },
        { id: '2.5.29.14', critical: false, value: octetString(keyIdentifier(server)) },
        { id: '2.5.29.35', critical: false, value: sequence(context(0, keyId, false)) },
      ])
      return { cert, key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) }
    },
  }
}

function keyPair(): Pair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

function keyIdentifier(pair: Pair): Buffer {
  return createHash('sha1')
    .update(pair.publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
}

function loopbackNames(): Buffer {
  const ipv6 = Buffer.concat([Buffer.alloc(15), Buffer.from([1])])
  return sequence(
    context(2, Buffer.from('localhost'), false),
    context(7, Buffer.from([127, 0, 0, 1]), false),
    context(7, ipv6, false),
  )
}

function certificate(
  subject: string,
  pair: Pair,
  issuer: { name: string; key: KeyObject },
  extensions: Extension[],
): string {
  const algorithm = sequence(objectIdentifier(ECDSA_WITH_SHA256))
  // An hour back: a client whose clock is a little behind shall not see a certificate from the future.
  const start = Date.now() - 3_600_000
  const content = sequence(
    context(0, integer(2), true), // version 3
    integer(serialNumber()),
    algorithm,
    distinguishedName(issuer.name),
    sequence(time(new Date(start)), time(new Date(start + 365 * DAY))),
    distinguishedName(subject),
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensions.map(encodeExtension)), true),
  )
  const der = sequence(content, algorithm, bitString(sign('sha256', content, issuer.key), 0))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** Positive and never starting with a zero byte, as DER wants an integer. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f)
  return bytes
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8(commonName))))
}

function encodeExtension({ id, critical, value }: Extension): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value))
}
