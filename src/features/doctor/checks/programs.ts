import type { KubeExec } from '../../../context.ts'
import { oneLine } from '../../../output.ts'
import { execOf } from '../../kubeconfig/cluster-of.ts'
import type { LoadedFile } from '../../kubeconfig/load.ts'
import { mergedEntries, type PlacedEntry } from '../../kubeconfig/merged-entries.ts'
import { textOf } from '../../kubeconfig/model.ts'
import { lookUp } from '../../kubeconfig/tree.ts'
import { isOwnProgram } from '../../session/target.ts'
import { enumerate, ok, problem, skipped, unlessSkipped, warning, type Check } from '../check.ts'
import type { DoctorContext } from '../facts.ts'
import { lookAt } from '../modes.ts'
import { findOnPath, isProgram } from '../../../program-path.ts'

/** The programs that kubectl starts for a credential are there, icc itself among them. */
export const programs: Check = {
  id: 'programs',
  async run({ ctx, files, context }) {
    const called = programsIn(await files())
    if (called.length === 0) return skipped('no user of the kubeconfig needs one')
    const missing = called.filter((one) => !isThere(ctx, one))
    if (missing.length === 0) return ok(`${enumerate([...new Set(called.map(({ exec }) => exec.command))])} found`)
    const current = await context().catch(unlessSkipped)
    const worst = missing.find(({ entry }) => entry.name === current?.user) ?? missing[0]
    if (worst === undefined) throw new Error('one of several must be there')
    const { entry, installHint } = worst
    const command = missingPart(ctx, worst)
    const others = missing.length > 1 ? `; ${missing.length - 1} more are missing` : ''
    const message = `${command}, which kubectl starts for the user "${entry.name}", is not there${others}`
    const own = entry.site
    const hint =
      own === undefined ? installHint || `install it, or: icc ctx` : `icc login --site ${own} (writes the new place)`
    return entry.name === current?.user ? problem(message, hint) : warning(message, hint)
  },
}

type Called = { entry: PlacedEntry; exec: KubeExec; installHint: string }

function programsIn(files: readonly LoadedFile[]): Called[] {
  return [...mergedEntries(files, 'users').values()].flatMap((entry) => {
    const exec = entry.body && lookUp(entry.body, 'exec')
    if (exec?.kind !== 'map') return []
    const installHint = oneLine(textOf(exec, 'installHint').trim().split('\n')[0] ?? '').slice(0, 200)
    return [{ entry, exec: execOf(entry.file, exec), installHint }]
  })
}

/** From source, icc is a script that the runtime is given as its first argument. */
function scriptOf({ entry, exec }: Called): string | undefined {
  const own = entry.site !== undefined && isOwnProgram(exec, entry.site)
  return own && exec.args.length > 3 ? exec.args[0] : undefined
}

function isThere(ctx: DoctorContext, called: Called): boolean {
  return missingPart(ctx, called) === undefined
}

function missingPart(ctx: DoctorContext, called: Called): string | undefined {
  const { command } = called.exec
  const found = /[/\\]/u.test(command) ? isProgram(command) : findOnPath(ctx, command) !== undefined
  if (!found) return command === '' ? 'a program without a name' : command
  const script = scriptOf(called)
  return script === undefined || lookAt(script)?.isFile === true ? undefined : script
}
