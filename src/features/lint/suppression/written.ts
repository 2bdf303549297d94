import type { Range, Source } from '../../manifests/document.ts'
import { textPairsAt } from '../../manifests/json.ts'
import type { KubernetesObject } from '../../manifests/object.ts'

/** What somebody wrote to silence a rule. */
export type Suppression = {
  rule: string
  /** Undefined where none is written, which is reported. */
  reason: string | undefined
  /** `manifest` for a comment or an annotation, else the name of the project's file. */
  by: string
  /** True if what it silences may be in files that were not looked at. */
  elsewhere?: boolean
  /** For an entry of the project's file whose day has passed. */
  expired?: string | undefined
  place:
    | { source: Source; range: Range }
    | { document: KubernetesObject['document']; path: readonly (string | number)[]; at: 'key' }
  matches(subject: Subject): boolean
}

/** What is to be silenced: which rule, where. `line` counts from 1. */
export type Subject = { rule: string; file: string; line: number; object: KubernetesObject | undefined }

const COMMENT = /^(?<before>.*?)#[ \t]*icc-ignore[ \t]+(?<rule>[\w-]+)[ \t]*(?::[ \t]*(?<reason>.*?))?[ \t]*$/u

/** `# icc-ignore RULE: why` on the line above, or at the end of the line itself. */
export function commentSuppressions(source: Source): Suppression[] {
  if (!source.text.includes('icc-ignore')) return []
  const lines = source.text.split('\n')
  let offset = 0
  return lines.flatMap((line, index) => {
    const start = offset
    offset += line.length + 1
    const groups = COMMENT.exec(line.replace(/\r$/u, ''))?.groups
    if (!groups) return []
    const { before = '', rule = '', reason } = groups
    const target = before.trim() === '' ? nextLine(lines, index) : index + 1
    const range = { start: start + before.length, end: start + line.trimEnd().length }
    return [
      {
        rule,
        reason: reason || undefined,
        by: 'manifest',
        place: { source, range },
        matches: (subject: Subject) =>
          subject.rule === rule && subject.file === source.name && subject.line === target,
      },
    ]
  })
}

/** The line, counted from 1, that a comment on the line with this index (from 0) stands above: other comments between. */
function nextLine(lines: readonly string[], index: number): number {
  const next = lines.findIndex((line, at) => at > index && !/^\s*(?:#.*)?$/u.test(line))
  return next + 1
}

const PREFIX = 'icc/ignore-'

/** The annotation `icc/ignore-RULE: why` on an object. */
export function annotationSuppressions(object: KubernetesObject): Suppression[] {
  return textPairsAt(object.value, 'metadata', 'annotations').flatMap(([key, reason]) => {
    if (!key.startsWith(PREFIX)) return []
    const rule = key.slice(PREFIX.length)
    return [
      {
        rule,
        reason: reason.trim() || undefined,
        by: 'manifest',
        place: {
          document: object.document,
          path: [...object.path, 'metadata', 'annotations', key],
          at: 'key' as const,
        },
        matches: (subject: Subject) => subject.rule === rule && subject.object === object,
      },
    ]
  })
}
