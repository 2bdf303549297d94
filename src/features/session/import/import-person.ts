import type { Context, Kube, KubeTarget } from '../../../context.ts'
import { IccError } from '../../../errors.ts'
import type { Site } from '../../sites/profile.ts'
import { identify, type Claimed } from '../claims.ts'
import { checkAccess } from '../home-namespace.ts'
import { refused } from './refused.ts'
import type { Imported, ImportOrigin } from './imported.ts'

/**
 * Who an imported credential is for; `known` is false where only the file's own word for it is left. `kube` is the cluster
 * that answered, to be asked more.
 */
export type Person = Claimed & { known: boolean; kube: Kube | undefined }

/**
 * Asks the cluster whose credential this is. One that cannot be reached changes nothing: then the token's claims say
 * it, the certificate, or the name that the file gives its user.
 *
 * @throws `import-rejected` (exit 4), `api-untrusted`, `credential-plugin-failed` (exit 1): the kubeconfig would be of
 * no use
 */
export async function personOf(
  ctx: Pick<Context, 'kube' | 'output'>,
  site: Site,
  imported: Imported,
  target: KubeTarget,
): Promise<Person> {
  let kube: Kube | undefined
  try {
    kube = await ctx.kube(target)
    const identity = await kube.whoAmI()
    // Where the cluster does not look at the credential at all.
    if (identity !== 'not-served' && identity.username === 'system:anonymous')
      throw notAccepted(site, imported.origin)
    if (identity === 'not-served') return { ...claimed(site, imported), kube }
    return { username: identity.username, groups: identity.groups, known: true, kube }
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    const passing = ['api-unreachable', 'api-invalid-answer', 'api-forbidden'].includes(error.code)
    if (!passing) throw judged(site, imported.origin, error)
    // Where the cluster can be asked at all, the question about the namespace tells what is wrong.
    if (error.code !== 'api-unreachable') return { ...claimed(site, imported), kube }
    const vpn = site.profile.network?.vpnHint
    ctx.output.warn(`${error.message}${vpn === undefined ? '' : ` ${vpn}`} You are signed in all the same.`)
    return { ...claimed(site, imported), kube: undefined }
  }
}

/** Whether the person may work in the namespace; a cluster that did not answer is not asked again. */
export async function checkNamespace(
  ctx: Pick<Context, 'output'>,
  site: Site,
  { kube }: Person,
  namespace: string | undefined,
): Promise<void> {
  if (kube) await checkAccess(ctx, site, async () => kube, namespace)
}

function claimed(site: Site, { claims, certified, userName }: Imported): Omit<Person, 'kube'> {
  if (certified) return { ...certified, known: true }
  const { usernameClaim = 'sub' } = site.profile.login.oidc ?? {}
  const claim = claims[usernameClaim]
  if (typeof claim === 'string' && claim !== '') return { ...identify(site.profile, claims), known: true }
  return { username: userName, groups: [], known: false }
}

function judged(site: Site, origin: ImportOrigin, error: IccError): IccError {
  if (error.code === 'token-rejected') return notAccepted(site, origin, error)
  // This very failure, made above.
  if (error.code === 'import-rejected') return error
  const hint =
    error.code === 'api-untrusted'
      ? `${origin.called} does not fit the cluster any more, or somebody poses as it: ${origin.again}`
      : error.hint
  return new IccError(error.code, `${error.message.replace(/ Nothing was changed\.$/u, '')} Nothing was written.`, {
    exitCode: error.exitCode,
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  })
}

function notAccepted(site: Site, { called, again, isCredential }: ImportOrigin, cause?: IccError): IccError {
  const credential = isCredential === true ? called : `the credential of ${called}`
  const what = `The cluster of ${site.id} does not accept ${credential}: it may have expired, or been withdrawn.`
  return refused('import-rejected', what, again, cause)
}
