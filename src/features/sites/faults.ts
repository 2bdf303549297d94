import type { BaseIssue } from 'valibot'
import { nearest } from '../../nearest-names.ts'
import type { Fault, FieldPath } from './yaml-file.ts'

/** A fault before it has a place in a file. `of` is the field that the place is looked up by. */
export type Complaint = { of: FieldPath; field: FieldPath; message: string }

/** What this file needs to know of a valibot schema: how it is put together. */
export type SchemaShape = {
  type: string
  entries?: Record<string, SchemaShape>
  item?: SchemaShape
  value?: SchemaShape
  wrapped?: SchemaShape
}

/**
 * Names that the schema does not know, and lists where it wants a mapping.
 *
 * The validator's own strict objects stop at the first unknown name, and its objects take a list for an empty mapping.
 */
export function shapeComplaints(schema: SchemaShape, value: unknown, path: FieldPath = []): Complaint[] {
  if (schema.wrapped) return shapeComplaints(schema.wrapped, value, path)
  if (schema.item && Array.isArray(value)) {
    const { item } = schema
    return value.flatMap((one, index) => shapeComplaints(item, one, [...path, index]))
  }
  if (!schema.entries && schema.type !== 'record') return []
  if (Array.isArray(value)) return [{ of: path, field: path, message: 'expected a mapping, found a list' }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => {
    const known = schema.entries ? ownEntry(schema.entries, key) : schema.value
    return known ? shapeComplaints(known, member, [...path, key]) : [unknownName(schema, key, path)]
  })
}

/** The schema of the field at a path; undefined for what is no field. */
export function shapeAt(schema: SchemaShape, path: readonly string[]): SchemaShape | undefined {
  if (schema.wrapped) return shapeAt(schema.wrapped, path)
  const [key, ...rest] = path
  if (key === undefined) return schema
  const member = schema.entries ? ownEntry(schema.entries, key) : schema.value
  return member && shapeAt(member, rest)
}

function ownEntry(entries: Record<string, SchemaShape>, key: string): SchemaShape | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined
}

function unknownName(schema: SchemaShape, key: string, path: FieldPath): Complaint {
  const names = Object.keys(schema.entries ?? {})
  const near = nearest(key, names)
  const help = near === undefined ? `known here: ${names.join(', ')}` : `did you mean ${near}?`
  return { of: [...path, key], field: [...path, key], message: `unknown name; ${help}` }
}

/** The validator's issues as complaints: what was expected, what was found. */
export function issueComplaints(issues: readonly BaseIssue<unknown>[]): Complaint[] {
  return issues.map((issue) => {
    const path = (issue.path ?? []).map((item) => item.key as string | number)
    if (issue.path?.at(-1)?.origin === 'key' && issue.path.at(-1)?.value === undefined)
      return { of: path.slice(0, -1), field: path, message: 'missing; every profile must say it' }
    return { of: path, field: path, message: `expected ${issue.message}, found ${found(issue.input)}` }
  })
}

function found(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value !== 'string') return JSON.stringify(value) ?? typeof value
  // A value in the wrong place may be long, or nobody's business: its beginning is enough to find it.
  const [line = ''] = value.split('\n')
  return JSON.stringify(line.length > 40 || line !== value ? `${line.slice(0, 40)}...` : line)
}

/** `login.oidc.scopes[2]` */
export function fieldName(path: FieldPath): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./u, '')
}

/** One fault a line, as editors and terminals link it: `FILE:LINE:COLUMN: field: message`. */
export function faultList(faults: readonly Fault[]): string {
  return faults
    .map(({ file, line, column, field, message }) => {
      return `  ${file}:${line}:${column}: ${field === '' ? '' : `${field}: `}${message}`
    })
    .join('\n')
}
