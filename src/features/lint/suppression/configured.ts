import createIgnore from 'ignore'
import { objectName, type KubernetesObject } from '../../manifests/object.ts'
import type { ProjectConfig } from '../config-schema.ts'
import type { Suppression } from './written.ts'

/** The part of a project that was looked at. */
export type LookedAt = { files: readonly string[]; objects: readonly KubernetesObject[] }

/**
 * The entries of `lint.ignore` in the project's file.
 *
 * @param today as `2026-11-21`
 * @param part where not the whole project was looked at
 */
export function configuredSuppressions(config: ProjectConfig, today: string, part?: LookedAt): Suppression[] {
  return (config.lint?.ignore ?? []).map(({ rule, file, object, reason, until }, index) => {
    const files = file === undefined ? undefined : createIgnore().add(file)
    const isFile = (name: string): boolean => {
      const own = config.nameWithin(name)
      return files === undefined || (own !== undefined && files.ignores(own))
    }
    const isObject = (one: KubernetesObject | undefined): boolean =>
      object === undefined || (one !== undefined && isNamed(object, objectName(one)))
    const isLookedAt = ({ files: names, objects }: LookedAt): boolean =>
      names.some(isFile) && (object === undefined || objects.some(isObject))
    return {
      rule,
      reason,
      by: config.source.name,
      expired: until !== undefined && until < today.slice(0, until.length) ? until : undefined,
      place: { source: config.source, range: rangeOfLine(config, index) },
      elsewhere: part !== undefined && !isLookedAt(part),
      matches: (subject) => subject.rule === rule && isFile(subject.file) && isObject(subject.object),
    }
  })
}

/** `Deployment/web` names it in every namespace. */
function isNamed(wanted: string, name: string): boolean {
  return wanted === name || name.startsWith(`${wanted} in `)
}

function rangeOfLine({ source, ignorePlace }: ProjectConfig, index: number): { start: number; end: number } {
  const { line, column } = ignorePlace(index)
  const lines = source.text.split('\n').slice(0, line)
  const before = lines.slice(0, -1).reduce((length, one) => length + one.length + 1, 0)
  return { start: before + column - 1, end: before + (lines.at(-1)?.trimEnd().length ?? 0) }
}
