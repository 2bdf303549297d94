import { kubeconfigFiles } from '../../kubeconfig/files.ts'
import { ageOf, breakLock, identify, type Identity } from '../../kubeconfig/lock-file.ts'
import { lockNames } from '../../kubeconfig/modify.ts'
import { enumerate, ok, warning, type Check, type Fix } from '../check.ts'

/** Milliseconds after which a lock counts as left behind, as for everybody who waits for it. */
const STALE = 10_000

/** No killed program has left the lock behind for which kubectl waits in vain. */
export const kubeconfigLocks: Check = {
  id: 'kubeconfig-locks',
  run({ ctx }) {
    const locks = lockNames(kubeconfigFiles(ctx)).map((name) => `${name}.lock`)
    const found = locks.flatMap((lock) => {
      const identity = identify(lock)
      return identity === undefined ? [] : [{ lock, identity }]
    })
    const stale = found.filter(({ identity }) => ctx.clock.now() - Number(identity.mtimeNs / 1_000_000n) >= STALE)
    if (found.length === 0) return ok('none')
    const names = enumerate(found.map(({ lock }) => lock))
    if (stale.length === 0) return ok(`another program is at work: ${names}`)
    return warning(
      `${enumerate(stale.map(({ lock }) => lock))} was left behind: kubectl cannot change the file`,
      stale.map(({ lock }) => `rm ${lock}`).join('; '),
      removal(stale),
    )
  },
}

function removal(stale: readonly { lock: string; identity: Identity }[]): Fix {
  return {
    description: `remove ${enumerate(stale.map(({ lock }) => lock))}`,
    apply: async () => {
      for (const { lock, identity } of stale) {
        // By the clock that stamped it, which on a network file system is not ours; and only if it is still that one.
        if (ageOf(lock, identity) >= STALE) breakLock(lock, identity)
      }
    },
  }
}
