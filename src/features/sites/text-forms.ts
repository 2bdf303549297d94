/** What a site's id is: its profile's file name too. */
export const SITE_ID = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/u

/** The name of a namespace: a DNS label. @see RFC 1123 */
export const NAMESPACE_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u

/** A minor version, such as 1.34. */
export const KUBERNETES_VERSION = /^1\.\d{1,3}$/u
