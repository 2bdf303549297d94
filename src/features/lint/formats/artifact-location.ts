import { fileOrFolder } from './reported.ts'

/** SARIF's way to name a file; the base is where icc was started, which in a pipeline is the top of the checkout. */
export type ArtifactLocation = { uri: string; uriBaseId?: string }

export const BASE = '%SRCROOT%'

/**
 * A file as a relative reference with every character that URIs know otherwise percent-encoded: a colon in the first
 * part, too, which would make a scheme of it. A file on another drive has no relative name.
 *
 * @see SARIF 2.1.0 section 3.4, RFC 3986 sections 3.3 and 4.2
 */
export function artifactLocation(file: string): ArtifactLocation {
  const path = fileOrFolder(file).toWellFormed().split('/').map(encodeURIComponent).join('/')
  const drive = /^([A-Za-z])%3A\//u.exec(path)
  if (drive) return { uri: `file:///${drive[1]}:${path.slice(drive[0].length - 1)}` }
  if (path.startsWith('/')) return { uri: `file://${path}` }
  return { uri: path, uriBaseId: BASE }
}
