import { kubeconfigFiles } from '../../kubeconfig/files.ts'
import { leftoversOf } from '../../kubeconfig/leftovers.ts'
import { resolveTarget } from '../../kubeconfig/write-file.ts'
import { enumerate, ok, problem, skipped, type Check } from '../check.ts'
import { isOpen, lookAt, narrow } from '../modes.ts'

/** Nobody else reads the tokens in the kubeconfig. */
export const kubeconfigMode: Check = {
  id: 'kubeconfig-mode',
  run({ ctx }) {
    if (ctx.platform === 'win32') return skipped('on Windows the rights of your profile folder count')
    const files = kubeconfigFiles(ctx).filter((file) => lookAt(file)?.isFile)
    if (files.length === 0) return skipped('there is no kubeconfig yet')
    const copies = files.flatMap((file) => leftoversOf(resolveTarget(file)))
    const open = [...files, ...copies].filter(isOpen)
    if (open.length === 0) return ok('readable by you alone')
    const names = enumerate(open)
    return problem(
      `${names} can be read by other users of this machine, with every token in it`,
      `chmod 600 ${open.slice(0, 3).join(' ')}`,
      narrow(open, `make ${names} readable by you alone (0600)`),
    )
  },
}
