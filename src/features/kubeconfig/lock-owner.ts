import { lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { systemCode } from '../../errors.ts'

/** A process as no other one is called. Process ids are given out again, and each container counts its own. */
type Owner = {
  /** One start of one kernel: tells the computers that share a network file system apart. */
  boot: string
  /** The namespace that process ids are counted in. */
  namespace: string
  pid: string
  /** The moment it began, in the kernel's clock ticks since the start. */
  started: string
}

let own: string | undefined

/** This process in one line, for a lock that it takes; where the system does not tell (only Linux does), just a word. */
export function nameOwner(): string {
  own ??= `${JSON.stringify(ownerHere('self') ?? 'icc')}\n`
  return own
}

/** What became of a process. `unknown` where that cannot be told from here. */
export type Fate = { state: 'alive' | 'dead'; pid: string } | { state: 'unknown' }

const UNKNOWN: Fate = { state: 'unknown' }

/**
 * What became of the process that a lock file names: `unknown` for another computer, another container, another user,
 * another system than Linux, a lock without a name.
 */
export function fateOfOwner(lock: string): Fate {
  try {
    // Other users' processes may be hidden from us, and hidden is not dead.
    if (lstatSync(lock).uid !== statSync('/proc/self').uid) return UNKNOWN
    const named = JSON.parse(readFileSync(lock, 'utf8').split('\n', 1)[0] ?? '') as Partial<Owner> | null
    const { boot, namespace } = placeHere()
    if (named?.boot !== boot || named.namespace !== namespace) return UNKNOWN
    const { pid } = named
    if (typeof pid !== 'string' || !/^\d+$/u.test(pid)) return UNKNOWN
    return { state: ownerHere(pid)?.started === named.started ? 'alive' : 'dead', pid }
  } catch {
    // It has just gone or is just being written, or there is no /proc: its age must tell.
    return UNKNOWN
  }
}

/** @see proc_sys_kernel(5), namespaces(7) */
function placeHere(): Pick<Owner, 'boot' | 'namespace'> {
  return {
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    namespace: readlinkSync('/proc/self/ns/pid'),
  }
}

/** A process that runs here; undefined where there is none. One that ended and was not yet waited for is none. */
function ownerHere(pid: string): Owner | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc_pid_stat(5): the second field, a name in parentheses, may itself hold spaces and parentheses.
    const [state = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if ('ZXx'.includes(state)) return undefined
    return { ...placeHere(), pid: stat.slice(0, stat.indexOf(' ')), started: rest[18] ?? '' }
  } catch (error) {
    if (pid === 'self' || ['ENOENT', 'ESRCH'].includes(systemCode(error) ?? '')) return undefined
    throw error
  }
}
