import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { enumerate, ok, problem, unlessSkipped, warning, type Check, type Finding } from '../check.ts'
import type { DoctorContext } from '../facts.ts'
import { findOldLogins, previewRemoval, removeOldLogins, type OldLogins } from '../left-over-logins.ts'
import { ifThere } from '../../../errors.ts'

/** Nothing of the tools that signed people in before icc is left over, and none of it has stopped working. */
export const oldLogins: Check = {
  id: 'old-logins',
  async run({ ctx, files, context }) {
    const { left, inUse, byProvider, dead } = findOldLogins(await files())
    const current = await context().catch(unlessSkipped)
    const deadCurrent = dead.find(({ user }) => user === current?.user)
    if (deadCurrent) return problem(gone(deadCurrent), insteadOf(deadCurrent.provider))
    if (left.length > 0)
      return warning(
        `${quoted(left)} ${whose(left, byProvider)}: left over, icc signs you in there`,
        'icc doctor --fix',
        {
          description: `remove ${quoted(left)} and what only it used from the kubeconfig`,
          preview: () => previewRemoval(ctx),
          apply: () => removeOldLogins(ctx),
        },
      )
    const renewed = inUse.filter((name) => byProvider.includes(name))
    if (renewed.length > 0)
      return warning(
        `${quoted(renewed)}: auth-provider oidc, which kubectl renews while it can, and never signs in anew`,
        'icc login --site ID takes its place',
      )
    const [firstDead] = dead
    if (firstDead) return warning(gone(firstDead), insteadOf(firstDead.provider))
    if (inUse.length > 0)
      return ok(
        `${quoted(inUse)} of kubelogin: in use; icc login can take its place, and icc site add FILE makes a profile of it`,
      )
    return leftTokens(ctx) ?? ok('nothing of kubelogin')
  },
}

function whose(names: readonly string[], byProvider: readonly string[]): string {
  const count = names.filter((name) => byProvider.includes(name)).length
  if (count === 0) return 'of kubelogin'
  return count === names.length ? 'by auth-provider oidc' : 'of kubelogin and by auth-provider oidc'
}

function gone({ user, provider }: OldLogins['dead'][number]): string {
  return `"${user}" signs in by the auth-provider ${provider}, which kubectl no longer has`
}

/** What those who run these clouds offer in its place. */
function insteadOf(provider: string): string {
  if (provider === 'gcp') return 'install gke-gcloud-auth-plugin, then: gcloud container clusters get-credentials'
  if (provider === 'azure') return 'kubelogin convert-kubeconfig (that of github.com/Azure/kubelogin)'
  return 'icc login --site ID, or a new kubeconfig from where this one came'
}

/** kubelogin has no sign-out: its refresh tokens stay when its entries are gone. @see kubelogin, pkg/tokencache */
function leftTokens(ctx: DoctorContext): Finding | undefined {
  const caches = [ctx.env['KUBECACHEDIR'], ifThere(() => join(ctx.homeDir(), '.kube', 'cache'))]
  const folder = caches
    .filter((cache) => cache !== undefined && cache !== '')
    .map((cache) => join(cache ?? '', 'oidc-login'))
    .find((one) => (ifThere(() => readdirSync(one)) ?? []).length > 0)
  return folder === undefined
    ? undefined
    : warning(
        `${folder} holds tokens of kubelogin, which nothing in the kubeconfig calls`,
        `rm -r ${folder}, unless another kubeconfig of yours calls it`,
      )
}

function quoted(names: readonly string[]): string {
  return enumerate(names.map((name) => `"${name}"`))
}
