import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { iccProcess, startIcc } from '../support/icc-process.ts'
import { tokens } from '../support/scripted-idp.ts'
import { expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'

/** What killing refreshes came to. */
export type KillFigures = {
  kills: number
  /** Kills that left the session's lock behind. */
  inTheLock: number
  /** Refreshes of those that came next that did not work. */
  failures: string[]
  /** The longest run of one that came next, in milliseconds. */
  longestWait: number
}

/**
 * Kills `icc token` at random moments around its refresh, and lets two others come next. The provider is slow, so that
 * most kills hit a refresh under way.
 */
export async function killRefreshes(kills: number): Promise<KillFigures> {
  const { idp, user } = await shortSession()
  idp.script('token', [
    async (exchange) => {
      await sleep(60)
      await tokens()(exchange)
    },
  ])
  const lock = join(user.home.folder, 'state/tokens/playground.json.lock')
  const figures: KillFigures = { kills, inTheLock: 0, failures: [], longestWait: 0 }
  const token = ['token', '--site', 'playground']
  for (let round = 0; round < kills; round += 1) {
    expire(user)
    const asked = refreshes(idp).length
    const killed = startIcc(user.home, token)
    const ended = killed.done.catch(() => undefined)
    while (!existsSync(lock) && refreshes(idp).length === asked) await sleep(1)
    await sleep(Math.random() * 400)
    killed.kill('SIGKILL')
    await ended
    if (existsSync(lock)) figures.inTheLock += 1
    const started = performance.now()
    const next = await Promise.all([iccProcess(user.home, token), iccProcess(user.home, token)])
    figures.longestWait = Math.max(figures.longestWait, performance.now() - started)
    for (const { exitCode, stderr } of next) if (exitCode !== 0) figures.failures.push(stderr)
    if (new Set(next.map(({ stdout }) => stdout)).size !== 1) figures.failures.push('two tokens')
  }
  return figures
}
