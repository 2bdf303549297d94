import { execFile } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { iccProcess } from '../../support/icc-process.ts'
import { contextName, crowdedHome, namespacesIn } from './crowded-home.ts'
import type { Figures, Home } from './crowded-home.ts'

/** Changes the namespaces of all contexts but the first by icc processes, a few at a time; returns what failed. */
async function changeAll(home: Home, contexts: number): Promise<{ failures: string[]; longestWait: number }> {
  const left = Array.from({ length: contexts - 1 }, (_, index) => index + 1)
  const outcome = { failures: [] as string[], longestWait: 0 }
  const work = async (): Promise<void> => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      const started = performance.now()
      const { exitCode, stderr } = await iccProcess(home, [
        'ns',
        `after-${index}`,
        '-f',
        '--context',
        contextName(index),
      ])
      if (exitCode !== 0) outcome.failures.push(stderr)
      outcome.longestWait = Math.max(outcome.longestWait, performance.now() - started)
    }
  }
  await Promise.all([work(), work(), work()])
  return outcome
}

/** The other program's own change: `theirs-N` in the first context, after which N it must still be there. */
type Beside = { turns: number; lost: number }

/** Runs `change` with 1, 2, 3 and so on until `ours` is done, and sees that icc never takes a change back. */
async function changeBeside(
  file: string,
  ours: Promise<unknown>,
  change: (turn: number) => Promise<void>,
): Promise<Beside> {
  const ended = new AbortController()
  void ours.then(() => ended.abort())
  let lost = 0
  let turns = 0
  while (!ended.signal.aborted) {
    turns += 1
    await change(turns)
    // Longer than icc needs from reading to writing; and the others want their turn as well.
    let there = true
    for (const until = performance.now() + 25; performance.now() < until; await turn())
      there &&= readFileSync(file, 'utf8').includes(`namespace: theirs-${turns}\n`)
    if (!there) lost += 1
  }
  return { turns, lost }
}

/** What icc and another program came to that change one file at the same time. */
export type BesideFigures = Figures & {
  failures: string[]
  /** Changes by the other program. */
  turns: number
  /** Changes by the other program that icc took back. */
  theirsLost: number
}

/**
 * icc beside real kubectl. That reads before it locks, and writes back what it read: it may take changes of icc back
 * (`lost`). icc must not fail, and must not take a change of kubectl back: did it ever write from an old reading, the
 * change that kubectl makes all the time would be gone with the rest.
 */
export async function besideKubectl(folder: string, contexts: number, judge: string): Promise<BesideFigures> {
  const { home, file } = crowdedHome(folder, contexts)
  return beside(home, file, contexts, async (number) => {
    const args = ['--kubeconfig', file, 'config', 'set-context', contextName(0), `--namespace=theirs-${number}`]
    const tried = (): Promise<boolean> =>
      promisify(execFile)(judge, args).then(
        () => true,
        () => false,
      )
    // It does not wait for a lock: it gives up, and is asked again.
    while (!(await tried())) await turn()
  })
}

/**
 * icc beside a program that writes as kubectl does, emptying the file first and taking its time, but reads what it
 * writes only when it has the lock. With this one nothing at all may be lost.
 */
export async function besideTruncation(folder: string, contexts: number): Promise<BesideFigures> {
  const { home, file } = crowdedHome(folder, contexts)
  return beside(home, file, contexts, async (number) => {
    while (!takeLock(file)) await turn()
    const text = readFileSync(file, 'utf8').replace(
      /namespace: (before|theirs-\d+)\n/,
      `namespace: theirs-${number}\n`,
    )
    truncateSync(file)
    await sleep(Math.random() * 100)
    writeFileSync(file, text)
    rmSync(`${file}.lock`)
  })
}

async function beside(
  home: Home,
  file: string,
  contexts: number,
  change: (turn: number) => Promise<void>,
): Promise<BesideFigures> {
  const ours = changeAll(home, contexts)
  const [{ turns, lost: theirsLost }, done] = await Promise.all([changeBeside(file, ours, change), ours])
  const namespaces = namespacesIn(readFileSync(file, 'utf8'), contexts)
  const kept = namespaces?.filter((namespace, index) => namespace === `after-${index}`).length ?? 0
  const torn = namespaces === undefined ? 1 : 0
  return { writers: contexts - 1, kills: 0, lost: contexts - 1 - kept, torn, versions: 0, turns, theirsLost, ...done }
}

function takeLock(file: string): boolean {
  try {
    closeSync(openSync(`${file}.lock`, 'wx'))
    return true
  } catch {
    // Somebody has it.
    return false
  }
}
