import { fork } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { iccProcess, startIcc } from '../../support/icc-process.ts'
import { contextName, crowdedHome, leaveDeadLock, leaveStaleLock, namespacesIn, watchFile } from './crowded-home.ts'
import type { Figures } from './crowded-home.ts'

/** One icc process a context, all at once, and a lock that was left behind; every other one comes by the link. */
export async function crowd(
  folder: string,
  writers: number,
  leaveLock: (file: string) => void = leaveStaleLock,
): Promise<Figures & { failures: string[] }> {
  const { home, file, link } = crowdedHome(folder, writers)
  leaveLock(file)
  const reader = watchFile(file, writers)
  const failures: string[] = []
  let longestWait = 0
  const change = async (index: number): Promise<void> => {
    const started = performance.now()
    const path = index % 2 === 0 ? file : link
    const argv = ['ns', `after-${index}`, '-f', '--context', contextName(index), '--kubeconfig', path]
    const { exitCode, stderr } = await iccProcess(home, argv)
    if (exitCode !== 0) failures.push(stderr)
    longestWait = Math.max(longestWait, performance.now() - started)
  }
  await Promise.all(Array.from({ length: writers }, (_, index) => change(index)))
  const { versions, torn } = await reader.stop()
  const namespaces = namespacesIn(readFileSync(file, 'utf8'), writers) ?? []
  const kept = namespaces.filter((namespace, index) => namespace === `after-${index}`).length
  return { writers, kills: 0, lost: writers - kept, torn, versions, longestWait, failures }
}

/**
 * Kills icc processes in the moments around their write: a random while after their lock came into being. Their locks
 * are made old, so that the next run need not wait for that.
 */
export async function killWriters(folder: string, kills: number): Promise<Figures> {
  const contexts = 50
  const { home, file } = crowdedHome(folder, contexts)
  const reader = watchFile(file, contexts)
  let longestWait = 0
  let lost = 0
  let before = 'before'
  for (let round = 0; round < kills; round += 1) {
    const started = performance.now()
    const wanted = `round-${round}`
    const process = startIcc(home, ['ns', wanted, '-f', '--context', contextName(7)])
    const done = process.done.then(
      ({ exitCode }) => exitCode === 0,
      () => false,
    )
    const ended = new AbortController()
    void done.then(() => ended.abort())
    while (!ended.signal.aborted && !hasYoungLock(file)) await turn()
    const moment = performance.now() + Math.random() * 8
    while (!ended.signal.aborted && performance.now() < moment) await turn()
    process.kill('SIGKILL')
    const wrote = await done
    longestWait = Math.max(longestWait, performance.now() - started)
    const now = namespacesIn(readFileSync(file, 'utf8'), contexts)?.[7] ?? ''
    // Who was killed may have written or not; who came to the end has.
    if (now !== wanted && (wrote || now !== before)) lost += 1
    before = now
    ageLocks(file)
  }
  const { versions, torn } = await reader.stop()
  return { writers: kills, kills, lost, torn, versions, longestWait }
}

/** True if somebody holds the lock who was not killed in an earlier round. */
function hasYoungLock(file: string): boolean {
  return (lstatSync(`${file}.lock`, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 1000
}

function ageLocks(file: string): void {
  for (const name of [`${file}.lock`, `${file}.lock.break`])
    if (lstatSync(name, { throwIfNoEntry: false }) !== undefined) utimesSync(name, 1, 1)
}

/** What processes that all meet the same stale lock at once came to. */
export type Storms = { alone: number; overlaps: number; failures: string[] }

/**
 * Lets processes break a stale lock and enter a critical section at the same moment, again and again.
 *
 * @param kind what tells that it is stale: its age, or the dead process that it names
 */
export async function storms(
  folder: string,
  processes: number,
  rounds: number,
  kind: 'old' | 'dead' = 'old',
): Promise<Storms> {
  const file = join(folder, 'config')
  const words = kind === 'old' ? [file] : [file, '2000']
  const workers = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, 'lock-worker.ts'), words, { serialization: 'json' }),
  )
  onTestFinished(() => workers.forEach((worker) => worker.kill('SIGKILL')))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  const outcome: Storms = { alone: 0, overlaps: 0, failures: [] }
  for (let round = 1; round <= rounds; round += 1) {
    if (kind === 'old') leaveStaleLock(file, round)
    else leaveDeadLock(file)
    const answers = await Promise.all(
      workers.map(async (worker) => {
        const answer = once(worker, 'message')
        worker.send('enter')
        return String((await answer)[0])
      }),
    )
    for (const answer of answers) {
      if (answer === 'alone') outcome.alone += 1
      else if (answer === 'overlap') outcome.overlaps += 1
      else outcome.failures.push(answer)
    }
  }
  return outcome
}
