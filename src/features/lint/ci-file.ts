import type { ManifestFile } from './project.ts'

/** A `.gitlab-ci.yml`, or a file that is named as a part of one (`build.gitlab-ci.yml`). */
export type CiFile = ManifestFile
