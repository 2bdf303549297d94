import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute } from 'node:path'
import { kubeconfigFiles } from '../../kubeconfig/files.ts'
import { resolveTarget } from '../../kubeconfig/write-file.ts'
import { enumerate, ok, problem, warning, type Check, type Finding } from '../check.ts'
import type { DoctorContext } from '../facts.ts'
import { lookAt } from '../modes.ts'

/** Which files count, and whether each of them can play its part. */
export const kubeconfigFilesCheck: Check = {
  id: 'kubeconfig-files',
  run({ ctx }) {
    const files = kubeconfigFiles(ctx)
    if (files.length === 0)
      return problem('KUBECONFIG is set, but it names no file: kubectl finds no cluster', 'unset KUBECONFIG')
    const folder = files.find((file) => lookAt(file)?.isFolder)
    if (folder !== undefined) return problem(`${folder} is a folder, not a kubeconfig`, 'take it out of KUBECONFIG')
    const locked = files.filter((file) => lookAt(file) && !mayChange(file))
    // kubectl wants to write the file that holds an entry, and icc as well.
    if (locked.length > 0)
      return warning(
        `${enumerate(locked)} can only be read: what stands there cannot be changed`,
        `chmod u+w ${locked[0]}`,
      )
    return ofVariable(ctx, files) ?? ok(files.join(', '))
  },
}

/** What is odd about `KUBECONFIG` itself. */
function ofVariable(ctx: DoctorContext, files: readonly string[]): Finding | undefined {
  const list = ctx.kubeconfigFlag === undefined ? ctx.env['KUBECONFIG'] : undefined
  if (!list) return undefined
  const elements = list.split(delimiter)
  if (elements.includes(''))
    return warning(
      `KUBECONFIG has an empty element, which kubectl passes over ("${delimiter}" at an end or twice)`,
      `export KUBECONFIG=${elements.filter(Boolean).join(delimiter)}`,
    )
  const relative = elements.filter((element) => !isAbsolute(element))
  if (relative.length > 0)
    return warning(
      `${enumerate(relative)} in KUBECONFIG is another file in each folder`,
      'write it with its whole path',
    )
  const missing = files.filter((file) => !lookAt(file))
  if (missing.length > 0 && missing.length < files.length)
    return warning(`${enumerate(missing)} in KUBECONFIG is not there`, 'take it out of KUBECONFIG, or make it')
  return undefined
}

/** By its mode, too: taking the write bit away was meant, also for root. */
function mayChange(file: string): boolean {
  try {
    const target = resolveTarget(file)
    accessSync(target, constants.W_OK)
    return ((lookAt(target)?.mode ?? 0) & 0o200) !== 0
  } catch {
    return false
  }
}
