import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Context } from '../../../context.ts'
import { textOf } from '../../kubeconfig/model.ts'
import { lookUp, type MapNode } from '../../kubeconfig/tree.ts'
import { objectInPart } from '../jws-part.ts'
import { fingerprintOf } from './fingerprint.ts'
import { dataOrFile } from './import-cluster.ts'
import { programToImport } from './import-program.ts'
import type { ImportText } from './import-text.ts'
import type { Imported } from './imported.ts'
import { refused } from './refused.ts'

export type ImportedCredential = Pick<
  Imported,
  'credential' | 'asked' | 'runs' | 'endsAt' | 'fingerprint' | 'claims' | 'certified'
>

/** What the cluster could take for somebody, in kubectl's order: a token counts before a program and a certificate. */
const REFUSED: Readonly<Record<string, string>> = {
  'auth-provider': 'names an auth-provider, the way to sign in before there were programs for it',
  // Its content would be sent to the server that the same file names.
  tokenFile: 'names a tokenFile: it would send a file of yours to the cluster as the token',
  as: 'acts as somebody else (as)',
  username: 'holds a user name and password, which clusters no longer take since Kubernetes 1.19',
}

/** @throws `import-credential`, `import-not-readable` (exit 1) */
export async function credentialToImport(
  ctx: Pick<Context, 'signal'>,
  source: ImportText,
  body: MapNode,
  hint: string,
): Promise<ImportedCredential> {
  for (const [key, what] of Object.entries(REFUSED)) {
    const node = lookUp(body, key)
    if (node && (node.kind === 'map' || textOf(body, key) !== ''))
      throw refused('import-credential', `${source.name} ${what}; icc does not import that.`, hint)
  }
  const token = textOf(body, 'token').trim()
  if (token !== '') return credentialOfToken(source.name, token, hint)
  const exec = lookUp(body, 'exec')
  if (exec?.kind === 'map') return programToImport(source, exec, hint)
  const certificate = await dataOrFile(ctx, source, body, 'client-certificate', hint)
  const key = await dataOrFile(ctx, source, body, 'client-key', hint)
  if (certificate !== undefined && key !== undefined) return ofCertificate(source, certificate, key, hint)
  const lacking =
    certificate === undefined
      ? key === undefined
        ? 'no token, client certificate or program'
        : 'a client key without its certificate'
      : 'a client certificate without its key'
  throw refused('import-credential', `${source.name} holds ${lacking}: nobody could sign in with it.`, hint)
}

/** A bearer token; `name` is what holds it. Throws `import-credential` (exit 1). */
export function credentialOfToken(name: string, token: string, hint: string): ImportedCredential {
  // It goes into a header of each request.
  if (!/^[!-~]+$/u.test(token))
    throw refused('import-credential', `${name} holds a token with characters that no token has.`, hint)
  const claims = claimsOf(token)
  const { exp } = claims
  const at = typeof exp === 'number' ? new Date(exp * 1000).getTime() : Number.NaN
  return {
    credential: { kind: 'token', token },
    asked: { kind: 'token', token },
    runs: undefined,
    endsAt: Number.isNaN(at) ? undefined : at,
    fingerprint: fingerprintOf(token),
    claims,
    certified: undefined,
  }
}

/** The payload of a JWT (RFC 7519), unverified; nothing for a token of another form. */
function claimsOf(token: string): Record<string, unknown> {
  const [, payload, signature] = token.split('.')
  // Three parts may be no JWT all the same: then it says nothing about itself.
  return payload === undefined || signature === undefined ? {} : (objectInPart(payload) ?? {})
}

function ofCertificate({ name }: ImportText, pem: string, key: string, hint: string): ImportedCredential {
  const certificate = read(() => new X509Certificate(pem))
  if (!certificate)
    throw refused('import-credential', `${name} holds a client certificate that cannot be read.`, hint)
  const privateKey = read(() => createPrivateKey(key))
  if (!privateKey || !certificate.checkPrivateKey(privateKey))
    throw refused(
      'import-credential',
      `${name} holds a client key that cannot be read without a password, or is not that of its certificate.`,
      hint,
    )
  const subject = new Map<string, string[]>()
  for (const line of certificate.subject.split('\n')) {
    const [, field = '', value = ''] = /^([^=]*)=(.*)$/u.exec(line) ?? []
    subject.set(field, [...(subject.get(field) ?? []), value])
  }
  const username = subject.get('CN')?.[0]
  return {
    credential: { kind: 'certificate', certificate: pem, key },
    asked: { kind: 'certificate', certificate: pem, key },
    runs: undefined,
    endsAt: certificate.validToDate.getTime(),
    fingerprint: fingerprintOf(pem),
    claims: {},
    certified: username ? { username, groups: subject.get('O') ?? [] } : undefined,
  }
}

function read<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    // Not what it should be; the caller says so, without quoting what may be half a key.
    return undefined
  }
}
