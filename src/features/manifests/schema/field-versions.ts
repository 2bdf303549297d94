import { readField, type SchemaData } from './data.ts'
import type { MinorRange } from './model.ts'

/** The minor versions that have a field. */
export type FieldVersions = MinorRange & {
  /** Those where the server drops it by default, as a feature gate is off. Not all such fields are known. */
  off: MinorRange | undefined
}

/** Which versions have a field of a kind, over all of its way from the root; undefined where none has. */
export function fieldVersions(
  data: SchemaData,
  apiVersion: string,
  kind: string,
  path: readonly string[],
): FieldVersions | undefined {
  const root = data.kindOf(apiVersion, kind)
  if (root?.type === undefined) return undefined
  let type = root.type
  let versions: FieldVersions = { ...root.range, off: undefined }
  for (const step of path) {
    const lines = (data.linesOf(type) ?? []).filter((line) => nameIn(line) === step)
    const fields = lines.map((line) => readField(line, data.minors))
    const [first] = fields
    const last = fields.at(-1)
    if (first === undefined || last === undefined) return undefined
    const to = Math.min(versions.to, last.range.to)
    versions = { from: Math.max(versions.from, first.range.from), to, off: last.off ?? versions.off }
    // A map's keys are the user's own: nothing is known below.
    type = last.type.replace(/^(?:\[\])+/u, '')
  }
  return versions
}

function nameIn(line: string): string {
  return line.slice(1).split(/[! ]/u, 1)[0] ?? ''
}
