import type { StoredObject } from './kubernetes-objects.ts'
import { apiVersionOf, type ResourceType } from './kubernetes-resources.ts'

type Cell = string | number
type Column = { name: string; type: 'string' | 'integer'; wide?: true; cell: (object: StoredObject) => Cell }
type Fields = Record<string, unknown>

/** What of each object a table's rows carry. */
export type IncludeObject = 'None' | 'Metadata' | 'Object'

/**
 * A list or a single object as the table that kubectl prints.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
 */
export function table(
  type: ResourceType,
  objects: readonly StoredObject[],
  metadata: Record<string, unknown>,
  include: IncludeObject,
): unknown {
  const columns = [nameColumn, ...(columnsOf[`${type.group}/${type.name}`] ?? [])]
  const age = columns.findIndex(({ wide }) => wide === true)
  columns.splice(age === -1 ? columns.length : age, 0, ageColumn)
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map((column) => ({
      name: column.name,
      type: column.type,
      format: column.name === 'Name' ? 'name' : '',
      description: '',
      priority: column.wide === true ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object)),
      ...(include !== 'None' && { object: rowObject(type, object, include) }),
    })),
  }
}

function rowObject(type: ResourceType, object: StoredObject, include: 'Metadata' | 'Object'): unknown {
  if (include === 'Object') return { kind: type.kind, apiVersion: apiVersionOf(type.group), ...object }
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}

const nameColumn: Column = { name: 'Name', type: 'string', cell: ({ metadata }) => metadata.name }

const ageColumn: Column = {
  name: 'Age',
  type: 'string',
  cell: ({ metadata }) => ageOf(Date.now() - Date.parse(metadata.creationTimestamp)),
}

const columnsOf: Record<string, Column[]> = {
  '/namespaces': [text('Status', (object) => at(object.status, 'phase'))],
  '/pods': [
    text('Ready', (object) => `${firstContainer(object)['ready'] === true ? 1 : 0}/1`),
    text('Status', podStatus),
    { name: 'Restarts', type: 'integer', cell: (object) => Number(firstContainer(object)['restartCount'] ?? 0) },
    wideText('IP', (object) => at(object.status, 'podIP')),
    wideText('Node', (object) => at(object.spec, 'nodeName')),
    wideText('Nominated Node', () => '<none>'),
    wideText('Readiness Gates', () => '<none>'),
  ],
  '/services': [
    text('Type', (object) => at(object.spec, 'type')),
    text('Cluster-IP', (object) => at(object.spec, 'clusterIP')),
    text('External-IP', () => '<none>'),
    text('Port(s)', servicePorts),
    wideText('Selector', (object) => labelsText(fields(object.spec)['selector'])),
  ],
  'apps/deployments': [
    text('Ready', (object) => `${count(object, 'readyReplicas')}/${count(object, 'replicas')}`),
    { name: 'Up-to-date', type: 'integer', cell: (object) => count(object, 'updatedReplicas') },
    { name: 'Available', type: 'integer', cell: (object) => count(object, 'availableReplicas') },
  ],
}

function text(name: string, cell: (object: StoredObject) => string): Column {
  return { name, type: 'string', cell }
}

function wideText(name: string, cell: (object: StoredObject) => string): Column {
  return { name, type: 'string', cell, wide: true }
}

function podStatus(object: StoredObject): string {
  const state = fields(firstContainer(object)['state'])
  const reason = fields(state['waiting'])['reason'] ?? fields(state['terminated'])['reason']
  return typeof reason === 'string' ? reason : at(object.status, 'phase')
}

function servicePorts(object: StoredObject): string {
  const ports = fields(object.spec)['ports']
  if (!Array.isArray(ports)) return '<none>'
  return ports.map((port: unknown) => `${String(fields(port)['port'])}/${at(port, 'protocol')}`).join(',')
}

function firstContainer(object: StoredObject): Fields {
  const statuses = fields(object.status)['containerStatuses']
  return Array.isArray(statuses) ? fields(statuses[0]) : {}
}

function count(object: StoredObject, name: string): number {
  return Number(fields(object.status)[name] ?? 0)
}

function labelsText(labels: unknown): string {
  const pairs = Object.entries(fields(labels)).map(([key, value]) => `${key}=${String(value)}`)
  return pairs.length > 0 ? pairs.join(',') : '<none>'
}

function at(value: unknown, key: string): string {
  const found = fields(value)[key]
  return typeof found === 'string' ? found : '<none>'
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

/** The largest unit that gives at least two of it, as tables of Kubernetes round ages. */
function ageOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (seconds < 120) return `${seconds}s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}
