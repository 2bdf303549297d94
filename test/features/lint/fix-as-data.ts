import type { Json, JsonObject, Path } from '../../../src/features/manifests/document.ts'
import type { Edit } from '../../../src/features/manifests/edit.ts'

/** An edit made to a value instead of to a text. `written` gives the characters of a scalar, without its quotes. */
export function editedData(value: Json, edit: Edit, written: (path: Path, key: boolean) => string): Json {
  const copy = structuredClone(value)
  switch (edit.kind) {
    case 'set':
      return put(copy, edit.path, edit.value)
    case 'requote':
      return edit.key === true
        ? renamed(copy, edit.path, written(edit.path, true))
        : put(copy, edit.path, written(edit.path, false))
    case 'rename':
      return renamed(copy, edit.path, edit.key)
    case 'remove':
      take(copy, edit.path)
      return copy
    case 'remove-duplicate':
      // kubectl keeps the last of several equal ones anyway.
      return copy
    case 'add':
      return put(copy, [...edit.path, edit.key], edit.value)
    case 'append': {
      const list = holderOf(copy, [...edit.path, 0], false)
      if (!Array.isArray(list)) throw new Error(`nothing can be appended to ${edit.path.join('.')}`)
      list.push(edit.value)
      return copy
    }
    case 'move': {
      const taken = take(copy, edit.from)
      return put(copy, edit.to, taken)
    }
  }
}

function put(value: Json, path: Path, item: Json): Json {
  if (path.length === 0) return item
  const holder = holderOf(value, path, true)
  Object.assign(holder, { [String(path.at(-1))]: item })
  return value
}

function take(value: Json, path: Path): Json {
  const holder = holderOf(value, path, false)
  const last = path.at(-1) ?? ''
  if (Array.isArray(holder)) return holder.splice(Number(last), 1)[0] ?? null
  const item = holder[last] ?? null
  Reflect.deleteProperty(holder, last)
  return item
}

function renamed(value: Json, path: Path, key: string): Json {
  const item = take(value, path)
  return put(value, [...path.slice(0, -1), key], item)
}

/** What holds the last step of a path; mappings that are missing on the way are made where wanted. */
function holderOf(value: Json, path: Path, make: boolean): Json[] | JsonObject {
  let here = value as Json[] | JsonObject
  for (const step of path.slice(0, -1)) {
    const holder = here as JsonObject
    if (make && (holder[step] === undefined || holder[step] === null)) holder[step] = {}
    const next = holder[step]
    if (typeof next !== 'object' || next === null) throw new Error(`nothing stands at ${path.join('.')}`)
    here = next
  }
  return here
}
