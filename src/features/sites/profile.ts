import { safeParse } from 'valibot'
import { fieldName, issueComplaints, shapeComplaints, type Complaint } from './faults.ts'
import type { Origin, ProfileFile } from './layers.ts'
import { nearest } from '../../nearest-names.ts'
import { profileSchema, type Profile } from './schema.ts'
import { parseYaml, type Fault, type FieldPath, type Position, type YamlFile } from './yaml-file.ts'

/** A profile that was found and is sound. */
export type Site = {
  id: string
  origin: Origin
  file: string
  /** The files that `extends` brought in, nearest first. */
  basedOn: string[]
  profile: Profile
}

/** A profile that cannot be used; the others can. */
export type BrokenSite = { id: string; origin: Origin; file: string; faults: Fault[] }

/**
 * Reads one profile, merges in what it extends and checks the result. `all` are the files that `extends` may name,
 * lowest layer first. All faults are told, each where it stands.
 */
export function readProfile(file: ProfileFile, all: readonly ProfileFile[]): Site | BrokenSite {
  const broken = (faults: Fault[]): BrokenSite => ({ id: file.id, origin: file.origin, file: file.file, faults })
  const chain = readChain(file, all, [])
  if ('faults' in chain) return broken(chain.faults)
  const merged = chain.files.map((one) => withoutExtends(one.value)).reduceRight<unknown>(merge, {})
  const parsed = safeParse(profileSchema, merged)
  const identity = identityComplaints(file, chain.files[0])
  const complaints = [
    ...shapeComplaints(profileSchema, merged),
    ...(parsed.success ? [] : issueComplaints(parsed.issues)).filter(
      ({ field }) => identity.length === 0 || field[0] !== 'id',
    ),
    ...identity,
  ]
  if (complaints.length > 0)
    return broken(complaints.map((complaint) => placed(complaint, chain.files)).toSorted(byPlace))
  if (!parsed.success) throw new Error('a profile without complaints must be sound')
  const basedOn = chain.files.slice(1).map((one) => one.file)
  return { id: file.id, origin: file.origin, file: file.file, basedOn, profile: parsed.output }
}

/** The file and everything it extends, the file itself first. */
function readChain(
  file: ProfileFile,
  all: readonly ProfileFile[],
  before: readonly ProfileFile[],
): { files: YamlFile[] } | { faults: Fault[] } {
  const read = file.read()
  if ('fault' in read) return { faults: [read.fault] }
  const parsed = parseYaml(file.file, read.text)
  if (parsed.kind !== 'mapping') return { faults: parsed.faults }
  const wanted = parsed.yaml.value['extends']
  if (wanted === undefined) return { files: [parsed.yaml] }
  const base = baseOf(file, wanted, all, [...before, file])
  if ('message' in base)
    return { faults: [placed({ of: ['extends'], field: ['extends'], message: base.message }, [parsed.yaml])] }
  const rest = readChain(base, all, [...before, file])
  return 'faults' in rest ? rest : { files: [parsed.yaml, ...rest.files] }
}

/** Its own id means the same site one layer down; another id, whatever wins under it. */
function baseOf(
  file: ProfileFile,
  wanted: unknown,
  all: readonly ProfileFile[],
  before: readonly ProfileFile[],
): ProfileFile | { message: string } {
  if (typeof wanted !== 'string') return { message: 'expected the id of a profile' }
  const own = all.findIndex((one) => one.file === file.file)
  const candidates = wanted === file.id && own >= 0 ? all.slice(0, own) : all
  const base = candidates.findLast((one) => one.id === wanted)
  if (!base) {
    if (wanted === file.id) return { message: `there is no other profile ${wanted} below this one to build on` }
    const near = nearest(wanted, new Set(all.map((one) => one.id)))
    return { message: `there is no profile "${wanted}"${near === undefined ? '' : `; did you mean ${near}?`}` }
  }
  if (before.some((one) => one.file === base.file))
    return { message: `a circle: ${[...before, base].map((one) => one.id).join(' extends ')}` }
  return base
}

function withoutExtends(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'extends'))
}

/** Mappings are merged, everything else is replaced. Built from entries, so that no name can be an object's prototype. */
function merge(base: unknown, top: unknown): unknown {
  if (!isMapping(base) || !isMapping(top)) return top
  const added = Object.entries(top).map(
    ([key, value]) => [key, Object.hasOwn(base, key) ? merge(base[key], value) : value] as const,
  )
  return Object.fromEntries([...Object.entries(base), ...added])
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A file found under one name must not be another site: `--site` goes by the file's name. */
function identityComplaints(file: ProfileFile, top: YamlFile | undefined): Complaint[] {
  const id = top?.value['id']
  if (id === file.id) return []
  const message = `expected ${JSON.stringify(file.id)}, as the file is called ${file.id}.yaml`
  // A missing one is told at the top of this very file: the base's own `id` is right where it is.
  if (id === undefined) return [{ of: [], field: ['id'], message: `missing; ${message}` }]
  return [{ of: ['id'], field: ['id'], message }]
}

/** Where a complaint stands: in the topmost file that holds the field, else at the nearest thing around it. */
function placed(complaint: Complaint, files: readonly YamlFile[]): Fault {
  const { file, position } = locate(complaint.of, files)
  return { file, ...position, field: fieldName(complaint.field), message: complaint.message }
}

function locate(path: FieldPath, files: readonly YamlFile[]): { file: string; position: Position } {
  for (let length = path.length; length > 0; length--) {
    for (const { file, position } of files) {
      const found = position(path.slice(0, length))
      if (found) return { file, position: found }
    }
  }
  return { file: files[0]?.file ?? '', position: { line: 1, column: 1 } }
}

function byPlace(a: Fault, b: Fault): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column
}
