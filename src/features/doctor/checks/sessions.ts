import { sitesInUse } from '../../session/sites-in-use.ts'
import { enumerate, ok, warning, type Check } from '../check.ts'

/** No session is kept for a site that the kubeconfig no longer leads to. */
export const sessions: Check = {
  id: 'sessions',
  async run({ ctx, view }) {
    const { contexts } = await view()
    const marked = new Set(contexts.map(({ site }) => site))
    const left = sitesInUse(ctx).filter((site) => !marked.has(site))
    if (left.length === 0) return ok('each belongs to a context')
    return warning(
      `a session is left over at ${enumerate(left)}: no context of the kubeconfig leads there`,
      left.map((site) => `icc logout --site ${site}`).join('; '),
    )
  },
}
