import type { Json, Path } from '../../manifests/document.ts'
import { at, isObject } from '../../manifests/json.ts'

/** `image`, `[0]`, `[name="web"]`, `[app.kubernetes.io/name]`. */
const STEP = /\.?(?<key>[^.[\]]+)|\[(?<inner>[^\]]+)\]/gsuy

type Step =
  | { kind: 'key'; key: string }
  | { kind: 'index'; index: number }
  /** The item of a list that has these fields, as server-side apply names items. */
  | { kind: 'item'; fields: [string, unknown][] }

/**
 * The path in an object that the API server means by `spec.containers[0].image`, `.spec.containers[name="web"].env` or
 * `data[tls.crt]`; undefined where it names none (`<nil>`, `[]`). The end of it need not exist. Where an error of Go
 * leaves the indexes of lists out (`spec.containers.env.value`), the first place that fits is taken.
 */
export function readServerPath(written: string, object: Json): Path | undefined {
  const steps = readSteps(written)
  const [first] = steps ?? []
  if (steps === undefined || first?.kind !== 'key' || !isObject(object)) return undefined
  return resolve(steps, object).path
}

function readSteps(written: string): Step[] | undefined {
  const found = [...written.matchAll(STEP)]
  const length = found.reduce((sum, [text]) => sum + text.length, 0)
  if (length !== written.length || written.startsWith('<nil>')) return undefined
  return found.map(({ groups = {} }) => readStep(groups['key'], groups['inner'] ?? ''))
}

function readStep(key: string | undefined, inner: string): Step {
  if (key !== undefined) return { kind: 'key', key }
  if (/^\d+$/u.test(inner)) return { kind: 'index', index: Number(inner) }
  const fields = [...inner.matchAll(/([\w.-]+)=("(?:[^"\\]|\\.)*"|[^,"]+)/gsu)]
  if (fields.length === 0) return { kind: 'key', key: inner.replace(/^"(.*)"$/su, '$1') }
  return { kind: 'item', fields: fields.map(([, name = '', value = '']) => [name, literal(value)]) }
}

function literal(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    // Not JSON: then it stands for itself.
    return written
  }
}

type Resolved = { path: (string | number)[]; exists: boolean }

function resolve(steps: readonly Step[], value: Json | undefined): Resolved {
  const [step, ...rest] = steps
  if (step === undefined) return { path: [], exists: value !== undefined }
  if (step.kind === 'key' && Array.isArray(value)) return firstFitting(steps, value)
  const key = keyOf(step, value)
  if (key === undefined) return { path: [], exists: false }
  const below = resolve(rest, at(value, key))
  return { path: [key, ...below.path], exists: below.exists }
}

function keyOf(step: Step, value: Json | undefined): string | number | undefined {
  switch (step.kind) {
    case 'key':
      return step.key
    case 'index':
      return isObject(value) ? String(step.index) : step.index
    case 'item': {
      if (!Array.isArray(value)) return undefined
      const index = value.findIndex((item) => step.fields.every(([name, wanted]) => at(item, name) === wanted))
      return index < 0 ? undefined : index
    }
  }
}

function firstFitting(steps: readonly Step[], items: readonly Json[]): Resolved {
  const tried = items.map((item, index): Resolved => {
    const below = resolve(steps, item)
    return { path: [index, ...below.path], exists: below.exists }
  })
  return tried.find(({ exists }) => exists) ?? { path: [], exists: false }
}
