import { createReadStream } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { Context } from '../../../context.ts'
import { systemCode } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { resolveReference } from '../../kubeconfig/files.ts'
import { decode } from '../../kubeconfig/load.ts'
import { refused } from './refused.ts'

/** The text of an imported kubeconfig: what to call it in messages, and its path unless it came by standard input. */
export type ImportText = {
  name: string
  path: string | undefined
  /** The host that it was read on: the paths in it are that host's. */
  host?: string
  text: string
}

/** Bytes. A kubeconfig of a portal has some thousand; a film that was named by mistake is not read to its end. */
const LARGEST = 1024 * 1024

/** The kubeconfig of another computer. Throws `import-not-kubeconfig` (exit 1). */
export function importFromHost(name: string, host: string, text: string, hint: string): ImportText {
  if (Buffer.byteLength(text) > LARGEST) throw tooLarge(name, hint)
  return { name, path: undefined, host, text: text.replace(/^\uFEFF/u, '') }
}

/** @throws `import-not-readable`, `import-not-kubeconfig` (exit 1) */
export async function readImport(
  ctx: Pick<Context, 'cwd' | 'signal' | 'readInput'>,
  from: string,
  hint: string,
): Promise<ImportText> {
  if (from === '-') {
    const text = await ctx.readInput()
    if (Buffer.byteLength(text) > LARGEST) throw tooLarge('What came on standard input', hint)
    return { name: 'What came on standard input', path: undefined, text }
  }
  const path = resolve(ctx.cwd, from)
  const name = oneLine(path)
  const { text, invalidAt } = decode(await readBounded(ctx, path, hint))
  if (invalidAt !== undefined) throw refused('import-not-kubeconfig', `${name} is no text, so no kubeconfig.`, hint)
  return { name, path, text: text.replace(/^\uFEFF/u, '') }
}

/**
 * The content of a file that an imported kubeconfig names, found as kubectl finds it.
 *
 * @throws `import-not-readable` (exit 1)
 */
export async function readReference(
  ctx: Pick<Context, 'signal'>,
  source: ImportText,
  reference: string,
  hint: string,
): Promise<string> {
  return (await readBounded(ctx, absolute(source, reference, hint), hint)).toString('utf8')
}

/** A path as it stands in the file, absolute; without a file there is no folder to start from. */
export function absolute({ name, path, host }: ImportText, reference: string, hint: string): string {
  if (host !== undefined)
    throw refused('import-not-readable', `${name} names ${oneLine(reference)}, which is a file on ${host}.`, hint)
  if (path !== undefined) return resolveReference(path, reference)
  if (isAbsolute(reference)) return reference
  throw refused(
    'import-not-readable',
    `${name} names the file ${oneLine(reference)}, and there is no folder in which to look for it.`,
    `import the file itself (--import FILE), or ${hint}`,
  )
}

async function readBounded(ctx: Pick<Context, 'signal'>, path: string, hint: string): Promise<Buffer> {
  const name = oneLine(path)
  const chunks: Buffer[] = []
  try {
    // One more byte than allowed tells that there is more. A pipe is read like a file.
    for await (const chunk of createReadStream(path, { end: LARGEST, signal: ctx.signal })) chunks.push(chunk)
  } catch (error) {
    if (ctx.signal.aborted) throw ctx.signal.reason
    const why = WHY[systemCode(error) ?? '']
    if (why === undefined) throw error
    throw refused('import-not-readable', `${name} ${why}.`, hint, error)
  }
  const bytes = Buffer.concat(chunks)
  if (bytes.length > LARGEST) throw tooLarge(name, hint)
  return bytes
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EISDIR: 'is a folder, not a file',
  EACCES: 'cannot be read: you have no right to',
  EPERM: 'cannot be read: you have no right to',
  ELOOP: 'is a circle of symbolic links',
}

function tooLarge(name: string, hint: string) {
  return refused('import-not-kubeconfig', `${name} has more than 1 MiB: that is no kubeconfig of a portal.`, hint)
}
