import type { Json } from '../document.ts'
import { isObject } from '../json.ts'
import type { Schema } from './model.ts'
import { isOfType } from './scalar.ts'

/**
 * True if a value could be meant for a place: as deep as a look tells. Something of each mapping must be known there, as
 * an unknown key is a slip of its own.
 */
export function fits(value: Json, schema: Schema): boolean {
  if (value === null) return true
  switch (schema.kind) {
    case 'any':
      return true
    case 'scalar':
      return isOfType(value, schema.type)
    case 'list':
      return Array.isArray(value) && value.slice(0, 1).every((item) => fits(item, schema.items))
    case 'map':
      return (
        isObject(value) &&
        Object.values(value)
          .slice(0, 1)
          .every((inner) => fits(inner, schema.values))
      )
    case 'object': {
      if (!isObject(value)) return false
      const keys = Object.keys(value)
      return keys.length === 0 || keys.some((key) => schema.fields.has(key))
    }
  }
}
