import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ifThere } from '../../errors.ts'

/** A temporary file beside the one that it is going to replace. Hidden, so that no tool takes it for a kubeconfig. */
export function temporaryPath(target: string, number: number): string {
  return join(dirname(target), `.${basename(target)}.${number}.tmp`)
}

/** The temporary files beside a file: while its lock is held, those of writers that were killed. */
export function leftoversOf(target: string): string[] {
  const [start, end] = [`.${basename(target)}.`, '.tmp']
  // Nothing is there, or nothing that may be looked at: using the file itself says so.
  return (ifThere(() => readdirSync(dirname(target))) ?? [])
    .filter((name) => name.startsWith(start) && name.endsWith(end))
    .filter((name) => /^\d+$/u.test(name.slice(start.length, -end.length)))
    .map((name) => join(dirname(target), name))
}

/** Removes them: they are copies that may hold tokens. Only for who holds the lock of the file. */
export function removeLeftovers(target: string): void {
  for (const path of leftoversOf(target)) rmSync(path, { force: true })
}
