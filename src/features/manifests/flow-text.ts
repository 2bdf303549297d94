import type { Json } from './document.ts'
import { emitFlow } from './emit.ts'
import { readPlain } from './plain-scalar.ts'

/** A value as people type it on one line, with quotes only where YAML needs them: `{cpu: 100m, memory: 128Mi}`. */
export function flowText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, item]) => `${flowText(key)}: ${flowText(item)}`)
    return `{${pairs.join(', ')}}`
  }
  return typeof value === 'string' && isPlain(value) ? value : emitFlow(value)
}

function isPlain(text: string): boolean {
  return /^\w[\w./-]*$/u.test(text) && typeof readPlain(text) === 'string'
}
