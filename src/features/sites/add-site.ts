import { resolve } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError, wrongCall } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { makeConfigFolder } from './config-folder.ts'
import { writeFileAtomically } from '../kubeconfig/write-file.ts'
import { profileFiles, userFolder, type Origin, type ProfileFile, type SitesContext } from './layers.ts'
import { brokenSite, ownSiteFile, sound } from './load.ts'
import { readProfile, type Site } from './profile.ts'
import { reachOf, type Reach } from './reach.ts'
import { readTextFile } from './text-file.ts'
import { SITE_ID } from './text-forms.ts'
import { parseYaml, type Fault } from './yaml-file.ts'

/** A profile that was read and is sound, and what it would change. Nothing is written yet. */
export type Offered = {
  site: Site
  text: string
  /** Where it would be written. */
  file: string
  /** The profile of that site which is in force now. */
  replaces: { origin: Origin; file: string } | undefined
  /** True if this very text is there already. */
  isThere: boolean
  reach: Reach
  /** Flags of kubelogin that a profile made of its entry cannot keep. */
  leftOut: string[]
}

/** Bytes. Every command reads the profiles; the longest of icc's own has some thousand. */
const LARGEST = 1024 * 1024

type AddContext = SitesContext & Pick<Context, 'cwd' | 'homeDir' | 'http' | 'signal'>

/**
 * Reads a profile from a file or an https address, or makes one of a kubeconfig in which kubelogin signs in.
 *
 * @throws what `profileOfKubeconfig` throws, `site-broken`, `site-unreadable`, `server-*` (exit 1), `usage` (exit 2) for an address that is not https
 */
export async function offerSite(ctx: AddContext, source: string): Promise<Offered> {
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//iu.test(source)
  const from = isAddress ? source : resolve(ctx.cwd, source)
  const { text, leftOut } = isAddress
    ? { text: await download(ctx, source), leftOut: [] }
    : await ofFile(ctx, from, readLocal(from))
  if (Buffer.byteLength(text) > LARGEST)
    throw brokenSite({ file: from, faults: [wholeFile(from, 'more than 1 MiB: that is no profile of a campus')] })
  const all = profileFiles(ctx)
  const id = idOf(from, text)
  const file: ProfileFile = { id, origin: 'user', file: from, read: () => ({ text }) }
  const others = all.filter((one) => one.origin !== 'user' || one.id !== id)
  const site = sound(readProfile(file, [...others, file]))
  const target = ownSiteFile(ctx, id)
  const before = all.findLast((one) => one.id === id)
  const own = readTextFile(target)
  return {
    site,
    text,
    file: target,
    replaces: before && { origin: before.origin, file: before.file },
    isThere: typeof own === 'object' && 'text' in own && own.text === text,
    reach: reachOf(site.profile),
    leftOut,
  }
}

/** @throws `file-not-writable`, `disk-full` (exit 1): what was there is as it was */
export async function storeSite(ctx: Pick<SitesContext, 'configDir'>, { file, text }: Offered): Promise<void> {
  makeSitesFolder(ctx)
  await writeFileAtomically(file, text)
}

/** The user's folder of profiles. @throws `file-not-writable` (exit 1) */
export function makeSitesFolder(ctx: Pick<SitesContext, 'configDir'>): void {
  makeConfigFolder(userFolder(ctx))
}

function wholeFile(file: string, message: string): Fault {
  return { file, line: 1, column: 1, field: '', message }
}

/** What a file holds; of a kubeconfig of kubelogin the profile that signs in as it did. */
async function ofFile(ctx: AddContext, file: string, text: string): Promise<Pick<Offered, 'text' | 'leftOut'>> {
  const { isKubeconfig, profileOfKubeconfig } = await import('./kubelogin-profile.ts')
  return isKubeconfig(text) ? profileOfKubeconfig(ctx, file, text) : { text, leftOut: [] }
}

function readLocal(file: string): string {
  const read = readTextFile(file)
  if (typeof read === 'object' && 'text' in read) return read.text
  const fault = read === 'missing' ? wholeFile(file, 'there is no such file') : read.fault
  throw brokenSite({ file, faults: [fault] })
}

/** Without signing in anywhere. A redirect is told and not followed: who adds a profile should see where it is from. */
async function download(ctx: AddContext, url: string): Promise<string> {
  if (!url.startsWith('https://'))
    throw wrongCall(
      'A profile says where your credentials go, so it is taken from https:// addresses only. Nothing was read.',
      'save it, look at it, and name the file: icc site add FILE',
    )
  const { status, headers, body } = await (await ctx.http()).send({ url, method: 'GET', signal: ctx.signal })
  if (status === 200) return body
  const target = status >= 300 && status < 400 ? URL.parse(headers['location'] ?? '', url)?.href : undefined
  const what = target === undefined ? `answers ${status}` : `leads to ${oneLine(target).slice(0, 200)}`
  throw new IccError('site-unreadable', `${url} ${what}, and has no profile. Nothing was written.`, {
    hint: isTypeable(target)
      ? `if that is where it should be: icc site add ${target}`
      : 'see whether the address is right',
  })
}

/** Somebody else's text in a command to type must be no more than an address, whatever the shell is. */
function isTypeable(address: string | undefined): boolean {
  return address !== undefined && /^https:\/\/[\w.-]+(?::\d+)?(?:\/[\w./~%+-]*)?$/u.test(address)
}

/** The profile says whose it is: neither a file's name nor an address is to decide that. */
function idOf(file: string, text: string): string {
  const parsed = parseYaml(file, text)
  if (parsed.kind !== 'mapping') throw brokenSite({ file, faults: parsed.faults })
  const { value, position } = parsed.yaml
  const id = value['id']
  if (typeof id === 'string' && SITE_ID.test(id)) return id
  const message =
    id === undefined
      ? 'missing; every profile must say it'
      : 'expected a short name of a-z, 0-9 and "-", such as haw-icc'
  const { line, column } = position(['id']) ?? { line: 1, column: 1 }
  throw brokenSite({ file, faults: [{ file, line, column, field: 'id', message }] })
}
