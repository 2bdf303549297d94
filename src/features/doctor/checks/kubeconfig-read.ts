import { IccError } from '../../../errors.ts'
import { allEntries } from '../../kubeconfig/merged-entries.ts'
import { merge } from '../../kubeconfig/read.ts'
import { ok, problem, warning, type Check } from '../check.ts'

/** The kubeconfig can be read, all of it. */
export const kubeconfigRead: Check = {
  id: 'kubeconfig',
  async run({ loading }) {
    try {
      const files = await loading()
      // These lists are judged only where they are needed; kubectl refuses a file for any of them.
      for (const section of ['clusters', 'users'] as const) allEntries(files, section)
      const { contexts } = merge(files)
      if (files.every(({ stats }) => stats === undefined)) return warning('there is none yet', 'icc login')
      return ok(`${contexts.length} context${contexts.length === 1 ? '' : 's'}`)
    } catch (error) {
      if (!(error instanceof IccError)) throw error
      return problem(error.message, mending(error))
    }
  },
}

function mending({ code, message, hint }: IccError): string {
  if (code === 'kubeconfig-broken') return 'correct that line, or move the file away and sign in again: icc login'
  // It is not about a file: no place is known where one could be.
  if ((code === 'no-home' || code === 'no-folder') && hint !== undefined) return hint
  const path = /^\S+/u.exec(message)?.[0] ?? '~/.kube/config'
  return `ls -ld ${path}`
}
