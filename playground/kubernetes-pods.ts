import type { Json, JsonObject } from '../src/features/manifests/document.ts'
import { listAt, objectAt, textAt } from '../src/features/manifests/json.ts'

/** A pod in an object, or the template of one: its `spec`, and how the path of that begins. */
export type PodIn = { spec: JsonObject; path: string }

const TEMPLATES: Record<string, string[]> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
}

/** The pod that an object of a kind is or makes. */
export function podIn(kind: string, object: JsonObject): PodIn | undefined {
  const steps = TEMPLATES[kind]
  const spec = steps && objectAt(object, ...steps, 'spec')
  return spec && { spec, path: [...steps, 'spec'].join('.') }
}

export type ContainerIn = { name: string; value: Json; path: string }

export function containersIn({ spec, path }: PodIn): ContainerIn[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    listAt(spec, list).map((value, index) => ({
      name: textAt(value, 'name') ?? '',
      value,
      path: `${path}.${list}[${index}]`,
    })),
  )
}
