import { IccError } from '../../../errors.ts'
import { clusterOf } from '../../kubeconfig/cluster-of.ts'
import { mergedEntries } from '../../kubeconfig/merged-entries.ts'
import { enumerate, ok, problem, warning, type Check } from '../check.ts'

/** The current context leads somewhere, and so do the others. */
export const contexts: Check = {
  id: 'contexts',
  async run({ ctx, files: load, view }) {
    const { currentContext, contexts: all } = await view()
    if (all.length === 0) return warning('there are none: nobody is signed in anywhere', 'icc login')
    if (currentContext === undefined) return warning('none is current: kubectl goes nowhere', 'icc ctx')
    const current = all.find(({ name }) => name === currentContext)
    if (!current) return problem(`the current context "${currentContext}" does not exist`, 'icc ctx')
    try {
      await clusterOf(ctx, current.name)
    } catch (error) {
      if (!(error instanceof IccError)) throw error
      return problem(error.message, current.site === undefined ? 'icc ctx' : `icc login --site ${current.site}`)
    }
    const files = await load()
    const [clusters, users] = [mergedEntries(files, 'clusters'), mergedEntries(files, 'users')]
    const dead = all.filter(({ cluster, user }) => !clusters.has(cluster) || (user !== '' && !users.has(user)))
    if (dead.length === 0) return ok(`${current.name} is current`)
    const names = dead.map(({ name }) => name)
    return warning(
      `${enumerate(names)} ${names.length === 1 ? 'names' : 'name'} a cluster or user that is not there`,
      `icc ctx -d ${names[0]}`,
    )
  },
}
