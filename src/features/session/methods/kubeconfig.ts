import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { ExitCode, IccError } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { kubeconfigFiles } from '../../kubeconfig/files.ts'
import { readImport } from '../import/import-text.ts'
import { allowProgram, judgeImport } from '../import/judge-import.ts'
import { fetchAgain } from '../import/refused.ts'
import type { SignIn, SignInContext, SignInRequest } from './method.ts'
import { fileFromPortal } from './portal.ts'

/**
 * Signs in with a kubeconfig that the site's portal handed out in a browser: the file of `--import`, else one that the
 * user downloads now. The file is data, and stays as it is.
 *
 * @throws `usage`, `import-runs-program` (exit 2), `import-expired` (exit 4), the other `import-` codes (exit 1),
 * `sign-in-timeout` (exit 4), `cancelled` (exit 130)
 */
export async function signInByKubeconfig(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  const from = request.importFrom ?? (await fileFromPortal(ctx, request))
  if (from !== '-') refuseOwnFile(ctx, request, from)
  const { site, allowExec, screen } = request
  const again = fetchAgain(site)
  const source = await readImport(ctx, from, again)
  const imported = await judgeImport(ctx, site, source, { method: 'kubeconfig', called: 'the file', again })
  if (imported.runs !== undefined)
    await allowProgram(ctx, imported.runs, {
      allowed: allowExec,
      // Standard input has given the file and cannot answer a question any more.
      canAsk: ctx.terminal.interactive && from !== '-',
      show: (command) => screen.showProgram(command),
      call: `icc login --site ${site.id} --import FILE`,
    })
  return { kind: 'imported', imported }
}

/** What is merged into the user's kubeconfig must come from elsewhere: the imported file stays as it is. */
function refuseOwnFile(ctx: SignInContext, { site }: SignInRequest, from: string): void {
  const path = realPath(resolve(ctx.cwd, from))
  if (!kubeconfigFiles(ctx).some((file) => realPath(file) === path)) return
  throw new IccError(
    'import-is-kubeconfig',
    `${oneLine(from)} is your kubeconfig itself: there is nothing to merge. Nothing was changed.`,
    {
      exitCode: ExitCode.usage,
      hint: `keep the file of the portal under another name, then: icc login --site ${site.id} --import FILE`,
    },
  )
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // What is not there is told by whoever reads it.
    return path
  }
}
