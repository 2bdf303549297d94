import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Context } from '../../../context.ts'
import { IccError, systemCode } from '../../../errors.ts'
import { resolveTarget } from '../../kubeconfig/write-file.ts'
import { decodeManifest, encodeManifest } from '../../manifests/decode.ts'
import { unifiedDiff } from '../../manifests/unified-diff.ts'

/** A file that is to be written; `kinds` are those of the objects in it, in their order. */
export type WantedFile = { path: string; text: string; kinds: readonly string[] }

/** What becomes of a file, and what stands there now: only as long as that is so, it is written. */
export type PlannedFile = WantedFile & {
  /** `equal` also where line ends, byte order mark or encoding of the file are others. */
  action: 'create' | 'overwrite' | 'equal'
  /** As `git apply` takes it, without a line break at its end; empty for `equal`. */
  diff: string
  /** The bytes that are there; undefined where there is no file. */
  before: Uint8Array | undefined
  after: Uint8Array
}

export type FilePlan = { files: readonly PlannedFile[] }

/** The JSON contract of `icc scaffold`, for each file. */
export type FileReport = Pick<PlannedFile, 'path' | 'action' | 'kinds'>

/** The files of a plan as `-o json` has them. */
export function reportFiles({ files }: FilePlan): FileReport[] {
  return files.map(({ path, action, kinds }) => ({ path, action, kinds }))
}

/**
 * Looks what writing these files would mean; writes nothing. Paths are relative to the folder icc runs in, or absolute.
 *
 * @throws `file-is-folder`, `file-not-writable` (no ordinary file), `file-not-readable`, `file-twice` (exit 1)
 */
export function planFiles(ctx: Pick<Context, 'cwd'>, wanted: readonly WantedFile[]): FilePlan {
  const files = wanted.map((file) => planFile(ctx, file))
  refuseTwice(ctx, files)
  return { files }
}

/** As `planFiles`, for one of them. */
export function planFile(ctx: Pick<Context, 'cwd'>, wanted: WantedFile): PlannedFile {
  const before = readExisting(ctx, wanted.path)
  return planChange(wanted, before, before === undefined ? Buffer.from(wanted.text) : inFormOf(before, wanted.text))
}

/** What becomes of a file of which the bytes are known, before and after. */
export function planChange(wanted: WantedFile, before: Uint8Array | undefined, after: Uint8Array): PlannedFile {
  if (before === undefined)
    return { ...wanted, action: 'create', diff: unifiedDiff(wanted.path, undefined, wanted.text), before, after }
  if (Buffer.compare(before, after) === 0) return { ...wanted, action: 'equal', diff: '', before, after }
  const [old, now] = [decodeManifest(before), decodeManifest(after)]
  const diff =
    'fault' in old || 'fault' in now
      ? `Binary files a/${wanted.path} and b/${wanted.path} differ`
      : unifiedDiff(wanted.path, old.text, now.text)
  return { ...wanted, action: 'overwrite', diff, before, after }
}

/** @throws `file-twice` (exit 1) where two of them are one file, by whatever name */
export function refuseTwice({ cwd }: Pick<Context, 'cwd'>, files: readonly WantedFile[]): void {
  const seen = new Map<string, string>()
  for (const { path } of files) {
    const target = resolveTarget(resolve(cwd, path))
    const other = seen.get(target)
    if (other !== undefined)
      throw new IccError('file-twice', `${other} and ${path} would be one file. Nothing was written.`, {
        hint: 'choose another name: --out FILE',
      })
    seen.set(target, path)
  }
}

/** The bytes of a file; undefined where there is none yet. Throws what `planFiles` throws. */
export function readExisting({ cwd }: Pick<Context, 'cwd'>, path: string): Uint8Array | undefined {
  const place = resolve(cwd, path)
  try {
    // A pipe would be waited for.
    const stats = statSync(place)
    if (stats.isDirectory())
      throw new IccError('file-is-folder', `${path} is a folder, not a file. Nothing was written.`, {
        hint: 'name a file: --out FILE',
      })
    if (!stats.isFile())
      throw new IccError('file-not-writable', `${path} is no ordinary file. Nothing was written.`, {
        hint: 'to print: --out -',
      })
    return readFileSync(place)
  } catch (error) {
    const code = systemCode(error)
    if (error instanceof IccError || code === undefined) throw error
    // Where a folder is missing, or is a file, writing says so.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new IccError('file-not-readable', `${path} cannot be read (${code}). Nothing was written.`, {
      hint: 'choose another file: --out FILE',
      cause: error,
    })
  }
}

/** Line ends, byte order mark and encoding stay those of the file that was there. */
function inFormOf(before: Uint8Array, text: string): Uint8Array {
  const old = decodeManifest(before)
  if ('fault' in old) return Buffer.from(text)
  const mark = old.text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const isWindows = /^[^\n]*\r\n/u.test(old.text)
  return encodeManifest(mark + (isWindows ? text.replaceAll(/\r?\n/gu, '\r\n') : text), old.encoding)
}
