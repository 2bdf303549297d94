import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { IccError, ifThere } from '../../../errors.ts'
import { prepareWrite, type PreparedWrite } from '../../kubeconfig/write-file.ts'
import { decodeManifest, encodeManifest } from '../../manifests/decode.ts'
import type { Source } from '../../manifests/document.ts'

/** A file before and after. */
export type ChangedFile = { name: string; before: string; after: string }

/** The files that fixes changed. Both lists are in the same order. */
export function changedFiles(before: readonly Source[], after: readonly Source[]): ChangedFile[] {
  return before.flatMap(({ name, text }, index) => {
    const now = after[index]?.text ?? text
    return now === text ? [] : [{ name, before: text, after: now }]
  })
}

/**
 * Writes changed files: first all are laid beside the old ones, then they take their places. Each keeps its mode and
 * its encoding.
 *
 * @throws `file-changed`, `file-not-writable`, `disk-full` (exit 1): nothing was written
 */
export async function writeFixes(cwd: string, files: readonly ChangedFile[]): Promise<void> {
  const prepared: PreparedWrite[] = []
  try {
    for (const file of files) prepared.push(prepare(resolve(cwd, file.name), file))
    for (const one of prepared) await one.commit()
  } finally {
    for (const one of prepared) one.discard()
  }
}

function prepare(path: string, { name, before, after }: ChangedFile): PreparedWrite {
  const now = readNow(path)
  if (now === undefined || now.text !== before)
    throw new IccError('file-changed', `${name} changed while icc looked at it. Nothing was written.`, {
      hint: 'type the same again',
    })
  return prepareWrite(path, encodeManifest(after, now.encoding), { keepMode: true })
}

/** Undefined where what was there is there no more: another file, a folder, or none. */
function readNow(path: string): Exclude<ReturnType<typeof decodeManifest>, { fault: unknown }> | undefined {
  const bytes = ifThere(() => readFileSync(path))
  const now = bytes && decodeManifest(bytes)
  return now === undefined || 'fault' in now ? undefined : now
}
