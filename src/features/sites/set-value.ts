import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import type { Context } from '../../context.ts'
import { ExitCode, IccError, wrongCall } from '../../errors.ts'
import { nearest } from '../../nearest-names.ts'
import { writeFileAtomically } from '../kubeconfig/write-file.ts'
import type { Json } from '../manifests/document.ts'
import { makeSitesFolder } from './add-site.ts'
import { withValue } from './edited-yaml.ts'
import { shapeAt, shapeComplaints } from './faults.ts'
import { profileFiles, type ProfileFile, type SitesContext } from './layers.ts'
import { brokenSite, ownSiteFile } from './load.ts'
import { fieldOf } from './need.ts'
import { readProfile, type Site } from './profile.ts'
import { profileSchema } from './schema.ts'
import { idsOf, unknownSite } from './site-names.ts'
import { readTextFile } from './text-file.ts'
import { parseYaml } from './yaml-file.ts'

/** What a field was, and is now. `file` is the user's own profile of the site. */
export type Changed = { site: string; key: string; value: Json; previous: Json | undefined; file: string }

/**
 * Writes one value into the user's own profile of a site, which is made on top of what there is if there is none. Nothing
 * else in the file changes: comments, order and line ends stay.
 *
 * @param key the dotted path of a field, such as `login.oidc.clientId`
 * @param text the value as it was typed; what it is (text, number, list) the field says
 * @throws `usage`, `site-unknown`, `value-refused` (exit 2), `site-broken`, `site-not-editable`, `file-not-writable` (exit 1)
 */
export async function setSiteValue(
  ctx: SitesContext & Pick<Context, 'configDir'>,
  { site: id, key, text }: { site: string; key: string; text: string },
): Promise<Changed> {
  const path = fieldPath(key, id)
  const all = profileFiles(ctx)
  if (!all.some((one) => one.id === id)) throw unknownSite(id, idsOf(all))
  const file = ownSiteFile(ctx, id)
  const before = ownText(file, id)
  const others = all.filter((one) => one.origin !== 'user' || one.id !== id)
  const read = (profile: string): ReturnType<typeof readProfile> => {
    const own: ProfileFile = { id, origin: 'user', file, read: () => ({ text: profile }) }
    return readProfile(own, [...others, own])
  }
  const current = read(before)
  if (!('profile' in current)) throw brokenSite(current)
  const previous = fieldOf(current.profile, key) as Json | undefined
  const { edited, site } = firstSound(candidates(text), (value) => withValue(before, path, value), read, {
    key,
    text,
    file,
  })
  const value = fieldOf(site.profile, key) as Json
  if (edited !== before || readTextFile(file) === 'missing') {
    makeSitesFolder(ctx)
    await writeFileAtomically(file, edited)
  }
  return { site: id, key, value, previous, file }
}

/** @throws `usage` (exit 2) for what is no field, with the nearest one */
function fieldPath(key: string, site: string): string[] {
  const path = key.split('.')
  const nested = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), '')
  const [complaint] = shapeComplaints(profileSchema, nested)
  if (complaint === undefined && path[0] !== 'id' && path.every((name) => name !== '')) return path
  const why = path[0] === 'id' ? 'the id of a site is its name' : (complaint?.message ?? 'it names no field')
  const near = complaint && nearField(path, complaint.field.length - 1)
  throw wrongCall(
    `${key} cannot be set: ${why}${why.endsWith('?') ? '' : '.'} Nothing was written.`,
    near === undefined ? `icc site show ${site}` : `icc site set ${near}=VALUE --site ${site}`,
  )
}

/** The path with the nearest name where it has one that is not known; undefined where none is near. */
function nearField(path: readonly string[], wrong: number): string | undefined {
  const names = Object.keys(shapeAt(profileSchema, path.slice(0, wrong))?.entries ?? {})
  const near = nearest(path[wrong] ?? '', names)
  return near === undefined ? undefined : path.with(wrong, near).join('.')
}

/** A file that is not there yet adds to the profile that is in force without it. */
function ownText(file: string, id: string): string {
  const read = readTextFile(file)
  if (read === 'missing') return `id: ${id}\nextends: ${id}\n`
  if ('fault' in read) throw brokenSite({ id, file, faults: [read.fault] })
  return read.text
}

/** What a typed text can stand for: itself, a number or the like as YAML has it, a list with commas. */
function candidates(text: string): Json[] {
  const inYaml = yamlOf(text)
  const list = text.split(',').map((item) => item.trim())
  return [text, ...(inYaml === undefined || inYaml === text ? [] : [inYaml]), list]
}

function yamlOf(text: string): Json | undefined {
  try {
    return parse(text) as Json
  } catch {
    // It is a text then, and the field says whether that will do.
    return undefined
  }
}

type Wanted = { key: string; text: string; file: string }

/** The first of the values that makes a sound profile. */
function firstSound(
  values: readonly Json[],
  edit: (value: Json) => { text: string } | { refused: string },
  read: (text: string) => ReturnType<typeof readProfile>,
  { key, text, file }: Wanted,
): { edited: string; site: Site } {
  let fault: string | undefined
  for (const value of values) {
    const edited = edit(value)
    if ('refused' in edited) throw notEditable(file, key, text, edited.refused)
    const site = read(edited.text)
    if ('profile' in site && says(file, edited.text, key, value)) return { edited: edited.text, site }
    if ('faults' in site)
      fault ??= site.faults.find(({ field }) => field.startsWith(key))?.message ?? site.faults[0]?.message
  }
  const why = fault ?? 'it would be read otherwise'
  throw new IccError('value-refused', `${key} cannot be ${JSON.stringify(text)}: ${why}. Nothing was written.`, {
    exitCode: ExitCode.usage,
  })
}

/** Whether the file says just this: what kubectl's reader would quote, and this one not, must not become something else. */
function says(file: string, text: string, key: string, value: Json): boolean {
  const parsed = parseYaml(file, text)
  return parsed.kind === 'mapping' && isDeepStrictEqual(fieldOf(parsed.yaml.value, key), value)
}

function notEditable(file: string, key: string, value: string, reason: string): IccError {
  return new IccError('site-not-editable', `${file} cannot be changed in place: ${reason}. It is as it was.`, {
    hint: `write it there: ${key}: ${value}`,
  })
}
