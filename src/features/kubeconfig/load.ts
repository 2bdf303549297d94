import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import type { Context } from '../../context.ts'
import { IccError, systemCode } from '../../errors.ts'
import { kubeconfigFiles } from './files.ts'
import type { FilesContext } from './files.ts'
import { NotAKubeconfig, toModel } from './model.ts'
import type { Model } from './model.ts'
import { scan } from './scan.ts'
import { positionOf } from './tree.ts'
import type { Tree } from './tree.ts'

/** What reading kubeconfigs needs. */
export type ReadContext = FilesContext & Pick<Context, 'clock' | 'signal'>

/** One file as it was read. `stats` is undefined where there is no such file. */
export type LoadedFile = {
  path: string
  stats: BigIntStats | undefined
  model: Model
  /** True for UTF-16, which kubectl reads as well; such a file is not edited. */
  utf16: boolean
}

/**
 * Reads all files in the order in which they count. Those that are missing are there without content.
 *
 * `writing`: an empty file is read again for half a second however old it is. kubectl writes in place, so that an
 * empty file may be one whose content is just coming; taking it for empty would lose that content.
 *
 * Throws `kubeconfig-broken` (with file, line and column), `file-not-readable`, `file-is-folder`.
 */
export async function loadFiles(ctx: ReadContext, writing = false, known: LoadedFile[] = []): Promise<LoadedFile[]> {
  const loaded: LoadedFile[] = []
  for (const path of kubeconfigFiles(ctx)) {
    const file = await loadFile(
      ctx,
      path,
      writing,
      known.find((before) => before.path === path),
    )
    // The same file under a second name has nothing to add, and must not be written twice.
    if (!loaded.some((earlier) => isSameFile(earlier, file))) loaded.push(file)
  }
  return loaded
}

function isSameFile(one: LoadedFile, other: LoadedFile): boolean {
  return one.stats !== undefined && one.stats.ino === other.stats?.ino && one.stats.dev === other.stats.dev
}

/** Milliseconds between two readings of an empty or unreadable file, and how long it is read again. */
const READ_AGAIN = { every: 10, during: 500 }

async function loadFile(
  ctx: ReadContext,
  path: string,
  writing: boolean,
  known: LoadedFile | undefined,
): Promise<LoadedFile> {
  let judged: string | undefined
  for (let waited = 0; ; waited += READ_AGAIN.every) {
    const { text, stats, utf16, whole, invalidAt } = readText(path)
    // An empty one is looked at again: its content may be coming.
    if (text && whole && text === known?.model.tree.text) return { ...known, stats }
    const mayChange = stats !== undefined && (!whole || isRecent(ctx, stats) || (writing && stats.size === 0n))
    const again = mayChange && waited < READ_AGAIN.during
    if (!again || text !== judged) {
      try {
        if (invalidAt !== undefined) throw new NotAKubeconfig('These bytes are no UTF-8 text', invalidAt)
        const model = toModel(await parse(text ?? ''), path)
        if ((text !== '' && whole) || !again) return { path, stats, model, utf16 }
      } catch (error) {
        if (!(error instanceof NotAKubeconfig)) throw error
        if (!again) throw broken(path, text ?? '', error)
      }
      judged = whole ? text : undefined
    }
    await ctx.clock.sleep(READ_AGAIN.every, ctx.signal)
  }
}

/** Changed within the last seconds, or in the future: then somebody may be at it, or the clocks differ. */
function isRecent(ctx: ReadContext, stats: BigIntStats): boolean {
  return ctx.clock.now() - Number(stats.mtimeMs) < 3000
}

/** The content of a file; `text` is undefined where there is no file. */
type Read = Omit<Decoded, 'text'> & {
  text: string | undefined
  stats: BigIntStats | undefined
  /** False where the file changed while it was read. */
  whole: boolean
}

/** `invalidAt` is the offset of the first bytes that are no UTF-8. */
type Decoded = { text: string; utf16: boolean; invalidAt?: number }

function readText(path: string): Read {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return { text: undefined, stats: undefined, utf16: false, whole: true }
    throw unreadable(path, error)
  }
  try {
    const stats = fstatSync(descriptor, { bigint: true })
    const bytes = readFileSync(descriptor)
    // Half of what another program writes in place can be a kubeconfig, too: one with fewer entries.
    const after = fstatSync(descriptor, { bigint: true })
    const whole = after.mtimeNs === stats.mtimeNs && (BigInt(bytes.length) === stats.size || !stats.isFile())
    return { ...decode(bytes), stats, whole }
  } catch (error) {
    throw unreadable(path, error)
  } finally {
    closeSync(descriptor)
  }
}

/** The text of a kubeconfig's bytes: UTF-8, or UTF-16 with its mark. */
export function decode(bytes: Buffer): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: bytes.subarray(2).toString('utf16le'), utf16: true }
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return {
      text: Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
        .swap16()
        .toString('utf16le'),
      utf16: true,
    }
  const text = bytes.toString('utf8')
  // Reading replaces what is no UTF-8, and writing that back would destroy it. Most files need no second look.
  if (!text.includes('\ufffd')) return { text, utf16: false }
  const same = Buffer.from(text)
  const place = bytes.findIndex((byte, index) => byte !== same[index])
  if (place === -1) return { text, utf16: false }
  return { text, utf16: false, invalidAt: bytes.subarray(0, place).toString().length }
}

/** What go-yaml's reader, and so kubectl, takes for no text (readerc.go). */
const NO_TEXT = /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** The tree of a text, by the fast path or the thorough one. Throws `NotAKubeconfig` where it is neither YAML nor JSON. */
export async function parse(text: string): Promise<Tree> {
  const scanned = scan(text)
  if (scanned !== undefined) return scanned
  if (text.trim() === '') return { text, root: undefined, ordinary: false, end: text.length }
  const control = text.search(NO_TEXT)
  if (control !== -1) throw new NotAKubeconfig('A control character stands here', control)
  const { isUnreadable, parseDocument } = await import('./document.ts')
  const parsed = await parseDocument(text)
  if (isUnreadable(parsed)) throw new NotAKubeconfig(parsed.reason, parsed.offset)
  return parsed
}

/** The error for a file that kubectl would refuse. */
export function broken(path: string, text: string, error: NotAKubeconfig): IccError {
  const { line, column } = positionOf(text, error.offset)
  return new IccError(
    'kubeconfig-broken',
    `${path}, line ${line}, column ${column}: this is no kubeconfig. ${error.message}. Nothing was changed.`,
    { hint: 'icc doctor', cause: error },
  )
}

function unreadable(path: string, error: unknown): unknown {
  const code = systemCode(error)
  if (code === 'EISDIR')
    return new IccError('file-is-folder', `${path} is a folder, not a file. Nothing was changed.`, {
      hint: 'name another file, or take the folder away',
      cause: error,
    })
  if (code === 'EACCES' || code === 'EPERM')
    return new IccError('file-not-readable', `${path} cannot be read: you have no right to. Nothing was changed.`, {
      hint: `ls -l ${path}`,
      cause: error,
    })
  if (code === 'ELOOP')
    return new IccError('file-not-readable', `${path} is a circle of symbolic links. Nothing was changed.`, {
      hint: `ls -l ${path}`,
      cause: error,
    })
  return error
}
