import { objectsOf } from '../../manifests/object.ts'
import { readManifests } from '../../manifests/read.ts'
import type { Source } from '../../manifests/document.ts'
import { isPipeline } from '../intake/sort-sources.ts'
import type { Check } from '../rule.ts'

const PODS = ['Pod', 'apps/Deployment', 'apps/StatefulSet', 'batch/Job', 'batch/CronJob']
const PLAIN = ['ConfigMap', 'Secret', 'networking.k8s.io/NetworkPolicy']
const ROUTES = ['Service', 'networking.k8s.io/Ingress']

/** The types that icc's own templates make. Of others nothing is known here, so all is asked of them. */
const KNOWN: ReadonlySet<string> = new Set([
  ...PODS,
  ...PLAIN,
  ...ROUTES,
  'PersistentVolumeClaim',
  'policy/PodDisruptionBudget',
])

/** Checks that find nothing in objects of other known types than these; in all, where there are none. */
type Group = { types?: readonly string[]; load: () => Promise<readonly Check[]> }

const GROUPS: readonly Group[] = [
  { load: async () => (await import('./text/index.ts')).textChecks },
  { load: async () => (await import('./schema/index.ts')).schemaChecks },
  { load: async () => (await import('./conditions/index.ts')).conditionChecks },
  { load: async () => (await import('./versions/index.ts')).versionChecks },
  { load: async () => (await import('./names/index.ts')).nameChecks },
  { load: async () => (await import('./security/index.ts')).securityChecks },
  { load: async () => (await import('./references/index.ts')).referenceChecks },
  { load: async () => [(await import('./workloads/quota-exceeded.ts')).quotaExceeded] },
  {
    types: [...PODS, 'policy/PodDisruptionBudget'],
    load: async () => (await import('./workloads/index.ts')).workloadChecks,
  },
  { types: PODS, load: async () => (await import('./gpu/index.ts')).gpuChecks },
  { types: ['batch/Job', 'batch/CronJob'], load: async () => (await import('./jobs/index.ts')).jobChecks },
  {
    types: [...PODS, 'PersistentVolumeClaim', 'Service'],
    load: async () => (await import('./storage/index.ts')).storageChecks,
  },
  { types: [...ROUTES, 'Secret'], load: async () => (await import('./ingress/index.ts')).ingressChecks },
]

/** All checks that can find something in files, each once; those of other subjects are not even loaded. */
export async function checksFor(sources: readonly Source[]): Promise<Check[]> {
  const types = new Set(
    sources.flatMap((source) =>
      readManifests(source)
        .documents.flatMap(objectsOf)
        .map(({ type }) => type),
    ),
  )
  const isAnyStrange = [...types].some((type) => !KNOWN.has(type))
  const wanted = GROUPS.filter((group) => isAnyStrange || group.types?.some((type) => types.has(type)) !== false)
  const groups = await Promise.all(wanted.map(({ load }) => load()))
  // What is in pipelines can be told by nothing but their names.
  const { ciChecks } = sources.some(({ name }) => isPipeline(name)) ? await import('./ci/index.ts') : { ciChecks: [] }
  return [...new Set([...groups, ciChecks].flat())]
}
