import type { JsonObject, Path } from './document.ts'
import { excerpt } from './excerpt.ts'
import { isObject, listAt, objectAt, textAt } from './json.ts'
import type { KubernetesObject } from './object.ts'
import { rememberEach } from './remember.ts'

/** The pods that an object makes: its pod template, or the Pod itself. Paths are those of the document. */
export type PodTemplate = {
  /** Whose template it is: the Deployment, the CronJob, ..., or the Pod itself. */
  owner: KubernetesObject
  /** Where the template stands: its `metadata` and `spec` are below. */
  path: Path
  specPath: Path
  spec: JsonObject
  labels: Readonly<Record<string, string>>
  containers: readonly Container[]
}

export type Container = {
  /** The list it stands in. */
  list: 'containers' | 'initContainers' | 'ephemeralContainers'
  path: Path
  value: JsonObject
  name: string | undefined
  /** An init container that runs beside the others (`restartPolicy: Always`). @see KEP-753 */
  sidecar: boolean
}

/** Where each kind keeps its pod template. */
const TEMPLATES: ReadonlyMap<string, Path> = new Map<string, Path>([
  ['Pod', []],
  ['ReplicationController', ['spec', 'template']],
  ['apps/Deployment', ['spec', 'template']],
  ['apps/StatefulSet', ['spec', 'template']],
  ['apps/DaemonSet', ['spec', 'template']],
  ['apps/ReplicaSet', ['spec', 'template']],
  ['batch/Job', ['spec', 'template']],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
])

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const

/** The pod template of an object; undefined for kinds that make no pods, and where no pod spec is written. */
export const podTemplateOf = rememberEach((owner: KubernetesObject): PodTemplate | undefined => {
  const steps = TEMPLATES.get(owner.type)
  return steps === undefined ? undefined : readTemplate(owner, steps)
})

function readTemplate(owner: KubernetesObject, steps: Path): PodTemplate | undefined {
  const spec = objectAt(owner.value, ...steps, 'spec')
  if (spec === undefined) return undefined
  const path = [...owner.path, ...steps]
  const specPath = [...path, 'spec']
  return {
    owner,
    path,
    specPath,
    spec,
    labels: labelsOf(objectAt(owner.value, ...steps, 'metadata', 'labels')),
    containers: containersOf(spec, specPath),
  }
}

function containersOf(spec: JsonObject, specPath: Path): Container[] {
  const containers: Container[] = []
  for (const list of LISTS) {
    const written = listAt(spec, list)
    for (let index = 0; index < written.length; index += 1) {
      const value = written[index]
      if (!isObject(value)) continue
      const sidecar = list === 'initContainers' && value['restartPolicy'] === 'Always'
      containers.push({ list, path: [...specPath, list, index], value, name: textAt(value, 'name'), sidecar })
    }
  }
  return containers
}

/** Labels whose values are texts; what else stands there is for the schema's rules to say. */
export function labelsOf(labels: JsonObject = {}): Readonly<Record<string, string>> {
  if (isOfTexts(labels)) return labels
  const pairs = Object.entries(labels)
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}

function isOfTexts(labels: JsonObject): labels is Record<string, string> {
  for (const key in labels) if (typeof labels[key] !== 'string') return false
  return true
}

const TITLES = {
  containers: 'container',
  initContainers: 'init container',
  ephemeralContainers: 'debug container',
} as const

/** What people call it, to begin a sentence with: `The init container setup`. */
export function containerTitle({ list, name, sidecar }: Container): string {
  const kind = sidecar ? 'sidecar' : TITLES[list]
  return name === undefined ? `A ${kind} without a name` : `The ${kind} ${excerpt(name)}`
}
