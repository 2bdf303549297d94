import type { Json, Path } from './document.ts'

/** Calls back for every text below a value; `path` leads there from the value, and is made only where it is asked for. */
export function walkTexts(value: Json, visit: (text: string, path: () => Path) => void): void {
  walk(value, [], visit)
}

function walk(value: Json, steps: (string | number)[], visit: (text: string, path: () => Path) => void): void {
  if (typeof value === 'string') {
    visit(value, () => [...steps])
    return
  }
  if (typeof value !== 'object' || value === null) return
  const pairs: Iterable<[string | number, Json]> = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [step, inner] of pairs) {
    steps.push(step)
    walk(inner, steps, visit)
    steps.pop()
  }
}
