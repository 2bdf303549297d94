import { resolve } from 'node:path'
import type { Context } from '../../context.ts'
import { writeFileAtomically } from '../kubeconfig/write-file.ts'

/**
 * Writes a report for a pipeline to pick up; readable by others, as it holds no secret.
 *
 * @throws `file-not-writable`, `disk-full`, `folder-missing`, `file-is-folder` (exit 1)
 */
export async function writeReport(ctx: Pick<Context, 'cwd'>, file: string, text: string): Promise<void> {
  await writeFileAtomically(resolve(ctx.cwd, file), text, { mode: 0o644, keepMode: true })
}
