import { IccError } from '../../errors.ts'
import { contactLine } from './contact-line.ts'
import { shapeAt } from './faults.ts'
import { ownSiteFile } from './load.ts'
import type { SitesContext } from './layers.ts'
import type { Site } from './profile.ts'
import { profileSchema, type Profile } from './schema.ts'

/** The type of the field at a dotted path, `never` if the schema has no such field. */
export type FieldAt<T, P extends string> = P extends `${infer Key}.${infer Rest}`
  ? Key extends keyof T
    ? FieldAt<NonNullable<T[Key]>, Rest>
    : never
  : P extends keyof T
    ? NonNullable<T[P]>
    : never

/**
 * A value that must be there to go on. It is never guessed.
 *
 * @throws `site-incomplete` (exit 1): whom to ask for it, and where to put it
 */
export function need<const P extends string>(
  ctx: Pick<SitesContext, 'configDir'>,
  site: Site,
  path: FieldAt<Profile, P> extends never ? never : P,
): FieldAt<Profile, P> {
  const value = fieldOf(site.profile, path)
  if (value === undefined) throw incomplete(ctx, site, path)
  return value as FieldAt<Profile, P>
}

/** The value at a dotted path of own fields, else undefined. */
export function fieldOf(profile: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    return (value as Record<string, unknown>)[key]
  }, profile)
}

function incomplete(ctx: Pick<SitesContext, 'configDir'>, site: Site, path: string): IccError {
  const own = ownSiteFile(ctx, site.id)
  const lines = path.split('.').map((key, depth, keys) => {
    return `  ${'  '.repeat(depth)}${key}:${depth === keys.length - 1 ? ' ...' : ''}`
  })
  const start = site.origin === 'user' ? [] : [`  id: ${site.id}`, `  extends: ${site.id}`]
  const where = `${site.origin === 'user' ? 'Add it to' : 'Write it into'} ${site.origin === 'user' ? site.file : own}:`
  const message = [
    `The profile ${site.id} does not say ${path}. Nothing was done.`,
    `Ask for it: ${contactLine(site.profile)}`,
    where,
    ...start,
    ...lines,
  ].join('\n')
  // Of what has several parts, no single value can be given.
  const isOneValue = shapeAt(profileSchema, path.split('.'))?.entries === undefined
  const hint = isOneValue ? `icc site set ${path}=VALUE --site ${site.id}` : `icc site show ${site.id}`
  return new IccError('site-incomplete', message, { hint })
}
