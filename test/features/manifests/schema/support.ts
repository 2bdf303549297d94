import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../../../src/features/manifests/document.ts'
import { isObject } from '../../../../src/features/manifests/json.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import type { SchemaFault } from '../../../../src/features/manifests/schema/fault.ts'
import { validate } from '../../../../src/features/manifests/schema/index.ts'
import type { ObjectSchema } from '../../../../src/features/manifests/schema/model.ts'
import { createSchemas } from '../../../../src/features/manifests/schema/schemas.ts'

const root = join(import.meta.dirname, '../../../..')

export const schemasText = readFileSync(join(root, 'schemas/kubernetes.txt'), 'utf8')

export const schemas = createSchemas(schemasText)

/** Objects that a kube-apiserver 1.37 takes, with fieldValidation=Strict, as they are. */
export const goodObjects: readonly JsonObject[] = ['workloads.yaml', 'others.yaml'].flatMap((file) =>
  objectsIn(readFileSync(join(root, 'test/fixtures/schemas', file), 'utf8')),
)

/** The documents of a YAML text, as kubectl reads them. */
export function objectsIn(text: string): JsonObject[] {
  return readManifests({ name: 'test.yaml', text }).documents.map(({ value }) => {
    if (!isObject(value)) throw new Error('no mapping')
    return value
  })
}

export function schemaFor(value: JsonObject, minor: number, definitions: readonly JsonObject[] = []): ObjectSchema {
  const { apiVersion, kind } = value as { apiVersion: string; kind: string }
  const found = schemas.at(minor, definitions).find(apiVersion, kind)
  if (found.status !== 'known') throw new Error(`${kind} is ${found.status}`)
  return found.schema
}

export function faultsOf(value: JsonObject, minor: number, definitions: readonly JsonObject[] = []): SchemaFault[] {
  return validate(value, schemaFor(value, minor, definitions))
}

/** One line a fault: `unknown-field spec.accessMode: accessModes`. */
export function told(fault: SchemaFault): string {
  const path = fault.path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  )
  return `${fault.kind} ${path}${detail(fault)}`
}

function detail(fault: SchemaFault): string {
  switch (fault.kind) {
    case 'unknown-field':
      return fault.versions ? `: 1.${fault.versions.from} to 1.${fault.versions.to}` : `: ${fault.nearest.join(', ')}`
    case 'misplaced-field':
      return `: ${fault.belongs.text}`
    case 'type': {
      const cure = fault.quote
        ? ', quote it'
        : fault.instead === undefined
          ? ''
          : `, ${JSON.stringify(fault.instead)}`
      return `: ${fault.expected}, not ${fault.found}${cure}`
    }
    case 'required':
      return fault.misspelt === undefined ? '' : `: see ${fault.misspelt}`
    case 'enum':
      return `: ${fault.sameButCase ?? (fault.allowed as string[]).join('|')}`
    case 'limit':
      return `: ${fault.limit} ${fault.bound}, not ${fault.found}`
    case 'condition':
      return `: ${fault.judged ? '' : 'perhaps '}not ${fault.word}${fault.wanted === undefined ? '' : ` ${fault.wanted}`}`
  }
}

/** A pod spec's own lines, indented by two, in a Pod. */
export function pod(spec: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n${spec}`
}

/** A container's further lines, indented by four, in a Pod. */
export function container(lines: string): string {
  return pod(`  containers:\n  - name: a\n    image: a:1\n${lines}`)
}

export function deployment(lines: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n${lines}`
}

export const template = '  template: {spec: {containers: [{name: a, image: "a:1"}]}}\n'

/** Objects as YAML, and what is told of each at 1.35, or at another version. */
export type Case = { name: string; yaml: string; minor?: number; faults: string[] }
