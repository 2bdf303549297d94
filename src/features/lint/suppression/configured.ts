import createIgnore from 'ignore'
import { objectName } from '../../manifests/object.ts'
import type { ProjectConfig } from '../config-schema.ts'
import type { Suppression } from './written.ts'

/** The entries of `lint.ignore` in the project's file. @param today as `2026-11-21` */
export function configuredSuppressions(config: ProjectConfig, today: string): Suppression[] {
  return (config.lint?.ignore ?? []).map(({ rule, file, object, reason, until }, index) => {
    const files = file === undefined ? undefined : createIgnore().add(file)
    return {
      rule,
      reason,
      by: config.source.name,
      expired: until !== undefined && until < today.slice(0, until.length) ? until : undefined,
      place: { source: config.source, range: rangeOfLine(config, index) },
      matches: (subject) =>
        subject.rule === rule &&
        (files === undefined || isBelow(subject.file, (name) => files.ignores(name))) &&
        (object === undefined || (subject.object !== undefined && isNamed(object, objectName(subject.object)))),
    }
  })
}

/** Patterns are for paths of the project; a file outside it (`../x`, standard input) is named by none. */
function isBelow(file: string, matches: (name: string) => boolean): boolean {
  return !file.startsWith('../') && !file.startsWith('/') && matches(file)
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
