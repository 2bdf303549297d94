import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Choice } from '../../../context.ts'
import { cancelled, ExitCode, IccError, ifThere, wrongCall } from '../../../errors.ts'
import type { Site } from '../../sites/profile.ts'
import { LONGEST_TIMER } from '../deadline.ts'
import type { SignInContext, SignInRequest } from './method.ts'
import { openPage } from './open-page.ts'

/**
 * Leads the user to the site's portal and finds the file that was downloaded there. It is shown and confirmed before
 * it is read.
 *
 * @returns the file, absolute
 * @throws `usage` (exit 2) where nobody can be asked, or no file is found; `sign-in-timeout` (exit 4), `cancelled`
 */
export async function fileFromPortal(ctx: SignInContext, request: SignInRequest): Promise<string> {
  const { site, screen } = request
  const { portal, notes } = site.profile.login
  if (!portal) throw fileNeeded(site, `The profile ${site.id} names no page that hands out a kubeconfig.`)
  if (!ctx.terminal.interactive)
    throw fileNeeded(site, `${site.id} hands out its kubeconfig file at ${portal.url}, in a browser.`)
  const { url, fileName } = portal
  const browser = request.browser === 'never' ? undefined : await ctx.browser()
  const enterOpens = browser !== undefined && browser.unavailable() === undefined
  screen.showPortal({
    site: site.id,
    title: site.profile.title,
    url,
    fileName,
    notes: notes ?? [],
    enterOpens,
  })
  if (request.browser === 'at-once') await openPage(ctx, request, url)
  await untilDownloaded(ctx, request, enterOpens ? url : undefined)
  return chosenDownload(ctx, site, fileName)
}

/** Waits until the user says so. Keys are watched only meanwhile: at other times Ctrl-C must be the signal. */
async function untilDownloaded(ctx: SignInContext, request: SignInRequest, page: string | undefined): Promise<void> {
  const keys = (await ctx.prompt()).keys()
  const ended = new AbortController()
  const left = Math.min(LONGEST_TIMER, Math.max(0, request.deadline - ctx.clock.now()))
  const over = ctx.clock.sleep(left, AbortSignal.any([ctx.signal, ended.signal])).then((): never => {
    throw new IccError('sign-in-timeout', 'The time for the sign-in is over. Nothing was changed.', {
      exitCode: ExitCode.signIn,
      hint: `icc login --site ${request.site.id}, with a longer --timeout if you need it`,
    })
  })
  try {
    for (;;) {
      const key = await Promise.race([keys.next(), over])
      if (key === 'enter') await openPage(ctx, request, page)
      else if (key === 'd') return
      else if (key === 'q' || key === 'escape') throw cancelled()
    }
  } finally {
    keys.close()
    ended.abort(cancelled())
  }
}

async function chosenDownload(ctx: SignInContext, site: Site, fileName: string | undefined): Promise<string> {
  const folder = join(ctx.homeDir(), 'Downloads')
  const found = downloads(folder, fileName)
  const [newest, ...others] = found
  if (!newest) {
    const what =
      fileName === undefined
        ? 'The profile does not say what the file is called.'
        : `There is no ${fileName} in ${folder}.`
    throw fileNeeded(site, what)
  }
  const prompt = await ctx.prompt()
  if (others.length > 0) {
    const choices: Choice[] = found.map(({ path, saved }) => ({
      value: path,
      label: path,
      hint: ageText(ctx, saved),
    }))
    return prompt.pick('Which file did you download?', choices, newest.path)
  }
  if (await prompt.confirm(`Import ${newest.path}, saved ${ageText(ctx, newest.saved)}?`, true)) return newest.path
  throw fileNeeded(site, 'No file was chosen.')
}

type Download = { path: string; saved: number }

/** Most of the files that are offered. */
const MOST = 10

/** The files of that name, the newest first; browsers number the later ones: `config (1).txt`, `config-1.txt`. */
function downloads(folder: string, fileName: string | undefined): Download[] {
  if (fileName === undefined) return []
  const [, stem = '', extension = ''] = /^(.*?)(\.[^.]*)?$/su.exec(fileName) ?? []
  const isNamed = (name: string): boolean =>
    name.startsWith(stem) &&
    name.endsWith(extension) &&
    name.length >= fileName.length &&
    /^(?: ?\(\d+\)|[- ]\d+)?$/u.test(name.slice(stem.length, name.length - extension.length))
  return (ifThere(() => readdirSync(folder)) ?? [])
    .filter(isNamed)
    .flatMap((name) => {
      const path = join(folder, name)
      const stats = statSync(path, { throwIfNoEntry: false })
      return stats?.isFile() ? [{ path, saved: stats.mtimeMs }] : []
    })
    .toSorted((one, other) => other.saved - one.saved)
    .slice(0, MOST)
}

function ageText(ctx: Pick<SignInContext, 'clock'>, saved: number): string {
  const minutes = Math.floor((ctx.clock.now() - saved) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 120) return `${minutes} min ago`
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} days ago`
}

function fileNeeded(site: Site, why: string): IccError {
  return wrongCall(
    `${why} Say which file to import. Nothing was changed.`,
    `icc login --site ${site.id} --import FILE`,
  )
}
