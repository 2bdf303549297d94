import type { Context } from '../../../context.ts'
import { cancelled, ExitCode, IccError } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import type { Site } from '../../sites/profile.ts'
import { NAMESPACE_NAME } from '../../sites/text-forms.ts'
import { clusterToImport } from './import-cluster.ts'
import { credentialToImport, type ImportedCredential } from './import-credential.ts'
import { entriesToImport, reading } from './import-entries.ts'
import type { ImportText } from './import-text.ts'
import type { Imported, ImportOrigin } from './imported.ts'
import { refused } from './refused.ts'

/**
 * What a kubeconfig from elsewhere says: its current context's cluster and credential, checked. It is data; nothing
 * that it names is run.
 *
 * @throws `import-expired` (exit 4), the other `import-` codes (exit 1)
 */
export async function judgeImport(
  ctx: Pick<Context, 'clock' | 'signal' | 'output'>,
  site: Site,
  source: ImportText,
  origin: ImportOrigin,
): Promise<Imported> {
  const hint = origin.again
  const { context, cluster, user } = await entriesToImport(source, hint)
  return reading(source, hint, async () => {
    const place = await clusterToImport(ctx, source, cluster, site, hint)
    const credential = await credentialToImport(ctx, source, user, hint)
    refuseExpired(ctx, source.name, credential, hint)
    const namespace = NAMESPACE_NAME.test(context.namespace ?? '') ? context.namespace : undefined
    return { origin, path: source.path, place, ...credential, userName: context.user, namespace }
  })
}

/** Throws `import-expired` (exit 4); `name` is what holds the credential. */
export function refuseExpired(
  ctx: Pick<Context, 'clock'>,
  name: string,
  { endsAt, credential }: Pick<ImportedCredential, 'endsAt' | 'credential'>,
  hint: string,
): void {
  const now = ctx.clock.now()
  if (endsAt === undefined || endsAt > now) return
  const what = credential.kind === 'certificate' ? 'client certificate' : 'token'
  throw refused(
    'import-expired',
    `The ${what} in ${name} has expired: it was valid until ${new Date(endsAt).toISOString()}, and by the clock of this computer it is ${new Date(now).toISOString()}.`,
    hint,
  )
}

export type ProgramQuestion = {
  /** `--allow-exec` was given. */
  allowed: boolean
  /** Whether the user can be asked. */
  canAsk: boolean
  show: (command: string) => void
  /** The call to which `--allow-exec` is to be added. */
  call: string
}

/**
 * From now on kubectl would run the program at each call, with all that the user may do.
 *
 * @throws `import-runs-program` (exit 2), `cancelled` (exit 130)
 */
export async function allowProgram(
  ctx: Pick<Context, 'prompt'>,
  runs: string,
  { allowed, canAsk, show, call }: ProgramQuestion,
): Promise<void> {
  if (allowed) return
  if (!canAsk)
    throw new IccError(
      'import-runs-program',
      `The file makes kubectl run a program on this computer: ${oneLine(runs)}\nNothing was run, and nothing was changed.`,
      { exitCode: ExitCode.usage, hint: `if you know this program: ${call} --allow-exec` },
    )
  show(runs)
  if (await (await ctx.prompt()).confirm('Let kubectl and icc run it?', false)) return
  throw cancelled('The program was not allowed. Nothing was run, and nothing was changed.')
}
