import type { Source } from '../../manifests/document.ts'
import { isKustomizationName } from '../intake/kustomization.ts'
import type { Kustomize } from './index.ts'

/** What looks at kustomizations, where some file may be one. */
export async function kustomizeWhereNeeded(sources: readonly Source[]): Promise<Kustomize | undefined> {
  const isNeeded = sources.some(
    ({ name, text }) => isKustomizationName(name) || text.includes('kustomize.config.k8s.io'),
  )
  return isNeeded ? (await import('./index.ts')).kustomize : undefined
}
