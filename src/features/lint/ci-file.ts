import type { ManifestDocument } from '../manifests/document.ts'

/** A `.gitlab-ci.yml`, or what one includes from the same folder. */
export type CiFile = { document: ManifestDocument }
