import { VERSIONS } from '../schemas/generate.ts'

const MINOR = '1.36'

const known = VERSIONS.findLast((version) => version.startsWith(`${MINOR}.`))
if (known === undefined) throw new Error(`tools/schemas/generate.ts names no version ${MINOR}`)

/**
 * The version of kube-apiserver that `npm run cluster:build` builds: the newest patch of its minor version that the
 * schemas know. kubectl of the tests is one minor version behind, which is as far as both may be apart.
 */
export const KUBERNETES = known
