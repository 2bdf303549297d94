import type { Check } from '../../rule.ts'
import { duplicateObject } from './duplicate-object.ts'
import { host } from './host.ts'
import { label } from './label.ts'
import { name } from './name.ts'
import { namespaceMismatch } from './namespace-mismatch.ts'
import { placeholder } from './placeholder.ts'
import { port } from './port.ts'
import { quantity } from './quantity.ts'
import { serverFields } from './server-fields.ts'

export const nameChecks: readonly Check[] = [
  duplicateObject,
  host,
  label,
  name,
  namespaceMismatch,
  placeholder,
  port,
  quantity,
  serverFields,
]
