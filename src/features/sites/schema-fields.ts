import { X509Certificate } from 'node:crypto'
import * as v from 'valibot'
import { oneLine } from '../../output.ts'
import { isAddressRange } from '../manifests/address-range.ts'
import { timeZoneNames } from '../manifests/time-zone.ts'
import { KUBERNETES_VERSION, NAMESPACE_NAME, SITE_ID } from './text-forms.ts'

// Every message completes the sentence "expected ...": `faults.ts` phrases it with what was found instead.

/** One line of text that is not empty; surrounding space is dropped. */
export const text = v.pipe(
  v.string('a text'),
  v.trim(),
  v.nonEmpty('a text that is not empty'),
  v.check((value) => oneLine(value) === value, 'one line of text without control characters'),
)

export const flag = v.boolean('true or false')

export const texts = v.array(text, 'a list of texts')

/** Remarks for people: what no field can say. */
export const notes = v.optional(texts)

/** A site's id, which is its file's name too. */
export const siteId = v.pipe(
  v.string('a text'),
  v.regex(SITE_ID, 'a short name of a-z, 0-9 and "-", such as haw-icc'),
)

/** A field of a profile by its dotted path. */
export const fieldPath = v.pipe(
  v.string('a text'),
  v.regex(/^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/u, 'the path of a field, such as resources.required'),
)

/** One of the words. */
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, `one of ${words.join(', ')}`)

/** A language tag. @see RFC 5646 */
export const language = v.pipe(
  v.string('a text'),
  v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/u, 'a language tag, such as de or en'),
)

/** The name of an IANA time zone. */
export const timeZone = v.pipe(
  v.string('a text'),
  v.check((name) => timeZoneNames().has(name), 'a time zone, such as Europe/Berlin'),
)

/** A year, month or day. YAML reads a bare year as a number. */
export const date = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.integer())], 'a date, such as 2025 or 2025-10-01'),
  v.transform(String),
  v.check(isDate, 'a date, such as 2025 or 2025-10-01'),
)

function isDate(value: string): boolean {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/u.exec(value) ?? []
  if (year === undefined) return false
  const instant = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.getUTCDate() === Number(day)
}

/** A day of every year. */
export const monthAndDay = v.pipe(
  v.string('a month and day, such as 09-30'),
  v.regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/u, 'a month and day, such as 09-30'),
)

/** An address of a page for people. */
export const page = address('an address that begins with https:// or http://', (url) =>
  /^https?:$/u.test(url.protocol),
)

/** An address that credentials are sent to: nothing but TLS will do. */
export const secureUrl = address('an address that begins with https://', (url) => url.protocol === 'https:')

/** @see OpenID Connect Discovery 1.0 section 2: no query and no fragment */
export const issuer = address(
  'an address that begins with https:// and has no "?" and no "#"',
  (url) => url.protocol === 'https:' && url.search === '' && url.hash === '' && !/[?#]/u.test(url.href),
)

/** Where a native client is brought back to: a loopback address, or `localhost`. @see RFC 8252 section 7.3 */
export const loopbackUrl = address(
  'an address that begins with http://127.0.0.1, http://[::1] or http://localhost, with a port other than 80 or none',
  (url, value) =>
    url.protocol === 'http:' &&
    ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname) &&
    !/[?#]/u.test(value) &&
    // The parser drops a port of 80.
    (url.port !== '' || !/:\d*(?:\/|$)/u.test(value.slice('http://'.length).replace('[::1]', ''))),
)

function address(expected: string, accept: (url: URL, value: string) => boolean) {
  return v.pipe(
    v.string(expected),
    v.check((value) => {
      // The parser would quietly drop line feeds and tabs; here they are mistakes.
      if (/[\s\p{C}]/u.test(value) || !URL.canParse(value)) return false
      const url = new URL(value)
      return url.username === '' && url.password === '' && accept(url, value)
    }, `${expected}, without a user name or spaces`),
  )
}

/** One or more certificates as PEM, and nothing else: a private key does not belong in a profile. */
export const certificates = v.pipe(
  v.string('certificates as PEM text (-----BEGIN CERTIFICATE-----)'),
  v.check(isCertificates, 'certificates as PEM text (-----BEGIN CERTIFICATE-----), complete and nothing but those'),
)

function isCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----/gu) ?? []
  if (blocks.length === 0 || pem.match(/-----BEGIN /gu)?.length !== blocks.length) return false
  return blocks.every((block) => {
    try {
      return new X509Certificate(block).subject !== undefined
    } catch {
      // Not a certificate, which is what is being asked.
      return false
    }
  })
}

/** A DNS name. @see RFC 1123 section 2.1 */
export const host = v.pipe(
  v.string('a host name'),
  v.maxLength(253, 'a host name of at most 253 characters'),
  v.regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/iu,
    'a host name, such as k8s.example.org',
  ),
)

/** A registry or another service: host, or host and port. */
export const hostAndPort = v.pipe(
  v.string('a host name'),
  v.regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[\w./-]*)?$/iu,
    'a host name, such as registry.example.org:5000',
  ),
)

export const port = v.pipe(
  v.number('a port number'),
  v.integer('a port number'),
  v.minValue(1, 'a port number'),
  v.maxValue(65_535, 'a port number of at most 65535'),
)

export const portRange = v.object({ from: port, to: port }, 'a mapping with from and to')

/** Positive number of hours. */
export const hours = v.pipe(
  v.number('a number of hours'),
  v.gtValue(0, 'more than 0 hours'),
  v.maxValue(8784, 'at most 8784 hours (a year)'),
)

/** An amount as Kubernetes writes it; YAML reads a bare `1` as a number. */
export const quantity = v.pipe(
  v.union([v.string(), v.number()], 'an amount, such as 500m or 2Gi'),
  v.transform(String),
  v.regex(/^\d+(\.\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/u, 'an amount, such as 500m or 2Gi'),
)

/** A length of time in minutes, hours or days. */
export const duration = v.pipe(
  v.string('a length of time, such as 30m, 6h or 90d'),
  v.regex(/^[1-9]\d*[mhd]$/u, 'a length of time, such as 30m, 6h or 90d'),
)

/** The name of a namespace. @see RFC 1123 section 2.1 */
export const namespaceName = v.pipe(
  v.string('the name of a namespace'),
  v.regex(NAMESPACE_NAME, 'the name of a namespace (a-z, 0-9 and "-", at most 63 characters)'),
)

/** A range of addresses. A malformed one can open an ingress to everybody, so it is checked. @see RFC 4632 section 3.1 */
export const cidr = v.pipe(
  v.string('a range of addresses, such as 192.0.2.0/24'),
  v.check(isAddressRange, 'a range of addresses, such as 192.0.2.0/24'),
)

/** Names and their texts, such as annotations. */
export const textByName = v.record(v.string(), text, 'a mapping of names to texts')

/** Amounts by resource, such as `cpu: 500m`. */
export const quantityByName = v.record(v.string(), quantity, 'a mapping of resources to amounts')

/** A minor version of Kubernetes. YAML reads a bare 1.34 as a number, and 1.30 as 1.3: so a text it must be. */
export const kubernetesVersion = v.pipe(
  v.string("a minor version in quotes, such as '1.34'"),
  v.regex(KUBERNETES_VERSION, "a minor version, such as '1.34'"),
)
