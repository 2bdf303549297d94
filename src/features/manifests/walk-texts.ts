import type { Json, Path } from './document.ts'

/** Is told every text below a value, and where it stands; the path is the walker's own, to be copied if it is kept. */
type Visit = (text: string, path: Path) => void

/** Visits every text below a value. */
export function walkTexts(value: Json, visit: Visit): void {
  walk(value, [], visit)
}

function walk(value: Json, path: (string | number)[], visit: Visit): void {
  if (typeof value === 'string') {
    visit(value, path)
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) walkBelow(value[index], path, index, visit)
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) walkBelow(value[key], path, key, visit)
  }
}

function walkBelow(value: Json | undefined, path: (string | number)[], step: string | number, visit: Visit): void {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') return
  path.push(step)
  walk(value, path, visit)
  path.pop()
}
