import type { Profile } from '../features/sites/schema.ts'

type StorageClass = NonNullable<NonNullable<Profile['storage']>['classes']>[number]
type GpuModel = NonNullable<NonNullable<Profile['gpu']>['models']>[number]

/** As kubectl writes them. */
const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

/** The storage classes of a site, one a line. */
export function storageTable(classes: readonly StorageClass[]): string[] {
  return table([
    ['CLASS', 'MODES', 'SIZE', 'REMARKS'],
    ...classes.map((one) => [
      one.name,
      (one.modes ?? []).map((mode) => MODES[mode] ?? mode).join(', '),
      sizes(one).join(', '),
      remarks(one).join('; '),
    ]),
  ])
}

function sizes({ minSize, maxSize, sizeStep }: StorageClass): string[] {
  return [
    ...(sizeStep === undefined ? [] : [`steps of ${sizeStep}`]),
    ...(minSize === undefined ? [] : [`from ${minSize}`]),
    ...(maxSize === undefined ? [] : [`up to ${maxSize}`]),
  ]
}

function remarks(one: StorageClass): string[] {
  return [
    ...(one.default === true ? ['the default'] : []),
    ...(one.expandable === undefined ? [] : [one.expandable ? 'can grow' : 'cannot grow']),
    ...(one.oneNode === true ? ['pods of one node only'] : []),
    ...(one.notes ?? []).map((note) => note.replace(/\.$/u, '')),
  ]
}

/** The GPUs of a site, one model a line. */
export function gpuTable(models: readonly GpuModel[]): string[] {
  return table([
    ['--gpu', 'RESOURCE', 'MEMORY', 'NODES', 'TAINT', 'REMARKS'],
    ...models.map(({ alias, resource, memory = '', nodeSelector = {}, tolerations = [], notes = [] }) => [
      alias,
      resource,
      memory,
      Object.entries(nodeSelector)
        .map((pair) => pair.join('='))
        .join(', '),
      tolerations.map(taint).join(', '),
      notes.map((note) => note.replace(/\.$/u, '')).join('; '),
    ]),
  ])
}

/** As kubectl writes one: `key=value:effect`. */
function taint({ key, value, effect }: NonNullable<GpuModel['tolerations']>[number]): string {
  return `${key}${value === undefined ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`
}

/** Rows under their headings; a column of which nothing is known is left out. */
function table(rows: readonly (readonly string[])[]): string[] {
  const [headings = [], ...known] = rows
  const columns = headings.flatMap((_, at) => (known.some((row) => row[at] !== '') ? [at] : []))
  const widths = columns.map((at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  return rows.map((row) =>
    columns
      .map((at, column) => (row[at] ?? '').padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
