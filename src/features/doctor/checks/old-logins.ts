import { enumerate, ok, warning, type Check } from '../check.ts'
import { findOldLogins, previewRemoval, removeOldLogins } from '../left-over-logins.ts'

/** Nothing of the tools that signed people in before icc is left over. */
export const oldLogins: Check = {
  id: 'old-logins',
  async run({ ctx, files }) {
    const { left, inUse } = findOldLogins(await files())
    if (left.length > 0)
      return warning(`${quoted(left)} of kubelogin: left over, icc signs you in there`, 'icc doctor --fix', {
        description: `remove ${quoted(left)} and what only it used from the kubeconfig`,
        preview: () => previewRemoval(ctx),
        apply: () => removeOldLogins(ctx),
      })
    if (inUse.length > 0) return ok(`${quoted(inUse)} of kubelogin: in use; icc login --site ID can take its place`)
    return ok('nothing of kubelogin')
  },
}

function quoted(names: readonly string[]): string {
  return enumerate(names.map((name) => `"${name}"`))
}
