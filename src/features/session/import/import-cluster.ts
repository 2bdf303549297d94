import { is } from 'valibot'
import type { Context } from '../../../context.ts'
import { oneLine } from '../../../output.ts'
import { isTrue, textOf } from '../../kubeconfig/model.ts'
import type { MapNode } from '../../kubeconfig/tree.ts'
import type { Site } from '../../sites/profile.ts'
import { certificates } from '../../sites/schema-fields.ts'
import type { Place } from '../login-write.ts'
import { readReference, type ImportText } from './import-text.ts'
import { refused } from './refused.ts'

/**
 * The cluster of an imported kubeconfig. What the site's profile says about the cluster counts more, since somebody
 * has checked it; the server must be the same.
 *
 * @throws `import-incomplete`, `import-insecure`, `import-other-server`, `import-not-readable` (exit 1)
 */
export async function clusterToImport(
  ctx: Pick<Context, 'signal' | 'output'>,
  source: ImportText,
  body: MapNode,
  site: Site,
  hint: string,
): Promise<Place> {
  const { api } = site.profile
  const server = serverOf(ctx, source, body, site, hint)
  const ca = api?.ca ?? (await authorityOf(ctx, source, body, hint))
  if (isTrue(body, 'insecure-skip-tls-verify')) {
    if (api?.ca === undefined)
      throw refused(
        'import-insecure',
        `${source.name} says insecure-skip-tls-verify: anybody on the network could pose as the cluster.`,
        `ask your campus for the cluster's certificate authority, and write it to api.ca: icc site show ${site.id}`,
      )
    ctx.output.warn('The file says insecure-skip-tls-verify. That is left out: the certificate is checked.')
  }
  return {
    server,
    ca,
    tlsServerName: api?.tlsServerName ?? (textOf(body, 'tls-server-name') || undefined),
    proxyUrl: api?.proxyUrl ?? proxyOf(ctx, source, body, hint),
  }
}

function serverOf(
  ctx: Pick<Context, 'output'>,
  { name, host }: ImportText,
  body: MapNode,
  site: Site,
  hint: string,
): string {
  const text = textOf(body, 'server')
  if (text === '') throw refused('import-incomplete', `${name} names no server in its cluster.`, hint)
  const url = /[\s\p{C}]/u.test(text) ? null : URL.parse(text)
  if (!url) throw refused('import-incomplete', `${name} names a server that is no address: ${oneLine(text)}.`, hint)
  if (url.protocol !== 'https:')
    throw refused(
      'import-insecure',
      `${name} names the server ${url.protocol}//${url.host}, which is not https: everybody on the way could read along.`,
      hint,
    )
  if (url.username !== '' || url.password !== '')
    throw refused('import-insecure', `${name} hides a user name or password in the address of the server.`, hint)
  const expected = site.profile.api?.server
  // At the address where the file itself was fetched, the cluster can be reached as well.
  if (host !== undefined && host !== url.host && isLoopback(url)) {
    if (expected !== undefined) return expected
    ctx.output.warn(
      `${name} leads to ${url.host}: that is ${host} itself there, and your own computer here. If kubectl gets no answer, api.server of the profile must say where the cluster is: icc site show ${site.id}`,
    )
  }
  if (expected !== undefined && withoutSlash(expected) !== withoutSlash(text))
    throw refused(
      'import-other-server',
      `${name} leads to ${oneLine(text)}, but the cluster of ${site.id} is at ${expected}.`,
      `is it the right site? Else correct api.server of its profile: icc site show ${site.id}`,
    )
  return text
}

/** True for this very computer, whichever that is. @see RFC 6761 section 6.3, RFC 1122 section 3.2.1.3 */
function isLoopback({ hostname }: URL): boolean {
  return /^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname)
}

function withoutSlash(address: string): string {
  return new URL(address).href.replace(/\/+$/u, '')
}

async function authorityOf(
  ctx: Pick<Context, 'signal'>,
  source: ImportText,
  body: MapNode,
  hint: string,
): Promise<string | undefined> {
  const pem = await dataOrFile(ctx, source, body, 'certificate-authority', hint)
  if (pem === undefined || is(certificates, pem)) return pem
  throw refused('import-incomplete', `${source.name} holds a certificate-authority that is no certificate.`, hint)
}

/** `<key>-data` in base64, else the content of the file that `<key>` names, as kubectl does. */
export async function dataOrFile(
  ctx: Pick<Context, 'signal'>,
  source: ImportText,
  body: MapNode,
  key: string,
  hint: string,
): Promise<string | undefined> {
  const data = textOf(body, `${key}-data`)
  if (data !== '') return Buffer.from(data, 'base64').toString('utf8')
  const reference = textOf(body, key)
  return reference === '' ? undefined : readReference(ctx, source, reference, hint)
}

function proxyOf(
  ctx: Pick<Context, 'output'>,
  { name }: ImportText,
  body: MapNode,
  hint: string,
): string | undefined {
  const text = textOf(body, 'proxy-url')
  if (text === '') return undefined
  const url = URL.parse(text)
  if (!url || !/^(?:https?|socks5):$/u.test(url.protocol))
    throw refused('import-incomplete', `${name} names a proxy-url that is no address of a proxy.`, hint)
  ctx.output.warn(`The file sends kubectl's requests through the proxy ${oneLine(url.host)}.`)
  return text
}
