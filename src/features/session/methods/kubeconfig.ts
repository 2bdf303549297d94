import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { cancelled, ExitCode, IccError } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { kubeconfigFiles } from '../../kubeconfig/files.ts'
import { clusterToImport } from '../import/import-cluster.ts'
import { credentialToImport, type ImportedCredential } from '../import/import-credential.ts'
import { entriesToImport, reading } from '../import/import-entries.ts'
import { readImport } from '../import/import-text.ts'
import type { Imported } from '../import/imported.ts'
import { fetchAgain, refused } from '../import/refused.ts'
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
  const imported = await judge(ctx, request, from)
  if (imported.runs !== undefined) await allowProgram(ctx, request, from, imported.runs)
  return { kind: 'imported', imported }
}

async function judge(ctx: SignInContext, { site }: SignInRequest, from: string): Promise<Imported> {
  const hint = fetchAgain(site)
  const source = await readImport(ctx, from, hint)
  const { context, cluster, user } = await entriesToImport(source, hint)
  return reading(source, hint, async () => {
    const place = await clusterToImport(ctx, source, cluster, site, hint)
    const credential = await credentialToImport(ctx, source, user, hint)
    refuseExpired(ctx, source.name, credential, hint)
    const namespace = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/u.test(context.namespace ?? '')
      ? context.namespace
      : undefined
    return { path: source.path, place, ...credential, userName: context.user, namespace }
  })
}

function refuseExpired(
  ctx: Pick<SignInContext, 'clock'>,
  name: string,
  { endsAt, credential }: ImportedCredential,
  hint: string,
): void {
  if (endsAt === undefined || endsAt > ctx.clock.now()) return
  const what = credential.kind === 'certificate' ? 'client certificate' : 'token'
  throw refused(
    'import-expired',
    `The ${what} in ${name} has expired: it was valid until ${new Date(endsAt).toISOString()}.`,
    hint,
  )
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

/** From now on kubectl would run it at each call, with all that the user may do. */
async function allowProgram(
  ctx: SignInContext,
  { site, allowExec, screen }: SignInRequest,
  from: string,
  runs: string,
): Promise<void> {
  if (allowExec) return
  // Standard input has given the file and cannot answer a question any more.
  if (!ctx.terminal.interactive || from === '-')
    throw new IccError(
      'import-runs-program',
      `The file makes kubectl run a program on this computer: ${oneLine(runs)}\nNothing was run, and nothing was changed.`,
      {
        exitCode: ExitCode.usage,
        hint: `if you know this program: icc login --site ${site.id} --import FILE --allow-exec`,
      },
    )
  screen.showProgram(runs)
  if (await (await ctx.prompt()).confirm('Let kubectl and icc run it?', false)) return
  throw cancelled('The program was not allowed. Nothing was run, and nothing was changed.')
}
