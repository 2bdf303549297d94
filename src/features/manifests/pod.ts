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
  /** Undefined where none is written. */
  metadata: JsonObject | undefined
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
export function podTemplateOf(owner: KubernetesObject): PodTemplate | undefined {
  return TEMPLATES.has(owner.type) ? templateOf(owner) : undefined
}

const templateOf = rememberEach((owner: KubernetesObject): PodTemplate | undefined =>
  readTemplate(owner, TEMPLATES.get(owner.type) ?? []),
)

function readTemplate(owner: KubernetesObject, steps: Path): PodTemplate | undefined {
  const template = objectAt(owner.value, ...steps)
  const spec = objectAt(template, 'spec')
  if (spec === undefined) return undefined
  const metadata = objectAt(template, 'metadata')
  const { path, specPath, lists } = owner.path.length === 0 ? placesAt(steps) : below([...owner.path, ...steps])
  return {
    owner,
    path,
    specPath,
    spec,
    metadata,
    labels: labelsOf(objectAt(metadata, 'labels')),
    containers: containersOf(spec, lists),
  }
}

/** Where things stand in a template; `lists` has the paths of the containers that were met, by index. */
type Places = { path: Path; specPath: Path; lists: Record<Container['list'], ListPlaces> }

type ListPlaces = { path: Path; items: Path[] }

function below(path: Path): Places {
  const specPath = [...path, 'spec']
  const list = (name: Container['list']): ListPlaces => ({ path: [...specPath, name], items: [] })
  return {
    path,
    specPath,
    lists: {
      initContainers: list('initContainers'),
      containers: list('containers'),
      ephemeralContainers: list('ephemeralContainers'),
    },
  }
}

/** The same for all documents of a kind, so that a large project does not keep one for each. */
const placesAt = rememberEach(below)

function containersOf(spec: JsonObject, lists: Places['lists']): Container[] {
  const containers: Container[] = []
  for (const list of LISTS) {
    const written = listAt(spec, list)
    for (let index = 0; index < written.length; index += 1) {
      const value = written[index]
      if (!isObject(value)) continue
      const { items, path: listPath } = lists[list]
      const path = (items[index] ??= [...listPath, index])
      const sidecar = list === 'initContainers' && value['restartPolicy'] === 'Always'
      containers.push({ list, path, value, name: textAt(value, 'name'), sidecar })
    }
  }
  // A list that grew has room for sixteen more.
  return containers.slice()
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
