import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import type { Context } from '../../../context.ts'
import { ExitCode, IccError, systemCode } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { decodeManifest, type Decoded } from '../../manifests/decode.ts'
import type { Source } from '../../manifests/document.ts'
import { gitIgnored, type GitIgnored } from './git-ignored.ts'

/** A file that could not be read as text; `offset` counts bytes. */
export type Unreadable = { file: string; reason: string; offset: number | undefined }

export type Collected = {
  sources: Source[]
  unreadable: Unreadable[]
  /** The names of files that the user gave one by one: these are never left out in silence. */
  outright: ReadonlySet<string>
  /** True if a folder was given. */
  wholeFolder: boolean
}

/** No manifest that a person wrote is larger; the API server takes no object beyond 1.5 MiB. */
const SIZE_LIMIT = 256 * 1024 * 1024

const MANIFEST = /\.(?:ya?ml|json)$/iu
const NEVER = new Set(['.git', 'node_modules'])

/**
 * Reads what a command line names: files, folders with everything in them that git does not ignore, `-` for standard
 * input. Files of folders count if their names end in .yaml, .yml or .json. Sorted by name, each file once.
 *
 * @throws `path-not-found` (exit 2)
 */
export async function collect(
  ctx: Pick<Context, 'cwd' | 'readInput'>,
  paths: readonly string[],
  excluded: (name: string) => boolean = () => false,
): Promise<Collected> {
  const collected = { sources: [], unreadable: [], outright: new Set<string>(), wholeFolder: false } as Collected & {
    outright: Set<string>
  }
  const walk: Walk = {
    cwd: ctx.cwd,
    files: new Map(),
    folders: new Set(),
    excluded,
    unreadable: collected.unreadable,
  }
  for (const path of new Set(paths)) {
    if (path === '-') {
      collected.sources.push({ name: 'stdin', text: await ctx.readInput() })
      collected.outright.add('stdin')
      continue
    }
    const full = resolve(ctx.cwd, path)
    if (isFolder(full, path)) {
      collected.wholeFolder = true
      walkFolder({ path: full, name: shownName(full, ctx.cwd) }, gitIgnored(full), walk)
    } else {
      const name = shownName(full, ctx.cwd)
      walk.files.set(full, name)
      collected.outright.add(name)
    }
  }
  for (const path of [...walk.files.keys()].toSorted()) readInto(path, walk.files.get(path) ?? path, collected)
  return collected
}

function isFolder(full: string, path: string): boolean {
  try {
    return statSync(full).isDirectory()
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    throw new IccError('path-not-found', `There is no file or folder ${oneLine(path)} to look at.`, {
      exitCode: ExitCode.usage,
      hint: 'icc lint, for everything in this folder',
      cause: error,
    })
  }
}

type Walk = {
  cwd: string
  /** The names to be shown, by full paths. */
  files: Map<string, string>
  /** Real paths of the folders seen: links may lead in a circle. */
  folders: Set<string>
  excluded: (name: string) => boolean
  unreadable: Unreadable[]
}

/** A folder with its full path, and the name that is shown: that of what is in it needs no look at both paths again. */
type Folder = { path: string; name: string }

function walkFolder(folder: Folder, above: GitIgnored, walk: Walk): void {
  const entries = entriesOf(folder, walk)
  if (entries === undefined) return
  const git = entries.some(({ name }) => name === '.gitignore') ? above.within(folder.path) : above
  for (const entry of entries) {
    const path = below(folder.path, entry.name, sep)
    const kind = kindOf(entry, path)
    if (NEVER.has(entry.name) || git.ignores(path, kind === 'folder')) continue
    const name = nameWithin(folder, entry.name, walk.cwd)
    if (walk.excluded(name)) continue
    if (kind === 'folder') walkFolder({ path, name }, git, walk)
    else if (MANIFEST.test(entry.name)) walk.files.set(path, name)
  }
}

function nameWithin({ path, name }: Folder, entry: string, cwd: string): string {
  if (name === '.') return entry
  // The way from above may lead back to where icc was started.
  return name.endsWith('..') ? shownName(below(path, entry, sep), cwd) : below(name, entry, '/')
}

function below(folder: string, name: string, separator: string): string {
  return folder.endsWith(separator) ? folder + name : folder + separator + name
}

function entriesOf({ path, name }: Folder, walk: Walk): Dirent[] | undefined {
  try {
    const real = realpathSync(path)
    if (walk.folders.has(real)) return undefined
    walk.folders.add(real)
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    walk.unreadable.push({ file: name, reason: reasonOf(error), offset: undefined })
    return undefined
  }
}

/** Pipes and devices count as files: that they cannot be read as such is said when that is tried. */
function kindOf(entry: Dirent, path: string): 'file' | 'folder' {
  if (entry.isDirectory()) return 'folder'
  if (!entry.isSymbolicLink()) return 'file'
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    // A link to nowhere, or in a circle: reading it will say so if it looks like a manifest.
    if (systemCode(error) !== undefined) return 'file'
    throw error
  }
}

function readInto(file: string, name: string, { sources, unreadable }: Collected): void {
  const refuse = (reason: string, offset?: number): number => unreadable.push({ file: name, reason, offset })
  try {
    const status = statSync(file)
    // To open a pipe would be to wait for whoever writes to it.
    if (!status.isFile()) return void refuse('it is no regular file; give what it holds to icc lint -')
    if (status.size > SIZE_LIMIT) return void refuse('it is larger than 256 MiB')
    const decoded = readManifestFile(file)
    if ('text' in decoded) sources.push({ name, text: decoded.text })
    else refuse(decoded.fault.message, decoded.fault.offset)
  } catch (error) {
    refuse(reasonOf(error))
  }
}

/** Most files are UTF-8, which the runtime reads in one step. It puts U+FFFD where bytes are none: then they are looked at. */
function readManifestFile(file: string): Decoded {
  const text = readFileSync(file, 'utf8')
  return UNSURE.test(text) ? decodeManifest(readFileSync(file)) : { text, encoding: 'utf-8' }
}

const UNSURE = /[\0\ufffd]/

function reasonOf(error: unknown): string {
  const code = systemCode(error)
  if (code === undefined) throw error
  if (code === 'ENOENT') return 'it is not there any more, or a link leads nowhere'
  if (code === 'EACCES' || code === 'EPERM') return 'you may not read it'
  if (code === 'ELOOP') return 'its links lead in a circle'
  return `the system refuses to read it (${code})`
}

/** Relative to the folder icc was started in, with slashes. */
export function shownName(path: string, cwd: string): string {
  const name = relative(cwd, path)
  return name === '' ? '.' : name.split(sep).join('/')
}
