import type { Json, JsonObject, ManifestDocument, Path } from '../../../manifests/document.ts'
import { isObject, listAt, objectAt } from '../../../manifests/json.ts'
import type { CiFile } from '../../ci-file.ts'
import type { Example } from '../../rule.ts'

/** A job of a pipeline, a template for jobs (`.name`), or the defaults for all (`default`, or the top level itself). */
export type Job = { name: string; document: ManifestDocument; path: Path; value: JsonObject }

/** One command line of a script. */
export type Line = { job: Job; path: Path; text: string }

/** What stands at the top level and is no job. @see https://docs.gitlab.com/ci/yaml/#global-keywords */
const KEYWORDS = new Set([
  'default',
  'include',
  'stages',
  'types',
  'variables',
  'workflow',
  'spec',
  'cache',
  'image',
  'services',
])

export const SCRIPTS = ['before_script', 'script', 'after_script'] as const

/** The jobs and templates of a pipeline. The first is the top level itself, whose image and scripts are old defaults. */
export function jobsOf({ documents }: CiFile): Job[] {
  return documents.flatMap((document) => {
    const { value } = document
    if (!isObject(value)) return []
    const named = Object.entries(value).flatMap(([name, job]) =>
      isObject(job) && (name === 'default' || !KEYWORDS.has(name))
        ? [{ name, document, path: [name], value: job }]
        : [],
    )
    return [{ name: 'the pipeline', document, path: [], value }, ...named]
  })
}

/** The command lines of a job's scripts; lists within lists too, as references bring them. */
export function linesOf(job: Job): Line[] {
  return SCRIPTS.flatMap((script) => {
    const written = job.value[script]
    return written === undefined ? [] : linesIn(job, [...job.path, script], written)
  })
}

function linesIn(job: Job, path: Path, value: Json): Line[] {
  if (typeof value === 'string') return [{ job, path, text: value }]
  return Array.isArray(value) ? value.flatMap((item, index) => linesIn(job, [...path, index], item)) : []
}

/** The variables that are set for a job or for all, with the texts they are set to. */
export function variablesOf(job: Job): { name: string; path: Path; value: Json }[] {
  return Object.entries(objectAt(job.value, 'variables') ?? {}).map(([name, written]) => {
    const path = [...job.path, 'variables', name]
    return isObject(written)
      ? { name, path: [...path, 'value'], value: written['value'] ?? null }
      : { name, path, value: written }
  })
}

/** The images of a job: its own and those of its services. */
export function imagesOf(job: Job): { path: Path; image: string }[] {
  const own = imageAt(job.value['image'], [...job.path, 'image'])
  const services = listAt(job.value, 'services').flatMap((service, index) =>
    imageAt(service, [...job.path, 'services', index]),
  )
  return [...own, ...services]
}

function imageAt(written: Json | undefined, path: Path): { path: Path; image: string }[] {
  if (typeof written === 'string') return [{ path, image: written }]
  const name = isObject(written) ? written['name'] : undefined
  return typeof name === 'string' ? [{ path: [...path, 'name'], image: name }] : []
}

/** An example of a rule: a pipeline under the name that GitLab wants. */
export function pipeline(text: string, site?: string): Example {
  return { files: { '.gitlab-ci.yml': text }, ...(site === undefined ? {} : { site }) }
}
