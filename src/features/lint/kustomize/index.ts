import { buildsIn, isFollowed } from './builds.ts'
import { runBuilds } from './run-builds.ts'

/** All that lint does about kustomizations: most projects have none, and need not wait for its code. */
export const kustomize = { buildsIn, isFollowed, runBuilds }

export type Kustomize = typeof kustomize
